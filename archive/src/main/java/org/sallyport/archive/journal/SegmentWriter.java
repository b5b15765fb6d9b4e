package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveDocument;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.DocumentBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts batches into segments. Confined to the writer's thread.
 *
 * <p>Everything that is written but not yet durable is kept in memory too. When the disk refuses a write or an fsync, nothing
 * is known of the pages in between (a second fsync would say that all is well): the segment is left behind and a fresh one
 * begins with all that is not durable. That is the one way out of every failure.
 */
final class SegmentWriter {

    private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);

    /** How much is written without an fsync at the most, so that a failure can be made good from memory. */
    private static final int MOST_UNSYNCED = 1 << 20;

    private final JournalSettings settings;
    private final Disk disk;
    private final ArchiveDocument document;
    private final long journalId;
    private final JournalView view;
    private final SegmentPreparer preparer;
    private final ChainHash chain;
    private final DocumentBuffer buffer = new DocumentBuffer(256 * 1024);

    private @Nullable SegmentFile segment;
    private List<Segment> segments;
    private long ordinal;
    private long closedBytes;

    /** The last entry encoded, the last one before the batch, and the last one that is durable. */
    private long tip;

    private long beforeBatch;
    private long durable;

    private byte[] hashBeforeBatch;
    private byte[] durableHash;

    /** Where in the segment the last entry ends that counts, whatever was tried after it. */
    private long acknowledgedEnd;

    /** Where in the buffer the batch begins, and where what is not durable. */
    private int batchAt;

    private int freshAt;

    SegmentWriter(
            JournalSettings settings,
            Disk disk,
            JournalRecovery recovered,
            ArchiveDocument document,
            JournalView view,
            SegmentPreparer preparer) {
        this.settings = settings;
        this.disk = disk;
        this.document = document;
        this.view = view;
        this.preparer = preparer;
        this.journalId = recovered.journalId();
        this.segments = recovered.segments();
        this.ordinal = recovered.ordinal();
        this.tip = recovered.sequence();
        this.beforeBatch = tip;
        this.durable = tip;
        this.chain = new ChainHash(recovered.hash());
        this.hashBeforeBatch = recovered.hash();
        this.durableHash = recovered.hash();
        for (Segment known : segments) {
            closedBytes += known.file().toFile().length();
        }
    }

    /**
     * Adds a record to the batch.
     *
     * @return its number
     * @throws RuntimeException when the record can't be written as a document; the batch is as before then
     */
    long add(ArchiveRecord record) {
        int start = buffer.size();
        try {
            buffer.reserve(EntryFrame.HEADER);
            document.write(record, tip + 1, buffer);
            int length = buffer.size() - start - EntryFrame.HEADER;
            if (!EntryFrame.plausibleLength(length)) {
                throw new IllegalArgumentException("a record of " + length + " bytes is too long for the journal");
            }
        } catch (RuntimeException | Error e) {
            buffer.truncate(start);
            throw e;
        }
        EntryFrame.seal(buffer, start, tip + 1, durable, chain);
        return ++tip;
    }

    /** How many bytes the batch has. */
    int batchBytes() {
        return buffer.size() - batchAt;
    }

    /** Whether something was written that is not on the disk yet. */
    boolean hasUnsynced() {
        return buffer.size() > freshAt;
    }

    long durableSequence() {
        return durable;
    }

    byte[] durableHash() {
        return durableHash;
    }

    boolean isOpen() {
        return segment != null;
    }

    /**
     * Writes the batch, in a fresh segment if the first try fails. Afterwards the batch is empty.
     *
     * @param sync whether it must be on the disk
     * @return whether a segment was closed and another begun
     * @throws IOException when the batch is not kept; what was acknowledged before it is
     */
    boolean commit(boolean sync) throws IOException {
        try {
            boolean rolled;
            try {
                rolled = write(sync);
            } catch (IOException e) {
                log.warn("the disk failed, going on in a fresh segment: {}", e.toString());
                leave();
                begin();
                rolled = true;
            }
            batchAt = buffer.size();
            beforeBatch = tip;
            hashBeforeBatch = chain.copy();
            acknowledgedEnd = segment == null ? 0 : segment.end();
            view.written(tip);
            publishBytes();
            return rolled;
        } catch (IOException e) {
            leave();
            dropBatch();
            throw e;
        }
    }

    /** Brings what was written to the disk; call it between batches. */
    void sync() throws IOException {
        if (segment == null) {
            begin();
        } else if (hasUnsynced()) {
            try {
                segment.force();
                allDurable();
            } catch (IOException e) {
                log.warn("the disk failed, going on in a fresh segment: {}", e.toString());
                leave();
                begin();
            }
        }
    }

    /** Ends the writing; call it between batches, after {@link #sync}. */
    void close() {
        if (segment != null) {
            segment.retire();
            segment = null;
        }
        preparer.close();
    }

    List<Segment> segments() {
        return segments;
    }

    /** Tells of segments that are gone. */
    void discarded(List<Segment> remaining, long bytes) {
        segments = remaining;
        closedBytes -= bytes;
        view.segments(remaining);
        publishBytes();
    }

    private boolean write(boolean sync) throws IOException {
        if (segment == null) {
            begin();
            return true;
        }
        if (segment.end() + batchBytes() > settings.segmentBytes() && !segment.isEmpty()) {
            segment.force();
            upToBatchDurable();
            closedBytes += segment.end();
            segment.retire();
            segment = null;
            begin();
            return true;
        }
        segment.write(buffer.view(batchAt, buffer.size()));
        if (sync || buffer.size() - freshAt > MOST_UNSYNCED) {
            segment.force();
            allDurable();
        }
        return false;
    }

    /** Begins a segment with all that is not durable; then all is. */
    private void begin() throws IOException {
        SegmentHeader header =
                new SegmentHeader(ordinal + 1, durable + 1, settings.clock().instant(), journalId, durableHash);
        Path prepared = preparer.take();
        ByteBuffer entries = buffer.view(freshAt, buffer.size());
        // A number is never used twice, not even after a failure.
        ordinal++;
        SegmentFile begun =
                SegmentFile.create(disk, settings.directory(), header, prepared, entries, settings.segmentBytes());
        preparer.request();
        segment = begun;
        acknowledgedEnd = begun.end();
        List<Segment> now = new ArrayList<>(segments);
        while (!now.isEmpty() && now.getLast().firstSequence() >= header.firstSequence()) {
            Segment replaced = now.removeLast();
            closedBytes -= replaced.file().toFile().length();
            SegmentPreparer.delete(replaced.file());
        }
        now.add(begun.segment());
        segments = List.copyOf(now);
        view.segments(segments);
        allDurable();
    }

    /** Leaves the segment behind; whatever of the batch is in it does not count. */
    private void leave() {
        // A thread that was interrupted can't use file channels: nobody has a reason to interrupt this one.
        Thread.interrupted();
        if (segment != null) {
            segment.abandon(acknowledgedEnd);
            closedBytes += acknowledgedEnd;
            segment = null;
        }
    }

    private void dropBatch() {
        buffer.truncate(batchAt);
        tip = beforeBatch;
        chain.reset(hashBeforeBatch);
        if (freshAt == batchAt) {
            buffer.truncate(0);
            batchAt = 0;
            freshAt = 0;
        }
    }

    private void upToBatchDurable() {
        freshAt = batchAt;
        durable = beforeBatch;
        durableHash = hashBeforeBatch;
        view.durable(durable);
    }

    private void allDurable() {
        durable = tip;
        durableHash = chain.copy();
        buffer.truncate(0);
        freshAt = 0;
        batchAt = 0;
        view.written(tip);
        view.durable(durable);
    }

    private void publishBytes() {
        view.bytes(closedBytes + (segment == null ? 0 : segment.end()));
    }
}
