package org.sallyport.policy.held;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages in quarantine, and the word of those who look at them. Safe for any thread; may block on the disk, so not for event
 * loops.
 */
public interface HeldMessages {

    /** Where nothing is ever held. */
    HeldMessages NONE = new HeldMessages() {
        @Override
        public Part list(Set<HeldMessage.State> states, @Nullable String queue, int offset, int most) {
            return new Part(List.of(), 0);
        }

        @Override
        public Map<String, Long> queues(Set<HeldMessage.State> states) {
            return Map.of();
        }

        @Override
        public Optional<HeldMessage> find(String id) {
            return Optional.empty();
        }

        @Override
        public Outcome release(String id, String reviewer, String reason) {
            return Outcome.NO_SUCH_MESSAGE;
        }

        @Override
        public Outcome reject(String id, String reviewer, String reason) {
            return Outcome.NO_SUCH_MESSAGE;
        }
    };

    /** What came of a reviewer's word. */
    enum Outcome {
        /** It is done, and on the record. */
        DONE,
        /** There is none of that id, or none any more. */
        NO_SUCH_MESSAGE,
        /** Somebody has decided on it before; nothing was changed. */
        ALREADY_DECIDED
    }

    /**
     * A part of a list.
     *
     * @param messages its messages
     * @param total how many the whole list has
     */
    record Part(List<HeldMessage> messages, long total) {
        public Part {
            messages = List.copyOf(messages);
        }
    }

    /**
     * Those in one of these states, the oldest first.
     *
     * @param queue only those that wait, or waited, there; null: wherever
     * @param offset how many of them to leave out, at least 0
     * @param most at most so many, at least 1: each is read from the disk
     */
    Part list(Set<HeldMessage.State> states, @Nullable String queue, int offset, int most);

    /** The first of them, whatever their queue. */
    default List<HeldMessage> list(Set<HeldMessage.State> states, int most) {
        return list(states, null, 0, most).messages();
    }

    /** How many are in one of these states, by queue; queues without any are not among them. */
    Map<String, Long> queues(Set<HeldMessage.State> states);

    /** One of them. */
    Optional<HeldMessage> find(String id);

    /**
     * Lets one go: it is delivered now, or as soon as it can be.
     *
     * @param reviewer who says so, by login
     * @param reason why, at most 2,000 characters; what is longer is cut
     */
    Outcome release(String id, String reviewer, String reason);

    /** Never lets one go. The parameters are those of {@link #release}. */
    Outcome reject(String id, String reviewer, String reason);
}
