package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segment that is being written. Confined to the writer's thread. */
final class SegmentFile {

    private static final Logger log = LoggerFactory.getLogger(SegmentFile.class);

    /** Room made for a segment that was not prepared: an almost full disk is noticed now and not in the middle of a batch. */
    private static final int LEAST_ROOM = 256 * 1024;

    private final Disk disk;
    private final Segment segment;
    private final FileChannel channel;
    private long end;

    private SegmentFile(Disk disk, Segment segment, FileChannel channel, long end) {
        this.disk = disk;
        this.segment = segment;
        this.channel = channel;
        this.end = end;
    }

    /**
     * Makes a segment and puts its first entries in. It gets its name only when all that is on the disk, so a named segment
     * always has a whole header and all the entries that it took over.
     *
     * @param prepared a file of zeros to use; null to make one
     * @param entries its first entries, any number
     */
    static SegmentFile create(
            Disk disk, Path directory, SegmentHeader header, @Nullable Path prepared, ByteBuffer entries, int room)
            throws IOException {
        Path temporary = prepared;
        FileChannel channel = null;
        try {
            if (temporary == null) {
                temporary = directory.resolve("new" + SegmentPreparer.SUFFIX);
                SegmentPreparer.fill(temporary, Math.min(room, LEAST_ROOM));
            }
            channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
            long end = SegmentHeader.BYTES + (long) entries.remaining();
            disk.write(channel, ByteBuffer.wrap(header.encode()), 0);
            disk.write(channel, entries, SegmentHeader.BYTES);
            disk.force(channel);
            Path file = directory.resolve(header.fileName());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            temporary = file;
            disk.forceNames(directory);
            return new SegmentFile(disk, new Segment(file, header), channel, end);
        } catch (IOException e) {
            if (channel != null) {
                closeQuietly(channel);
            }
            if (temporary != null) {
                SegmentPreparer.delete(temporary);
            }
            throw e;
        }
    }

    Segment segment() {
        return segment;
    }

    /** Where the next entry goes, in bytes. */
    long end() {
        return end;
    }

    boolean isEmpty() {
        return end == SegmentHeader.BYTES;
    }

    void write(ByteBuffer entries) throws IOException {
        int length = entries.remaining();
        disk.write(channel, entries, end);
        end += length;
    }

    void force() throws IOException {
        disk.force(channel);
    }

    /** Gives back the room that was not used, and closes. What is in it must be on the disk. */
    void retire() {
        try {
            channel.truncate(end);
        } catch (IOException e) {
            log.warn("the end of {} could not be cut off: {}", segment.name(), e.toString());
        }
        closeQuietly(channel);
    }

    /**
     * Leaves a segment that the disk would not take more of: cuts what is not acknowledged, if the disk lets us; a later
     * segment replaces it in any case.
     *
     * @param acknowledged where the last entry that was acknowledged ends
     */
    void abandon(long acknowledged) {
        end = acknowledged;
        retire();
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.warn("a segment could not be closed: {}", e.toString());
        }
    }
}
