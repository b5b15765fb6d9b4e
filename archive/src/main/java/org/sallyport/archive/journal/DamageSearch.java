package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells a torn tail from damage. A crash leaves the last, unacknowledged write half done, and not necessarily in order. But when
 * an entry further on says that the missing one had been durable, something else happened to it.
 */
final class DamageSearch {

    /** Sequence numbers further away than this are not believed to belong here. */
    private static final long NEAR = 1L << 32;

    private DamageSearch() {}

    /**
     * Looks behind the place where a scan ended.
     *
     * @param offset where it ended
     * @param expected the number of the entry that should have stood there
     * @return whether that entry had been durable
     */
    static boolean wasDurable(Path file, long offset, long expected) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (offset >= size) {
                return false;
            }
            ByteBuffer rest = channel.map(FileChannel.MapMode.READ_ONLY, offset, size - offset);
            int last = rest.capacity() - EntryFrame.OVERHEAD;
            for (int at = 0; at < last; at++) {
                if (proves(rest, at, last, expected)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean proves(ByteBuffer rest, int at, int last, long expected) {
        int length = rest.getInt(at);
        if (!EntryFrame.plausibleLength(length) || length > last - at) {
            return false;
        }
        long sequence = rest.getLong(at + EntryFrame.SEQUENCE_AT);
        long durable = rest.getLong(at + EntryFrame.DURABLE_AT);
        return sequence >= expected
                && sequence - expected < NEAR
                && durable >= expected
                && durable < sequence
                && EntryFrame.intact(rest, at, length);
    }
}
