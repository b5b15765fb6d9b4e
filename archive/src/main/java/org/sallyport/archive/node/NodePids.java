package org.sallyport.archive.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes are ours, across crashes of the gateway.
 *
 * <p>A file lock keeps a second gateway out of the directory while the first lives; so whatever processes are recorded when
 * the lock is gained belong to a gateway that is gone. A process is only ended when number <em>and</em> start time agree with
 * the record: numbers are used again.
 */
final class NodePids implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodePids.class);
    private static final long PATIENCE_SECONDS = 10;

    private final Path file;
    private final FileChannel lockFile;
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    private NodePids(Path file, FileChannel lockFile) {
        this.file = file;
        this.lockFile = lockFile;
    }

    /**
     * Takes the directory for this gateway.
     *
     * @throws NodeException when another one has it
     */
    static NodePids take(Path directory) throws NodeException {
        Path lockPath = directory.resolve("gateway.lock");
        try {
            FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new NodeException("Another gateway on this machine runs the Elasticsearch in " + directory
                        + ". Stop it, or give this one a directory of its own.");
            }
            return new NodePids(directory.resolve("node.pids"), channel);
        } catch (NodeException clear) {
            throw clear;
        } catch (IOException e) {
            throw new NodeException("The lock " + lockPath + " cannot be taken: " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException byThisProcess) {
            return null;
        }
    }

    /** Ends what a gateway that crashed has left behind: first waits, since it is usually about to end by itself. */
    void endStale() throws NodeException {
        for (ProcessHandle stale : recorded()) {
            log.warn("Ending an Elasticsearch (process {}) that an earlier gateway left behind", stale.pid());
            if (!gone(stale, PATIENCE_SECONDS)) {
                stale.destroyForcibly();
                if (!gone(stale, PATIENCE_SECONDS)) {
                    throw new NodeException("An Elasticsearch of an earlier gateway (process " + stale.pid()
                            + ") still has the data and does not end. End it by hand.");
                }
            }
        }
    }

    /** Keeps the process and its descendants on record; called as often as one may have been added. */
    void record(ProcessHandle process) throws IOException {
        boolean added = known.add(process);
        for (ProcessHandle descendant : process.descendants().toList()) {
            added |= known.add(descendant);
        }
        if (added) {
            known.removeIf(handle -> !handle.isAlive());
            List<String> lines = new ArrayList<>();
            for (ProcessHandle handle : known) {
                handle.info().startInstant().ifPresent(start -> lines.add(handle.pid() + " " + start.toEpochMilli()));
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, lines);
            Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Waits until none of ours is left, and ends with force what is left after the given time. */
    void awaitNone(long seconds) {
        for (ProcessHandle handle : known) {
            if (!gone(handle, seconds)) {
                handle.destroyForcibly();
                if (!gone(handle, PATIENCE_SECONDS)) {
                    log.error("Process {} of the local Elasticsearch does not end", handle.pid());
                }
            }
        }
        known.clear();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", file, e.toString());
        }
    }

    private List<ProcessHandle> recorded() throws NodeException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<ProcessHandle> alive = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ");
                if (parts.length == 2) {
                    same(Long.parseLong(parts[0]), Long.parseLong(parts[1])).ifPresent(alive::add);
                }
            }
            return alive;
        } catch (IOException | NumberFormatException e) {
            throw new NodeException(
                    "The record " + file + " cannot be read (" + e
                            + "). See that no Elasticsearch runs in this directory, then delete it.",
                    e);
        }
    }

    private static Optional<ProcessHandle> same(long pid, long startMillis) {
        return ProcessHandle.of(pid)
                .filter(handle -> handle.info()
                        .startInstant()
                        .map(Instant::toEpochMilli)
                        .filter(start -> start == startMillis)
                        .isPresent());
    }

    private static boolean gone(ProcessHandle handle, long seconds) {
        try {
            handle.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return !handle.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        } catch (java.util.concurrent.ExecutionException e) {
            return !handle.isAlive();
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            log.warn("the gateway's lock: {}", e.toString());
        }
    }
}
