package org.sallyport.policy.identity.binding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sallyport.policy.document.SafeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that bindings live in: every change there was, the eldest first; {@link ChangeJson} has the form.
 *
 * <p><b>What a crash leaves:</b> {@link #append} returns when all is on the disk. A last line without its line feed was never
 * accepted, and is cut off when the file is opened. A damaged line elsewhere is passed over, and the log says so.
 *
 * <p><b>Bounds:</b> when the file is longer than it may be, what was true in the middle of it takes the place of its elder half:
 * only the past is shortened.
 *
 * <p><b>Threading:</b> one thread at a time appends; any reads, meanwhile.
 */
final class BindingLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BindingLog.class);

    private static final String NAME = "bindings.log";
    private static final int LONGEST_LINE = 256 << 20;
    private static final int SNAPSHOT_CHANGES = 500;

    private final Path folder;
    private final Path file;
    private final long maxBytes;
    private final FileChannel lockFile;

    private FileChannel channel;
    private volatile long length;
    private long compactAt;
    private boolean broken;

    private interface Lines {
        void line(byte[] line, long end) throws IOException;
    }

    private BindingLog(Path folder, long maxBytes, FileChannel lockFile) throws IOException {
        this.folder = folder;
        this.file = folder.resolve(NAME);
        this.maxBytes = maxBytes;
        this.compactAt = maxBytes;
        this.lockFile = lockFile;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * Opens the file in a folder, or makes both.
     *
     * @param each gets every change in it
     * @throws IOException when it can't be read or written, or another process has it open
     */
    static BindingLog open(Path folder, long maxBytes, Consumer<BindingChange> each) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException("another process has the bindings open: " + folder);
            }
            BindingLog log = new BindingLog(folder, maxBytes, lockFile);
            log.takeUp(each);
            return log;
        } catch (OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("the bindings are open already: " + folder, e);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    private void takeUp(Consumer<BindingChange> each) throws IOException {
        long size = channel.size();
        length = size;
        int[] damaged = {0};
        long[] whole = {0};
        scan((line, end) -> {
            whole[0] = end;
            Optional<List<BindingChange>> changes = ChangeJson.parse(line);
            changes.ifPresentOrElse(list -> list.forEach(each), () -> damaged[0]++);
        });
        if (damaged[0] > 0) {
            LOG.warn(
                    "{} damaged lines in {} are passed over: bindings may be missing or out of date", damaged[0], file);
        }
        if (whole[0] < size) {
            LOG.info("A change that was never finished is cut off {}", file);
            channel.truncate(whole[0]);
            channel.force(true);
        }
        length = whole[0];
        channel.position(length);
    }

    /**
     * Adds changes that belong together.
     *
     * @throws IOException when they can't be brought onto the disk; then none of them is there
     */
    void append(List<BindingChange> changes) throws IOException {
        if (broken) {
            throw new IOException("an earlier change could not be taken back: the file has to be looked at");
        }
        byte[] line = ChangeJson.line(changes);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
        // Only one thread appends.
        long end = length + line.length;
        length = end;
    }

    private void takeBack(IOException cause) {
        try {
            channel.truncate(length);
            channel.position(length);
            channel.force(true);
        } catch (IOException e) {
            cause.addSuppressed(e);
            broken = true;
            LOG.error("The bindings in {} can't be changed any more until they are opened anew", file, cause);
        }
    }

    /** Shortens the past when there is too much of it. That it fails is no reason to refuse changes. */
    void compactIfLong() {
        if (length <= compactAt || broken) {
            return;
        }
        long before = length;
        try {
            compact();
            LOG.info("The history of the bindings was shortened from {} to {} bytes", before, length);
        } catch (IOException e) {
            LOG.warn("The bindings in {} can't be shortened: {}", file, e.toString());
        }
        // What is true now may be most of the file; then there is little to be gained soon.
        compactAt = Math.max(maxBytes, length + length / 2);
    }

    private void compact() throws IOException {
        long middle = length / 2;
        BindingState then = new BindingState();
        Path shorter = file.resolveSibling(NAME + ".new");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(shorter))) {
            boolean[] past = {false};
            scan((line, end) -> {
                if (end <= middle) {
                    ChangeJson.parse(line).ifPresent(changes -> changes.forEach(then::apply));
                    return;
                }
                if (!past[0]) {
                    past[0] = true;
                    snapshot(then, out);
                }
                out.write(line);
                out.write('\n');
            });
        }
        FileChannel next = FileChannel.open(shorter, StandardOpenOption.WRITE);
        try {
            next.force(true);
            Files.move(shorter, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        channel.close();
        channel = next;
        length = next.size();
        next.position(length);
        SafeFile.sync(folder);
    }

    private static void snapshot(BindingState state, OutputStream out) throws IOException {
        List<BindingChange> changes = state.asChanges();
        for (int i = 0; i < changes.size(); i += SNAPSHOT_CHANGES) {
            out.write(ChangeJson.line(changes.subList(i, Math.min(i + SNAPSHOT_CHANGES, changes.size()))));
        }
    }

    /** Every change in the file, the eldest first. */
    void read(Consumer<BindingChange> each) throws IOException {
        scan((line, end) -> ChangeJson.parse(line).ifPresent(changes -> changes.forEach(each)));
    }

    private void scan(Lines lines) throws IOException {
        long end = length;
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
                InputStream in = new BufferedInputStream(Channels.newInputStream(reading), 64 << 10)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (long at = 1; at <= end; at++) {
                int b = in.read();
                if (b < 0) {
                    return;
                }
                if (b == '\n') {
                    lines.line(line.toByteArray(), at);
                    line.reset();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(b);
                }
            }
        }
    }

    long bytes() {
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        lockFile.close();
    }
}
