package org.sallyport.archive.journal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Removes segments that are in the archive, signed for, and old enough. Confined to the writer's thread. */
final class Retention {

    private final JournalSettings settings;
    private final Disk disk;

    Retention(JournalSettings settings, Disk disk) {
        this.settings = settings;
        this.disk = disk;
    }

    /**
     * Removes what may go.
     *
     * @param shippedBefore entries before this one are in the archive
     */
    void apply(SegmentWriter writer, CheckpointLog checkpoints, long shippedBefore) throws IOException {
        List<Segment> segments = writer.segments();
        int count = removable(segments, checkpoints.latestSequence(), shippedBefore);
        if (count == 0) {
            return;
        }
        Segment oldest = segments.get(count);
        Instant now = settings.clock().instant();
        // Signed first: a crash in between leaves too much and not too little.
        checkpoints.append(
                Checkpoint.Kind.DISCARDED,
                oldest.firstSequence() - 1,
                oldest.header().previousHash(),
                now);
        long bytes = 0;
        for (Segment gone : segments.subList(0, count)) {
            bytes += gone.file().toFile().length();
        }
        writer.discarded(List.copyOf(segments.subList(count, segments.size())), bytes);
        // Oldest first, so that what a crash leaves is without a gap.
        for (Segment gone : segments.subList(0, count)) {
            SegmentPreparer.delete(gone.file());
        }
        disk.forceNames(settings.directory());
    }

    /** How many segments, from the oldest on. A segment was closed when the next one was made. */
    private int removable(List<Segment> segments, long signedThrough, long shippedBefore) {
        Instant now = settings.clock().instant();
        int count = 0;
        while (count + 1 < segments.size()) {
            SegmentHeader next = segments.get(count + 1).header();
            long last = next.firstSequence() - 1;
            boolean old = Duration.between(next.created(), now).compareTo(settings.keep()) >= 0;
            if (last >= shippedBefore || last > signedThrough || !old) {
                break;
            }
            count++;
        }
        return count;
    }
}
