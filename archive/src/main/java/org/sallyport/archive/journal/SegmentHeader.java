package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment file, big-endian: magic (8), version (4), zero (4), ordinal (8), first sequence (8), time made
 * in microseconds (8), journal id (8), hash of the entry before the first (32), CRC-32C of all that (4).
 *
 * @param ordinal which file of the journal it is: 1, 2, 3, ...; a number may be left out
 * @param firstSequence the number of its first entry
 * @param created when it was made
 * @param journalId the journal it belongs to
 * @param previousHash the chain hash of the entry before its first
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record SegmentHeader(long ordinal, long firstSequence, Instant created, long journalId, byte[] previousHash) {

    static final int BYTES = 84;
    private static final long MAGIC = 0x53414C4C594A4E4CL; // "SALLYJNL"
    private static final int VERSION = 1;

    static final String SUFFIX = ".segment";

    /** The name says what the header says, so that a directory listing can be read. */
    String fileName() {
        return String.format("%08d-%019d%s", ordinal, firstSequence, SUFFIX);
    }

    String journalName() {
        return HexFormat.of().toHexDigits(journalId);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .putLong(ordinal)
                .putLong(firstSequence)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, created))
                .putLong(journalId)
                .put(previousHash);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return out.putInt((int) crc.getValue()).array();
    }

    /** Reads the header of a file; a file without a whole and valid one is damaged: it gets its name only after its header. */
    static SegmentHeader read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (in.hasRemaining() && channel.read(in) >= 0) {
                // Until it is whole or the file ends.
            }
        }
        String name = String.valueOf(file.getFileName());
        if (in.hasRemaining()) {
            throw new JournalDamagedException(0, name, in.position(), "the segment's header is cut short");
        }
        CRC32C crc = new CRC32C();
        crc.update(in.array(), 0, BYTES - Integer.BYTES);
        in.flip();
        if (in.getLong() != MAGIC || (int) crc.getValue() != in.getInt(BYTES - Integer.BYTES)) {
            throw new JournalDamagedException(0, name, 0, "the segment's header is not valid");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new IOException(name + " has format " + version + ", this program reads " + VERSION);
        }
        in.getInt();
        long ordinal = in.getLong();
        long first = in.getLong();
        Instant created = Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS);
        long journal = in.getLong();
        byte[] previous = new byte[ChainHash.BYTES];
        in.get(previous);
        SegmentHeader header = new SegmentHeader(ordinal, first, created, journal, previous);
        if (!header.fileName().equals(name)) {
            throw new JournalDamagedException(first, name, 0, "the file was named " + header.fileName());
        }
        return header;
    }
}
