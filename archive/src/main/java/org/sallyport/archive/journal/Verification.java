package org.sallyport.archive.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What {@link JournalVerifier} found. */
public sealed interface Verification {

    /**
     * Nothing was removed, changed or reordered.
     *
     * @param firstSequence the oldest entry here; older ones were discarded by the retention, which signed for it
     * @param lastSequence the newest entry; one less than {@code firstSequence} when there is none
     * @param signedSequence the newest entry that a checkpoint covers; those after it are chained but not signed for yet
     * @param signedAt when that checkpoint was signed; null when there is none
     * @param tornBytes bytes of a write at the very end that was never finished, as a crash leaves them; 0 mostly
     */
    record Intact(
            long firstSequence,
            long lastSequence,
            long signedSequence,
            @Nullable Instant signedAt,
            long tornBytes) implements Verification {}

    /**
     * Something is not as it was.
     *
     * @param sequence the first entry that is missing or not as it was; 0 when that can't be told
     * @param file where it is or should be
     * @param offset where in that file, in bytes (for {@code checkpoints}: the line)
     * @param finding what is wrong, in words for an administrator
     */
    record Broken(long sequence, String file, long offset, String finding) implements Verification {}

    /**
     * It can't be told.
     *
     * @param cause why, in words for an administrator
     */
    record Unreadable(String cause) implements Verification {}
}
