package org.sallyport.archive.journal;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads a journal while it is written, up to what is durable.
 *
 * <p><b>Threading:</b> any thread, one call at a time ({@link #read} locks); the listeners are called on the journal's thread.
 */
public interface JournalReader extends AutoCloseable {

    /** The id of the journal, which names its documents: {@link org.sallyport.archive.ArchiveDocument#idOf}. */
    String journalId();

    /** The number of the newest entry that would survive a loss of power; 0 when there is none. */
    long durableSequence();

    /** The number of the oldest entry still here; one more than {@link #durableSequence} when there is none. */
    long oldestSequence();

    /**
     * Entries in order, without a gap.
     *
     * @param fromSequence the first one wanted, at least 1
     * @param maxRecords how many at the most, at least 1
     * @param maxBytes how many bytes of payload at the most; one entry is always given, however long
     * @return empty when there is nothing durable from there on yet
     * @throws IOException when the disk fails, an entry is damaged, or it was discarded
     */
    List<JournalEntry> read(long fromSequence, int maxRecords, int maxBytes) throws IOException;

    /**
     * Calls {@code listener} with {@link #durableSequence} whenever it has moved: it must be quick and must not throw. It is
     * called once at registration too, so nothing is missed in between.
     *
     * @return close it to hear no more
     */
    Subscription onDurable(LongConsumer listener);

    /** Gives back the file it reads from; it may be used again. Listeners stay. */
    @Override
    default void close() {}

    /** A listener's place. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
