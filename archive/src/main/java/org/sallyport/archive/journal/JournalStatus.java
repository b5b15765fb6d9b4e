package org.sallyport.archive.journal;

/**
 * How the journal is.
 *
 * @param healthy whether the last thing asked of the disk went well
 * @param message one sentence for an administrator
 * @param sequence the number of the newest entry written; 0 when there is none
 * @param durableSequence the number of the newest entry on the disk
 * @param segments how many segment files there are
 * @param bytes how many bytes of entries are in them
 * @param queueDepth how many records wait for the disk
 */
public record JournalStatus(
        boolean healthy,
        String message,
        long sequence,
        long durableSequence,
        int segments,
        long bytes,
        int queueDepth) {}
