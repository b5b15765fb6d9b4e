package org.sallyport.archive.search;

import java.time.Instant;
import java.util.function.Function;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.simulate.PastEvents;
import org.sallyport.protocols.ScreenName;

/**
 * Goes through the archive in the order in which things happened, to try a policy out on it. Blocks while the archive answers.
 * Safe for any thread.
 */
@FunctionalInterface
public interface ArchiveEvents {

    /** An archive with nothing in it. */
    ArchiveEvents NONE = (from, to, today, purpose, reader) -> new Reading() {
        @Override
        public long expected() {
            return 0;
        }

        @Override
        public long unreadable() {
            return 0;
        }

        @Override
        public boolean hasNext() {
            return false;
        }

        @Override
        public Past next() {
            throw new java.util.NoSuchElementException();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    };

    /**
     * Begins to read. It is recorded who does, and what for, before anything is read.
     *
     * @param from the earliest time, inclusive
     * @param to the latest time, exclusive
     * @param today who is behind a name now: groups are not archived; may block
     * @param purpose what is tried out, such as {@code draft 1c9e}
     * @param reader who reads
     * @throws ArchiveUnavailable when the archive does not answer
     */
    Reading read(Instant from, Instant to, Function<ScreenName, Identity> today, String purpose, Reader reader)
            throws ArchiveUnavailable;

    /**
     * The events, a few at a time from the archive as it was at the beginning. One thread. {@link #hasNext} throws
     * {@link Lost} when the archive stops answering on the way.
     */
    interface Reading extends PastEvents, AutoCloseable {

        /** How many events there are in all. */
        long expected();

        /** How many documents were passed over until now because they could not be read as events. */
        long unreadable();

        @Override
        void close();
    }

    /** The archive stopped answering; the message says what to do next. */
    final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Lost(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
