package org.sallyport.archive.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Walks over the entries of one segment. Checks each entry's checksum; sequence and chain are the caller's business. Confined to
 * one thread.
 */
final class SegmentScanner implements Closeable {

    private static final int WINDOW = 256 * 1024;

    /** What stands at {@link #offset()}. */
    enum Found {
        /** A whole entry; the accessors speak of it until the next call. */
        ENTRY,
        /** Zeros or the end of the file. */
        END,
        /** Neither. */
        DAMAGE
    }

    private final FileChannel channel;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long windowAt = SegmentHeader.BYTES;
    private long offset = SegmentHeader.BYTES;
    private long next = SegmentHeader.BYTES;
    private int start;
    private int length;

    SegmentScanner(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** Goes on behind the last entry. After {@link Found#END} or {@link Found#DAMAGE} it looks at the same place afresh. */
    Found next() throws IOException {
        offset = next;
        int there = load(EntryFrame.HEADER);
        if (there < EntryFrame.HEADER) {
            return rejected(there == 0 || zeros(there) ? Found.END : Found.DAMAGE);
        }
        length = window.getInt(start);
        if (length == 0 && zeros(EntryFrame.HEADER)) {
            return rejected(Found.END);
        }
        if (!EntryFrame.plausibleLength(length)) {
            return rejected(Found.DAMAGE);
        }
        int frame = length + EntryFrame.OVERHEAD;
        if (load(frame) < frame || !EntryFrame.intact(window, start, length)) {
            return rejected(Found.DAMAGE);
        }
        next = offset + frame;
        return Found.ENTRY;
    }

    /** Where the entry begins in the file. */
    long offset() {
        return offset;
    }

    long sequence() {
        return window.getLong(start + EntryFrame.SEQUENCE_AT);
    }

    int payloadLength() {
        return length;
    }

    byte[] payload() {
        int from = start + EntryFrame.HEADER;
        return Arrays.copyOfRange(window.array(), from, from + length);
    }

    byte[] hash() {
        int from = start + EntryFrame.HEADER + length;
        return Arrays.copyOfRange(window.array(), from, from + ChainHash.BYTES);
    }

    /** Moves the chain over the entry and says whether the entry's own hash agrees. */
    boolean follows(ChainHash chain) {
        chain.advance(sequence(), window.array(), start + EntryFrame.HEADER, length);
        int from = start + EntryFrame.HEADER + length;
        return Arrays.equals(chain.current(), 0, ChainHash.BYTES, window.array(), from, from + ChainHash.BYTES);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What was read ahead may be out of date when it is looked at again. */
    private Found rejected(Found what) {
        window.limit(0);
        windowAt = offset;
        return what;
    }

    private boolean zeros(int count) {
        for (int i = 0; i < count; i++) {
            if (window.get(start + i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Gets {@code wanted} bytes from {@link #offset} into the window, at {@link #start}; gives how many there are. */
    private int load(int wanted) throws IOException {
        start = Math.toIntExact(offset - windowAt);
        if (window.limit() - start >= wanted) {
            return wanted;
        }
        ByteBuffer into = wanted > window.capacity() ? ByteBuffer.allocate(wanted) : window;
        into.clear();
        long at = offset;
        while (into.hasRemaining()) {
            int got = channel.read(into, at);
            if (got < 0) {
                break;
            }
            at += got;
        }
        into.flip();
        window = into;
        windowAt = offset;
        start = 0;
        return Math.min(wanted, into.limit());
    }
}
