package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the next segment ready before it is needed: a file full of zeros, on the disk, so that an fsync of entries written into it
 * has no length or block map to write. Without one the writer goes on in a file that grows, which is only slower.
 */
final class SegmentPreparer {

    private static final Logger log = LoggerFactory.getLogger(SegmentPreparer.class);
    private static final int CHUNK = 1 << 20;

    /** One flush of a whole segment would hold up the writer's own, small ones for as long as it takes. */
    private static final long FLUSH_EVERY = 4L << 20;

    static final String SUFFIX = ".tmp";

    /** What people wrote is in there. */
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;
    private final int bytes;
    private final AtomicReference<@Nullable Path> ready = new AtomicReference<>();
    private @Nullable Thread worker;
    private int made;

    SegmentPreparer(Path directory, int bytes) {
        this.directory = directory;
        this.bytes = bytes;
    }

    /** The prepared file, to be renamed; null when there is none yet. */
    @Nullable Path take() {
        return ready.getAndSet(null);
    }

    /** Prepares one in the background, unless that is done or under way. Called on the writer's thread only. */
    void request() {
        if (ready.get() == null && (worker == null || !worker.isAlive())) {
            Path file = nextFile();
            worker = Thread.ofPlatform().daemon().name("journal-preparer").start(() -> prepare(file));
        }
    }

    /** Prepares one now. */
    void prepareNow() {
        prepare(nextFile());
    }

    /** Waits for what is under way and removes what is ready. */
    void close() {
        if (worker != null) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Path file = take();
        if (file != null) {
            delete(file);
        }
    }

    private Path nextFile() {
        return directory.resolve("prepared-" + ++made + SUFFIX);
    }

    private void prepare(Path file) {
        try {
            // A spare must not take the last room that records could use.
            if (Files.getFileStore(directory).getUsableSpace() < 2L * bytes) {
                return;
            }
            fill(file, bytes);
            ready.set(file);
        } catch (IOException e) {
            log.warn("no segment could be prepared, the next one will grow as it is written: {}", e.toString());
            delete(file);
        }
    }

    /** Makes a file of zeros and has it on the disk. */
    static void fill(Path file, int bytes) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(CHUNK, bytes));
            for (long at = 0; at < bytes; ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
                at += channel.write(zeros, at);
                if (at % FLUSH_EVERY == 0) {
                    channel.force(false);
                }
            }
            channel.force(true);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} could not be removed: {}", file.getFileName(), e.toString());
        }
    }
}
