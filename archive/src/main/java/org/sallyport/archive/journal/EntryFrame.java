package org.sallyport.archive.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.sallyport.archive.DocumentBuffer;

/**
 * How an entry stands in a segment, big-endian:
 *
 * <pre>
 *  0  length of the payload, at least 1       4 bytes
 *  4  CRC-32C of everything but itself        4
 *  8  sequence number                         8
 * 16  durable mark known when it was written  8
 * 24  payload                                 length
 *     chain hash                              32
 * </pre>
 *
 * <p>The durable mark tells a torn tail from damage: an entry in front of one whose mark reaches it had been on the disk.
 */
final class EntryFrame {

    static final int HEADER = 24;
    static final int OVERHEAD = HEADER + ChainHash.BYTES;

    /** More than any record can need: a longer length is not believed. */
    static final int LONGEST_PAYLOAD = 16 << 20;

    static final int CRC_AT = 4;
    static final int SEQUENCE_AT = 8;
    static final int DURABLE_AT = 16;

    private EntryFrame() {}

    /** Completes a frame whose header was reserved at {@code start} and whose payload reaches to the buffer's end. */
    static void seal(DocumentBuffer buffer, int start, long sequence, long durable, ChainHash chain) {
        int length = buffer.size() - start - HEADER;
        chain.advance(sequence, buffer.array(), start + HEADER, length);
        buffer.write(chain.current());
        buffer.setInt(start, length);
        buffer.setLong(start + SEQUENCE_AT, sequence);
        buffer.setLong(start + DURABLE_AT, durable);
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), start, CRC_AT);
        crc.update(buffer.array(), start + SEQUENCE_AT, length + OVERHEAD - SEQUENCE_AT);
        buffer.setInt(start + CRC_AT, (int) crc.getValue());
    }

    static boolean plausibleLength(int length) {
        return length >= 1 && length <= LONGEST_PAYLOAD;
    }

    /** Whether the checksum of the whole frame at {@code start} fits; the frame must lie within the buffer. */
    static boolean intact(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(start, CRC_AT));
        crc.update(bytes.slice(start + SEQUENCE_AT, length + OVERHEAD - SEQUENCE_AT));
        return (int) crc.getValue() == bytes.getInt(start + CRC_AT);
    }
}
