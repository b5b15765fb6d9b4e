package org.sallyport.archive.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Signs and appends checkpoints. Confined to one thread. */
final class CheckpointLog implements Closeable {

    private final FileChannel channel;
    private final String journal;
    private final CheckpointKey key;
    private final Disk disk;
    private long end;
    private String previousSignature;
    private @Nullable Checkpoint latest;

    private CheckpointLog(FileChannel channel, String journal, CheckpointKey key, Disk disk, String text, long end)
            throws IOException {
        this.channel = channel;
        this.journal = journal;
        this.key = key;
        this.disk = disk;
        this.end = end;
        this.previousSignature = Checkpoint.NO_SIGNATURE;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            Checkpoint checkpoint = Checkpoint.parse(line);
            if (checkpoint == null) {
                throw new JournalDamagedException(0, Checkpoint.FILE, 0, "line " + number + " is no checkpoint");
            }
            previousSignature = checkpoint.signature();
            if (checkpoint.kind() == Checkpoint.Kind.CHECKPOINT) {
                latest = checkpoint;
            }
        }
    }

    /** Opens the file, made if need be; a last line that a crash cut short is removed. */
    static CheckpointLog open(Path directory, String journal, Disk disk) throws IOException {
        Path file = directory.resolve(Checkpoint.FILE);
        String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        CheckpointKey key = CheckpointKey.loadOrCreate(directory, whole.isEmpty());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.truncate(whole.length());
            return new CheckpointLog(channel, journal, key, disk, whole, whole.length());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The newest checkpoint; null when there is none. */
    @Nullable Checkpoint latest() {
        return latest;
    }

    long latestSequence() {
        return latest == null ? 0 : latest.sequence();
    }

    /** Signs, writes and flushes a line; after a failure the file is as it was. */
    void append(Checkpoint.Kind kind, long sequence, byte[] hash, Instant now) throws IOException {
        String hex = HexFormat.of().formatHex(hash);
        Instant time = now.truncatedTo(ChronoUnit.MILLIS);
        String statement = Checkpoint.statement(kind, sequence, hex, time);
        String signature =
                Base64.getEncoder().encodeToString(key.sign(Checkpoint.message(journal, statement, previousSignature)));
        byte[] line = (statement + " " + signature + "\n").getBytes(StandardCharsets.US_ASCII);
        try {
            disk.write(channel, ByteBuffer.wrap(line), end);
            disk.force(channel);
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
        end += line.length;
        previousSignature = signature;
        if (kind == Checkpoint.Kind.CHECKPOINT) {
            latest = new Checkpoint(kind, sequence, hex, time, signature);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
