package org.sallyport.proxy.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.Journal;
import org.sallyport.proxy.bench.Bench;
import org.sallyport.proxy.bench.BenchOptions;
import org.sallyport.proxy.bench.BenchReport;
import org.sallyport.proxy.bench.JsonReport;
import org.sallyport.proxy.bench.TableReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport bench}. */
@Command(
        name = "bench",
        description =
                "Measure how fast the gateway is on this machine, in turns with a direct connection and with HAProxy.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    /** How long the process waits for the end of what it started when it is told to stop. */
    private static final long END_SECONDS = 15;

    /** The forms a report has. */
    enum Format {
        table,
        json
    }

    /** {@link Journal.Guarantee} as it is written in the configuration. */
    enum Guarantee {
        durable(Journal.Guarantee.DURABLE),
        buffered(Journal.Guarantee.BUFFERED);

        private final Journal.Guarantee meant;

        Guarantee(Journal.Guarantee meant) {
            this.meant = meant;
        }
    }

    /** {@link BenchOptions.Subject} as it is written on the command line. */
    enum Subject {
        chat(BenchOptions.Subject.CHAT),
        unknown(BenchOptions.Subject.UNKNOWN),
        idle(BenchOptions.Subject.IDLE),
        decisions(BenchOptions.Subject.DECISIONS);

        private final BenchOptions.Subject meant;

        Subject(BenchOptions.Subject meant) {
            this.meant = meant;
        }
    }

    private final CountDownLatch over = new CountDownLatch(1);

    @Parameters(
            arity = "0..*",
            paramLabel = "SUBJECT",
            description = "What to measure: chat (read and recorded), unknown (relayed unread, small and bulk), idle"
                    + " (memory of idle connections), decisions (what rules take); all of them when none is named.")
    private List<Subject> what = List.of();

    @Option(
            names = "--idle-connections",
            paramLabel = "N",
            defaultValue = "5000",
            description = "How many connections are idle, 1 to 8000, as far as the limit on open files allows"
                    + " (default: ${DEFAULT-VALUE}).")
    private int idleConnections;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How long each measurement takes, 0.1 to 60 (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3",
            description = "Seconds each is used for each kind of talk before that is measured, 0 to 60"
                    + " (default: ${DEFAULT-VALUE}).")
    private double warmUp;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,64,1000",
            description = "Numbers of connections (default: ${DEFAULT-VALUE}).")
    private List<Integer> connections = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often everything is measured, 1 to 20 (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--guarantee",
            defaultValue = "durable",
            description =
                    "What a message waits for before it goes on: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Guarantee guarantee = Guarantee.durable;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write every measurement there, as JSON.")
    private @Nullable Path out;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the journal is written meanwhile, which should be the disk that counts"
                    + " (default: var beside the launcher).")
    private @Nullable Path data;

    @Override
    public Integer call() throws CommandFailure {
        // With JSON on the standard output, nothing else may be there.
        Terminal terminal = new Terminal(format == Format.json ? System.err : System.out);
        Path scratch = null;
        try {
            scratch = scratch();
            BenchReport report = run(options(scratch), terminal);
            if (out != null) {
                Files.writeString(out, JsonReport.text(report) + "\n");
            }
            if (format == Format.json) {
                System.out.println(JsonReport.text(report));
            } else {
                TableReport.lines(report).forEach(terminal::line);
            }
            return report.clean() ? 0 : 1;
        } catch (InterruptedException e) {
            terminal.line("Stopped.");
            return 130;
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } finally {
            delete(scratch);
            over.countDown();
        }
    }

    private BenchReport run(BenchOptions options, Terminal terminal) throws IOException, InterruptedException {
        Bench bench = new Bench(options, terminal::progress);
        Thread measuring = Thread.currentThread();
        Thread stop = new Thread(
                () -> {
                    // What is just being started is ended by whoever starts it.
                    measuring.interrupt();
                    bench.close();
                    awaitEnd();
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(stop);
        try (bench) {
            return bench.run();
        } finally {
            forget(stop);
        }
    }

    private void awaitEnd() {
        try {
            over.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is running: that is why we are here.
        }
    }

    private BenchOptions options(Path scratch) {
        Set<BenchOptions.Subject> subjects = what.isEmpty()
                ? EnumSet.allOf(BenchOptions.Subject.class)
                : what.stream().map(subject -> subject.meant).collect(Collectors.toSet());
        return new BenchOptions(
                subjects,
                duration(seconds),
                duration(warmUp),
                connections,
                rounds,
                idleConnections,
                guarantee.meant,
                scratch);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private Path scratch() throws IOException {
        Path chosen = data;
        Path parent = chosen != null
                ? chosen.toAbsolutePath()
                : Path.of(System.getProperty("sallyport.home", ""))
                        .toAbsolutePath()
                        .resolve("var");
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, "bench-");
    }

    /** Takes away what the measured journal left; what can't be is left lying. */
    private static void delete(@Nullable Path directory) {
        if (directory == null || !Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("sallyport: " + directory + " could not be removed: " + e.getMessage());
        }
    }
}
