package org.sallyport.proxy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A middle that is a process of its own.
 *
 * <p><b>Lifecycle:</b> {@link #close} asks it to end, and after {@value #PATIENCE_SECONDS} seconds makes it. Safe for any thread,
 * so that a shutdown hook can close it too.
 */
final class ChildProcess implements Middle {

    private static final int PATIENCE_SECONDS = 10;
    private static final int LINES_KEPT = 200;

    /** Linux has reported times in hundredths of a second to user space for as long as there was a /proc. */
    private static final double NANOS_PER_TICK = 1e7;

    private final String name;
    private final Process process;
    private final List<String> said = new ArrayList<>();
    private final Map<Dialogue, InetSocketAddress> entries = new ConcurrentHashMap<>();

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts it; what it says is kept for error messages. */
    static ChildProcess start(String name, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        ChildProcess child = new ChildProcess(name, process);
        Thread.ofVirtual().name("bench-" + name).start(child::listen);
        return child;
    }

    private void listen() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = in.readLine()) != null) {
                synchronized (said) {
                    if (said.size() < LINES_KEPT) {
                        said.add(line);
                    }
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            // It is gone, and what it said before is kept.
        }
        synchronized (said) {
            said.notifyAll();
        }
    }

    /** What a line that is awaited looks like. */
    interface Wanted {
        boolean is(String line);
    }

    /**
     * Waits for a line it says.
     *
     * @throws IOException when it ends before, or takes too long; with what it said
     */
    String awaitLine(Wanted wanted, long timeoutSeconds) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        synchronized (said) {
            int next = 0;
            while (true) {
                while (next < said.size()) {
                    String line = said.get(next++);
                    if (wanted.is(line)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0 || !process.isAlive()) {
                    throw new IOException(name + (process.isAlive() ? " did not start in time" : " ended at once")
                            + ":\n" + String.join("\n", said));
                }
                said.wait(Math.min(left, 200));
            }
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it has said, for an error message. */
    String output() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    /** Where clients connect to for this dialogue. */
    void entry(Dialogue dialogue, InetSocketAddress found) {
        entries.put(dialogue, found);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InetSocketAddress entry(Dialogue dialogue) {
        InetSocketAddress entry = entries.get(dialogue);
        if (entry == null) {
            throw new IllegalStateException(name + " has no entry for " + dialogue.name());
        }
        return entry;
    }

    @Override
    public OptionalDouble cpuNanos() {
        try {
            return cpuNanos(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat")));
        } catch (IOException e) {
            // Not Linux, or gone: nothing is known then.
            return OptionalDouble.empty();
        }
    }

    /** Of {@code /proc/PID/stat} (proc(5)): utime and stime are fields 14 and 15; the name in field 2 may have spaces. */
    static OptionalDouble cpuNanos(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length < 13) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
