package org.sallyport.policy.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What lexicons found in conversations of late, so that their thresholds can be about several messages. Kept beside the
 * rulebase and not in it: a change of the policy must not make the gateway forget.
 *
 * <p><b>Threading:</b> any thread. <b>Bounds:</b> {@value #MOST_CONVERSATIONS} pairs of conversation and lexicon, of each the
 * {@value #MOST_HITS} latest messages with hits, no older than {@link #LONGEST_WINDOW}. Where there are more, old ones are
 * forgotten first, roughly in their order; what is forgotten counts no more.
 */
public final class ConversationMemory {

    /** The longest window that a lexicon can ask for. */
    public static final Duration LONGEST_WINDOW = Duration.ofDays(1);

    private static final int MOST_CONVERSATIONS = 20_000;
    private static final int MOST_HITS = 64;

    private final int capacity;
    private final ConcurrentHashMap<Key, Tally> tallies = new ConcurrentHashMap<>();

    private record Key(Conversation conversation, String lexicon) {}

    /** The hits of one lexicon in one conversation, oldest first. Arrays are never written to once they are in here. */
    private static final class Tally {

        private final long[] times;
        private final int[] weights;

        Tally(long[] times, int[] weights) {
            this.times = times;
            this.weights = weights;
        }

        int since(long start) {
            long sum = 0;
            for (int i = times.length - 1; i >= 0 && times[i] > start; i--) {
                sum += weights[i];
            }
            return (int) Math.min(sum, Integer.MAX_VALUE);
        }

        Tally plus(long time, int weight) {
            int drop = times.length < MOST_HITS ? 0 : 1;
            long[] nextTimes = Arrays.copyOfRange(times, drop, times.length + 1);
            int[] nextWeights = Arrays.copyOfRange(weights, drop, weights.length + 1);
            // Clocks go back now and then; the order of the list must not.
            nextTimes[nextTimes.length - 1] = times.length == 0 ? time : Math.max(time, times[times.length - 1]);
            nextWeights[nextWeights.length - 1] = weight;
            return new Tally(nextTimes, nextWeights);
        }

        long latest() {
            return times[times.length - 1];
        }
    }

    public ConversationMemory() {
        this(MOST_CONVERSATIONS);
    }

    ConversationMemory(int capacity) {
        this.capacity = capacity;
    }

    /** What was found in the time before now, that of now not included. */
    int earlier(Conversation conversation, String lexicon, Instant now, Duration window) {
        Tally tally = tallies.get(new Key(conversation, lexicon));
        return tally == null ? 0 : tally.since(now.minus(window).toEpochMilli());
    }

    /** Keeps what was found in a message. */
    void add(Conversation conversation, String lexicon, Instant now, int weight) {
        long time = now.toEpochMilli();
        tallies.merge(
                new Key(conversation, lexicon),
                new Tally(new long[] {time}, new int[] {weight}),
                (old, fresh) -> old.plus(time, weight));
        if (tallies.size() > capacity) {
            makeRoom(now);
        }
    }

    /** How many pairs of conversation and lexicon are remembered. */
    int size() {
        return tallies.size();
    }

    /** Takes a sixteenth away: what no window reaches any more, and then whatever comes first. */
    private void makeRoom(Instant now) {
        long outdated = now.minus(LONGEST_WINDOW).toEpochMilli();
        tallies.values().removeIf(tally -> tally.latest() < outdated);
        int surplus = tallies.size() - (capacity - capacity / 16);
        Iterator<Tally> each = tallies.values().iterator();
        for (int i = 0; i < surplus && each.hasNext(); i++) {
            each.next();
            each.remove();
        }
    }
}
