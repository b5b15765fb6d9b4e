package org.sallyport.proxy.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Where it was measured: numbers from another machine can't be compared with these.
 *
 * @param processor the model's name; empty when the system doesn't tell
 * @param cores how many there are for this JVM
 * @param memoryMegabytes of the machine; 0 when the system doesn't tell
 * @param kernel name and version
 * @param jdk vendor and version
 * @param jvmOptions what the benchmark's JVM and the gateway's were started with
 * @param haproxy its version; empty when it isn't installed
 * @param fileSystem the kind that the journal was written to
 * @param load what the machine had to do besides, before it began: the mean of the last minute; -1 when it doesn't tell
 * @param fsyncP50Micros how long the disk takes for 4 KiB written over and an fsync, median
 * @param fsyncP99Micros the one that 1 % exceed
 */
public record Machine(
        String processor,
        int cores,
        long memoryMegabytes,
        String kernel,
        String jdk,
        List<String> jvmOptions,
        String haproxy,
        String fileSystem,
        double load,
        double fsyncP50Micros,
        double fsyncP99Micros) {

    private static final int BLOCK = 4 << 10;
    private static final int BLOCKS = 256;
    private static final int MOST_FSYNCS = 500;
    private static final long LONGEST_NANOS = 1_000_000_000L;

    public Machine {
        jvmOptions = List.copyOf(jvmOptions);
    }

    /**
     * Looks around, and measures the disk for a second at most.
     *
     * @param scratch a directory on the disk that is meant
     * @throws IOException when it can't be written to
     */
    static Machine look(Path scratch, String haproxy) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Latencies fsync = fsync(scratch.resolve("fsync"));
        return new Machine(
                field(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                GatewayProcess.jvmOptions(),
                haproxy,
                Files.getFileStore(scratch).type(),
                load,
                fsync.percentile(0.5) / 1e3,
                fsync.percentile(0.99) / 1e3);
    }

    /** As the journal writes: over zeros that are on the disk already. */
    private static Latencies fsync(Path file) throws IOException {
        Latencies latencies = new Latencies();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(BLOCK * BLOCKS), 0);
            channel.force(true);
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            long end = System.nanoTime() + LONGEST_NANOS;
            for (int i = 0; i < MOST_FSYNCS && System.nanoTime() < end; i++) {
                block.clear().put(0, (byte) i);
                long start = System.nanoTime();
                channel.write(block, (long) (i % BLOCKS) * BLOCK);
                channel.force(false);
                latencies.add(System.nanoTime() - start);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return latencies;
    }

    private static long memory() {
        String kilobytes = field(Path.of("/proc/meminfo"), "MemTotal").replace(" kB", "");
        return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) >> 10;
    }

    /** The value of the first line of that name; empty when there is none, as on systems without /proc. */
    private static String field(Path file, String name) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
