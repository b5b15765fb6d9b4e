package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where a journal ends, and cuts off what a crash left behind that.
 *
 * @param segments the segments there are
 * @param journalId the journal's id, a new one when there are none
 * @param ordinal the last file's number
 * @param sequence the last entry's number, 0 when there is none
 * @param hash the chain hash there
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record JournalRecovery(List<Segment> segments, long journalId, long ordinal, long sequence, byte[] hash) {

    private static final Logger log = LoggerFactory.getLogger(JournalRecovery.class);

    String journalName() {
        return HexFormat.of().toHexDigits(journalId);
    }

    /** @throws JournalDamagedException when something is missing or changed that had been durable; nothing is cut then */
    static JournalRecovery recover(Path directory) throws IOException {
        removeTemporaries(directory);
        List<Segment> segments = Segment.list(directory);
        if (segments.isEmpty()) {
            long id = new SecureRandom().nextLong();
            return new JournalRecovery(List.of(), id, 0, 0, ChainHash.genesis(id));
        }
        Segment last = segments.getLast();
        ChainHash chain = new ChainHash(last.header().previousHash());
        long sequence = last.firstSequence() - 1;
        try (SegmentScanner scanner = new SegmentScanner(last.file())) {
            SegmentScanner.Found found = scanner.next();
            while (found == SegmentScanner.Found.ENTRY) {
                sequence++;
                if (scanner.sequence() != sequence) {
                    throw damaged(last, scanner, sequence, "entry " + scanner.sequence() + " stands in its place");
                }
                if (!scanner.follows(chain)) {
                    throw damaged(last, scanner, sequence, "its hash does not follow from the one before");
                }
                found = scanner.next();
            }
            if (DamageSearch.wasDurable(last.file(), scanner.offset(), sequence + 1)) {
                throw damaged(last, scanner, sequence + 1, "it is not valid, and entries after it are");
            }
            cut(last, scanner.offset());
        }
        SegmentHeader header = last.header();
        return new JournalRecovery(segments, header.journalId(), header.ordinal(), sequence, chain.copy());
    }

    /** Compares with the newest checkpoint: what was signed for must be there. */
    void check(@Nullable Checkpoint latest) throws JournalDamagedException {
        if (latest == null) {
            return;
        }
        boolean shorter = latest.sequence() > sequence;
        boolean other = latest.sequence() == sequence
                && !latest.hash().equals(HexFormat.of().formatHex(hash));
        if (shorter || other) {
            String name = segments.isEmpty() ? "no segment" : segments.getLast().name();
            String what = shorter
                    ? "the journal ends before it, but a checkpoint says that there were " + latest.sequence()
                    : "it is not the entry that a checkpoint signs for";
            throw new JournalDamagedException(shorter ? sequence + 1 : sequence, name, 0, what);
        }
    }

    private static JournalDamagedException damaged(Segment segment, SegmentScanner at, long sequence, String what) {
        return new JournalDamagedException(sequence, segment.name(), at.offset(), what);
    }

    /** What was found is made durable too: it may still be on its way to the disk since the crash. */
    private static void cut(Segment segment, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
            long before = channel.size();
            channel.truncate(end);
            channel.force(true);
            log.debug("{} ends at byte {} of {}", segment.name(), end, before);
        }
    }

    private static void removeTemporaries(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(SegmentPreparer.SUFFIX))
                    .forEach(SegmentPreparer::delete);
        }
    }
}
