package org.sallyport.archive.journal;

import org.sallyport.archive.ArchiveRecord;

/**
 * The local register: what was appended survives the loss of the process and of power.
 *
 * <p><b>Threading:</b> {@link #append} may be called from any thread, event loops included, and never blocks.
 *
 * <p><b>Bounds:</b> the queue of records waiting for the disk is bounded; when it is full the append fails at once, as it does
 * when the disk is full or broken. Nothing is acknowledged that is not kept.
 */
public interface Journal extends AutoCloseable {

    /**
     * Hands a record in. The outcome comes to {@code done}, exactly once, on a thread of the journal's: hop back to your own. A
     * refusal that needs no disk (queue full, closed) comes on the caller's thread, before this returns.
     *
     * @param guarantee when {@code done} is told of success
     */
    void append(ArchiveRecord record, Guarantee guarantee, Appended done);

    /** Writes what is waiting and closes; later appends fail. */
    @Override
    void close();

    /** When an append counts as done. */
    enum Guarantee {
        /** When it is on the disk (fsync). */
        DURABLE,
        /** When it is with the operating system: it survives the process, not a loss of power. */
        BUFFERED
    }

    /** Is told what became of a record. */
    interface Appended {

        /**
         * The record is kept.
         *
         * @param sequence its number in the journal: 1, 2, 3, ... without a gap
         */
        void kept(long sequence);

        /** The record is not kept, and won't be. {@code cause} is in words for an administrator. */
        void failed(String cause);
    }
}
