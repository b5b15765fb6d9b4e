package org.sallyport.proxy.relay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/**
 * The man between the doors: finds out who is behind the names in an event, has it decided, and has event and decision
 * journaled, before anybody may go on.
 *
 * <p><b>Threading:</b> called on event loops; answers on the caller's. Blocks nothing: names that are not at hand and the
 * journal's disk are waited for elsewhere.
 *
 * <p><b>Failure:</b> a directory that doesn't answer is an {@link Identity.Unavailable} the rulebase judges; a journal that
 * doesn't take a record turns its decision into {@link Decision.Failed}, with the verdict configured for that.
 */
public final class Guard {

    private static final Verdict NOT_RECORDED =
            new Verdict.Deny("This could not be recorded, so it was not passed on. Please try again later.");

    private final People people;
    private final DecisionPoint policy;
    private final Journal journal;
    private final Journal.Guarantee guarantee;
    private final boolean passWhenJournalFails;
    private final RelayMeters meters;

    /**
     * @param guarantee what an event waits for before it goes on
     * @param passWhenJournalFails whether an event that can't be journaled goes on as decided, instead of being denied
     */
    public Guard(
            People people,
            DecisionPoint policy,
            Journal journal,
            Journal.Guarantee guarantee,
            boolean passWhenJournalFails,
            RelayMeters meters) {
        this.people = people;
        this.policy = policy;
        this.journal = journal;
        this.guarantee = guarantee;
        this.passWhenJournalFails = passWhenJournalFails;
        this.meters = meters;
    }

    /** What the guard needs to know of the connection an event happened on. */
    public record Place(
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account) {}

    /**
     * Judges the events of one frame.
     *
     * @param now when they happened
     * @param loop where {@code then} is called
     * @param then gets one decision an event, in order; not called during this call
     */
    public void judge(Place place, List<ImEvent> events, Instant now, Executor loop, Consumer<List<Decision>> then) {
        Set<ScreenName> names = names(place, events);
        Map<ScreenName, Identity> known = new HashMap<>(names.size() * 2);
        List<CompletableFuture<?>> missing = null;
        for (ScreenName name : names) {
            Identity identity = people.ifKnown(name);
            if (identity != null) {
                known.put(name, identity);
            } else {
                missing = missing == null ? new ArrayList<>(names.size()) : missing;
                missing.add(people.resolve(name).thenAccept(found -> {
                    synchronized (known) {
                        known.put(name, found);
                    }
                }));
            }
        }
        if (missing == null) {
            decide(place, events, now, known, loop, then);
            return;
        }
        CompletableFuture.allOf(missing.toArray(CompletableFuture[]::new))
                .whenComplete((ok, failure) -> hop(loop, () -> decide(place, events, now, known, loop, then)));
    }

    private void decide(
            Place place,
            List<ImEvent> events,
            Instant now,
            Map<ScreenName, Identity> known,
            Executor loop,
            Consumer<List<Decision>> then) {
        Decision[] decisions = new Decision[events.size()];
        Pending pending = new Pending(decisions, loop, then);
        for (int i = 0; i < decisions.length; i++) {
            ImEvent event = events.get(i);
            Decision decision = policy.decide(new Question(
                    event, place.opening(), place.protocol(), place.service(), place.account(), known, now));
            decisions[i] = decision;
            meters.decided(event, decision);
            int index = i;
            journal.append(record(place, event, now, known, decision), guarantee, new Journal.Appended() {
                @Override
                public void kept(long sequence) {
                    pending.oneDone();
                }

                @Override
                public void failed(String cause) {
                    meters.notJournaled();
                    if (!passWhenJournalFails) {
                        pending.refuse(index, "journal: " + cause);
                    }
                    pending.oneDone();
                }
            });
        }
    }

    /** Journals what there is nothing left to decide about, such as the end of a connection, and waits for nothing. */
    public void record(Place place, List<ImEvent> events, Instant now) {
        for (ImEvent event : events) {
            Map<ScreenName, Identity> known = new HashMap<>();
            for (ScreenName name : names(place, List.of(event))) {
                Identity identity = people.ifKnown(name);
                if (identity != null) {
                    known.put(name, identity);
                }
            }
            Decision decision = policy.decide(new Question(
                    event, place.opening(), place.protocol(), place.service(), place.account(), known, now));
            journal.append(record(place, event, now, known, decision), guarantee, new Journal.Appended() {
                @Override
                public void kept(long sequence) {
                    // Nobody waits for it.
                }

                @Override
                public void failed(String cause) {
                    meters.notJournaled();
                }
            });
        }
    }

    private static ArchiveRecord record(
            Place place, ImEvent event, Instant now, Map<ScreenName, Identity> known, Decision decision) {
        return new ArchiveRecord(
                now, place.opening(), place.protocol(), place.service(), place.account(), event, decision, known);
    }

    private static Set<ScreenName> names(Place place, List<ImEvent> events) {
        Set<ScreenName> names = new HashSet<>();
        if (place.account() != null) {
            names.add(place.account());
        }
        for (ImEvent event : events) {
            ScreenName from = event.from();
            if (from != null) {
                names.add(from);
            }
            names.addAll(event.to());
        }
        return names;
    }

    private static void hop(Executor loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is shut down, and its connections with it: nobody is left to be told.
        }
    }

    /** The records of one frame on their way to the disk. */
    private static final class Pending {
        private final Decision[] decisions;
        private final Executor loop;
        private final Consumer<List<Decision>> then;
        private int left;

        Pending(Decision[] decisions, Executor loop, Consumer<List<Decision>> then) {
            this.decisions = decisions;
            this.loop = loop;
            this.then = then;
            this.left = decisions.length;
        }

        synchronized void refuse(int index, String cause) {
            decisions[index] = new Decision.Failed(cause, NOT_RECORDED);
        }

        void oneDone() {
            boolean all;
            synchronized (this) {
                all = --left == 0;
            }
            if (all) {
                hop(loop, () -> then.accept(List.of(decisions)));
            }
        }
    }
}
