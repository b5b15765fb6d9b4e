package org.sallyport.protocols.fuzz;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Has Jazzer fuzz each target of a module, one after the other, each in a JVM of its own: Jazzer does only one in the life of a
 * JVM, and so a plugin gets a target without a line being written for it. Run by the profile {@code fuzz}, which puts Jazzer on
 * the class path.
 *
 * <p>System properties: {@code fuzz.seconds} for each target, and {@code fuzz.target}, a name or a part of one, to fuzz only
 * those. Everything is kept in {@code target/fuzz/<target>}: {@code corpus}, which the next run goes on with, {@code log}, and
 * {@code finds}.
 */
public abstract class Fuzzing {

    private static final String DRIVER = "com.code_intelligence.jazzer.Jazzer";

    /** Beside the time for fuzzing: to start, and to go through the seeds. */
    private static final int GRACE_SECONDS = 120;

    private static final int LONGEST_INPUT = 16 * 1024;
    private static final int MEGABYTES = 1_024;
    private static final int SHOWN_LINES = 40;

    /** How many different things may be found before it gives up. */
    private static final int FINDS = 5;

    private final FuzzTargets targets;

    protected Fuzzing(FuzzTargets targets) {
        this.targets = targets;
    }

    @TestFactory
    Stream<DynamicTest> nothingIsFound() {
        String only = System.getProperty("fuzz.target", "");
        return targets.all().stream()
                .filter(target -> target.name().contains(only))
                .map(target -> dynamicTest(target.name(), () -> fuzz(target)));
    }

    private void fuzz(FuzzTarget target) throws IOException, InterruptedException {
        assumeTrue(hasDriver(), "Jazzer is not on the class path: run with -Pfuzz");
        Path home = Path.of("target", "fuzz", target.name()).toAbsolutePath();
        Path finds = Files.createDirectories(home.resolve("finds"));
        Path log = home.resolve("log");
        List<Path> before = files(finds);
        int seconds = Integer.getInteger("fuzz.seconds", 15);
        Process process = new ProcessBuilder(command(target, home, seconds))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor((long) seconds + GRACE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(target.name() + " did not end; what it said is in " + log);
            }
        } finally {
            process.destroyForcibly();
        }
        List<Path> found = new ArrayList<>(files(finds));
        found.removeAll(before);
        if (process.exitValue() != 0 || !found.isEmpty()) {
            throw new AssertionError(report(target, found, log));
        }
        System.out.println(target.name() + ": " + lastStatus(log));
    }

    private List<String> command(FuzzTarget target, Path home, int seconds) throws IOException {
        Path seeds = Files.createDirectories(home.resolve("seeds"));
        List<byte[]> all = target.seeds();
        for (int i = 0; i < all.size(); i++) {
            Files.write(seeds.resolve(String.format("%04d", i)), all.get(i));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + MEGABYTES + "m",
                // Jazzer adds the flags of its native part to whatever these are.
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-Dio.netty.leakDetection.level=disabled",
                "-Dio.netty.allocator.type=unpooled",
                "-D" + FuzzEntry.TARGETS + "=" + targets.getClass().getName(),
                "-D" + FuzzEntry.TARGET + "=" + target.name(),
                "-Dsallyport.root=" + System.getProperty("sallyport.root", ""),
                "-cp",
                classPath(),
                DRIVER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=org.sallyport.**",
                "--custom_hook_includes=org.sallyport.**",
                "--keep_going=" + FINDS,
                "--reproducer_path=" + home,
                "-max_total_time=" + seconds,
                "-max_len=" + LONGEST_INPUT,
                "-timeout=20",
                "-rss_limit_mb=0",
                "-artifact_prefix=" + home.resolve("finds") + File.separator,
                Files.createDirectories(home.resolve("corpus")).toString(),
                seeds.toString()));
        Path known = KnownInputs.FINDS.resolve(target.name()).toAbsolutePath();
        if (Files.isDirectory(known)) {
            command.add(known.toString());
        }
        return command;
    }

    /** The test JVM's own, and relative places made absolute, since the fuzzer runs elsewhere. */
    private static String classPath() {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(own.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElse("");
    }

    private static boolean hasDriver() {
        try {
            Class.forName(DRIVER, false, Fuzzing.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String report(FuzzTarget target, List<Path> found, Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        int from = 0;
        for (int i = 0; i < lines.size() && from == 0; i++) {
            from = lines.get(i).startsWith("== Java Exception") ? i : 0;
        }
        from = from == 0 ? Math.max(0, lines.size() - SHOWN_LINES) : from;
        StringBuilder report = new StringBuilder(target.name() + " broke a promise. All of it is in " + log + "\n");
        lines.subList(from, Math.min(lines.size(), from + SHOWN_LINES))
                .forEach(line -> report.append(line).append('\n'));
        for (Path find : found) {
            report.append("To keep it: cp ")
                    .append(find)
                    .append(' ')
                    .append(KnownInputs.FINDS.resolve(target.name()).toAbsolutePath())
                    .append("/<what was wrong>\n");
        }
        return report.toString();
    }

    private static String lastStatus(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        return lines.stream()
                .filter(line -> line.startsWith("#") && line.contains("cov:"))
                .reduce((a, b) -> b)
                .orElse("nothing tried");
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
