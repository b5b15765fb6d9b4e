package org.sallyport.archive.elastic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * How far the journal is in the archive, kept in a file of one line over restarts. When it is lost, or is of another journal,
 * everything is shipped again: the documents' ids see to it that nothing is there twice.
 *
 * <p>Confined to the shipper's thread.
 */
final class ShippedMark {

    private final Path file;
    private final String journal;
    private long sequence;

    private ShippedMark(Path file, String journal, long sequence) {
        this.file = file;
        this.journal = journal;
        this.sequence = sequence;
    }

    static ShippedMark open(Path directory, String journal) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("shipped.mark");
        return new ShippedMark(file, journal, Files.exists(file) ? parse(Files.readString(file), journal) : 0);
    }

    private static long parse(String text, String journal) {
        String[] parts = text.strip().split(" ");
        if (parts.length != 2 || !parts[0].equals(journal)) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(parts[1]));
        } catch (NumberFormatException torn) {
            return 0;
        }
    }

    /** Everything up to here is in the archive. */
    long sequence() {
        return sequence;
    }

    void advance(long to) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((journal + " " + to + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
        // No fsync: a mark that is too old costs a second shipment only, and rename never leaves half a file behind.
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        sequence = to;
    }
}
