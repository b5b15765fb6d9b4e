package org.sallyport.archive.search;

import java.util.List;

/**
 * Asks the archive. Blocks while the archive answers: for the console's threads, never for an event loop. Safe for any thread.
 *
 * <p>Every call is itself recorded with the reader's name before it is answered.
 */
public interface ArchiveSearch {

    /** @throws ArchiveUnavailable when the archive does not answer */
    SearchPage search(SearchQuery query, Reader reader) throws ArchiveUnavailable;

    /**
     * The events around one of a conversation.
     *
     * @param conversation its id
     * @param around the id of the event in the middle
     * @param size how many events at the most, 1 to 500
     * @return empty events when there is no such conversation
     * @throws ArchiveUnavailable when the archive does not answer
     */
    Conversation conversation(String conversation, String around, int size, Reader reader) throws ArchiveUnavailable;

    /**
     * Puts on the record of reading that somebody is about to be shown messages that are held back. They are not in here, but what
     * people wrote is what they say.
     *
     * @param messages their ids
     * @throws ArchiveUnavailable when that can't be recorded; then nothing must be shown
     */
    void heldShown(List<String> messages, Reader reader) throws ArchiveUnavailable;

    /** How the archive is, without blocking: from what is known already. */
    ArchiveStatus status();

    /**
     * Who reads.
     *
     * @param login the reader's login
     * @param address where the reader sits
     */
    record Reader(String login, String address) {}

    /** The archive did not answer; the message says what to do next. */
    final class ArchiveUnavailable extends Exception {
        private static final long serialVersionUID = 1;

        public ArchiveUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
