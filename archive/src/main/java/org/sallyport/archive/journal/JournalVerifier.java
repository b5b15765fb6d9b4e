package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;

/**
 * Proves that a journal is what was written: every entry follows from the one before it, and what was signed for is there. May
 * run while the journal is written; reads only. Blocks: not for an event loop.
 *
 * <p>What it can't see: the removal of the newest entries together with the newest lines of the checkpoint file (keep a copy of
 * the latest line elsewhere, and compare), and anything done by whoever has the private key.
 */
public final class JournalVerifier {

    /** Is told how far it is. */
    public interface Progress {

        /** Nobody wants to know. */
        Progress NONE = (sequence, bytes, ofBytes) -> {};

        /**
         * Called now and then, at least once per segment.
         *
         * @param sequence the last entry verified
         * @param bytes how many bytes were read
         * @param ofBytes how many there are
         */
        void verified(long sequence, long bytes, long ofBytes);
    }

    private static final int ENTRIES_BETWEEN_REPORTS = 10_000;

    private final CheckpointChain checkpoints;
    private final long discardedThrough;
    private final Progress progress;
    private final long ofBytes;

    private long bytes;
    private long sequence;
    private long tornBytes;

    private JournalVerifier(CheckpointChain checkpoints, long discardedThrough, Progress progress, long ofBytes) {
        this.checkpoints = checkpoints;
        this.discardedThrough = discardedThrough;
        this.progress = progress;
        this.ofBytes = ofBytes;
    }

    /** Verifies with the public key that lies in the directory. */
    public static Verification verify(Path directory, Progress progress) {
        return verify(directory, directory.resolve(CheckpointKey.PUBLIC_FILE), progress);
    }

    /**
     * Verifies with a public key that was kept elsewhere, which also detects that all was signed anew with another key.
     *
     * @param publicKey a PEM file
     */
    public static Verification verify(Path directory, Path publicKey, Progress progress) {
        try {
            PublicKey key = CheckpointKey.readPublic(publicKey);
            List<Segment> before = Segment.list(directory);
            if (before.isEmpty()) {
                return withoutSegments(directory);
            }
            String journal = before.getFirst().header().journalName();
            // Checkpoints first: those signed while the segments are read may cover entries that were not there yet.
            // Then once
            // more, because segments may have been discarded since.
            CheckpointChain checkpoints = CheckpointChain.read(directory, journal, key);
            List<Segment> segments = Segment.list(directory);
            long discarded = CheckpointChain.read(directory, journal, key).discardedThrough();
            long size = 0;
            for (Segment segment : segments) {
                size += Files.size(segment.file());
            }
            return new JournalVerifier(checkpoints, discarded, progress, size).run(segments);
        } catch (JournalDamagedException e) {
            return new Verification.Broken(e.sequence(), e.segment(), e.offset(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Verification.Unreadable(e.toString());
        }
    }

    private static Verification withoutSegments(Path directory) throws IOException {
        Path file = directory.resolve(Checkpoint.FILE);
        if (Files.exists(file) && Files.size(file) > 0) {
            return new Verification.Broken(1, Checkpoint.FILE, 1, "there are checkpoints, but all segments are gone");
        }
        return new Verification.Intact(1, 0, 0, null, 0);
    }

    private Verification run(List<Segment> segments) throws IOException {
        Segment oldest = segments.getFirst();
        checkBeginning(oldest);
        ChainHash chain = new ChainHash(oldest.header().previousHash());
        sequence = oldest.firstSequence() - 1;
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            checkJoint(segment, chain, oldest.header().journalId());
            long end = i + 1 < segments.size() ? segments.get(i + 1).firstSequence() - 1 : Long.MAX_VALUE;
            walk(segment, chain, end);
            progress.verified(sequence, bytes, ofBytes);
        }
        Checkpoint latest = checkpoints.latest();
        if (latest != null && latest.sequence() > sequence) {
            throw new JournalDamagedException(
                    sequence + 1,
                    segments.getLast().name(),
                    Files.size(segments.getLast().file()),
                    "the journal ends before it, but a checkpoint says that there were " + latest.sequence());
        }
        return new Verification.Intact(
                oldest.firstSequence(),
                sequence,
                latest == null ? 0 : latest.sequence(),
                latest == null ? null : latest.time(),
                tornBytes);
    }

    /** The oldest segment is the first ever, or the retention has signed for what came before it. */
    private void checkBeginning(Segment oldest) throws JournalDamagedException {
        long before = oldest.firstSequence() - 1;
        if (before > discardedThrough) {
            throw new JournalDamagedException(
                    discardedThrough + 1,
                    oldest.name(),
                    0,
                    "the entries before " + oldest.firstSequence()
                            + " are gone, and the retention did not remove them");
        }
        byte[] previous = oldest.header().previousHash();
        boolean genesis = before > 0
                || Arrays.equals(previous, ChainHash.genesis(oldest.header().journalId()));
        if (!genesis || checkpoints.contradicts(before, previous)) {
            throw new JournalDamagedException(
                    oldest.firstSequence(), oldest.name(), 0, "the segment does not follow from what came before it");
        }
    }

    private void checkJoint(Segment segment, ChainHash chain, long journalId) throws JournalDamagedException {
        SegmentHeader header = segment.header();
        if (header.firstSequence() != sequence + 1) {
            throw new JournalDamagedException(
                    sequence + 1, segment.name(), 0, "entries up to " + (header.firstSequence() - 1) + " are missing");
        }
        if (header.journalId() != journalId || !Arrays.equals(header.previousHash(), chain.current())) {
            throw new JournalDamagedException(
                    sequence + 1, segment.name(), 0, "the segment does not follow from the one before it");
        }
    }

    private void walk(Segment segment, ChainHash chain, long end) throws IOException {
        long bytesBefore = bytes;
        try (SegmentScanner scanner = new SegmentScanner(segment.file())) {
            while (sequence < end) {
                SegmentScanner.Found found = scanner.next();
                if (found != SegmentScanner.Found.ENTRY) {
                    checkEnd(segment, scanner.offset(), found, end);
                    break;
                }
                sequence++;
                if (scanner.sequence() != sequence) {
                    throw broken(segment, scanner, "entry " + scanner.sequence() + " stands in its place");
                }
                if (!scanner.follows(chain)) {
                    throw broken(segment, scanner, "its hash does not follow from the entry before and its content");
                }
                if (checkpoints.contradicts(sequence, chain.current())) {
                    throw broken(segment, scanner, "its hash is not the one that a checkpoint was signed for");
                }
                bytes = bytesBefore + scanner.offset();
                if (sequence % ENTRIES_BETWEEN_REPORTS == 0) {
                    progress.verified(sequence, bytes, ofBytes);
                }
            }
        }
        bytes = bytesBefore + Files.size(segment.file());
    }

    /** Only the newest segment may end in a torn write, and only in one that had not become durable. */
    private void checkEnd(Segment segment, long offset, SegmentScanner.Found found, long end) throws IOException {
        boolean newest = end == Long.MAX_VALUE;
        if (!newest || DamageSearch.wasDurable(segment.file(), offset, sequence + 1)) {
            String what = switch (found) {
                case DAMAGE -> "it is not as it was written";
                case END, ENTRY -> "it is missing";
            };
            throw new JournalDamagedException(sequence + 1, segment.name(), offset, what);
        }
        if (found == SegmentScanner.Found.DAMAGE) {
            tornBytes = Files.size(segment.file()) - offset;
        }
    }

    private JournalDamagedException broken(Segment segment, SegmentScanner scanner, String what) {
        return new JournalDamagedException(sequence, segment.name(), scanner.offset(), what);
    }
}
