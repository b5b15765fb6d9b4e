package org.sallyport.policy.held;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Messages in quarantine, and the word of those who look at them. Safe for any thread; may block on the disk, so not for event
 * loops.
 */
public interface HeldMessages {

    /** Where nothing is ever held. */
    HeldMessages NONE = new HeldMessages() {
        @Override
        public List<HeldMessage> list(Set<HeldMessage.State> states, int most) {
            return List.of();
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
     * Those in one of these states, the oldest first.
     *
     * @param most at most so many, at least 1
     */
    List<HeldMessage> list(Set<HeldMessage.State> states, int most);

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
