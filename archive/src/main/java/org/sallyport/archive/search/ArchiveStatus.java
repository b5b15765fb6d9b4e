package org.sallyport.archive.search;

/**
 * How the archive is.
 *
 * @param available whether it answered when last asked
 * @param message one sentence for an administrator
 * @param journaled the number of the newest record in the journal
 * @param archived the number up to which everything is in the archive
 */
public record ArchiveStatus(boolean available, String message, long journaled, long archived) {

    /** How many records wait to be shipped. */
    public long waiting() {
        return Math.max(0, journaled - archived);
    }
}
