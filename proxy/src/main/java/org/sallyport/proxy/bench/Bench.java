package org.sallyport.proxy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.sallyport.proxy.entry.Transport;

/**
 * Runs everything: starts what stands in the middle, warms all of it up alike, and measures in turns, so that whatever else the
 * machine does is spread over all.
 *
 * <p><b>Threading:</b> {@link #run} blocks one thread and can be interrupted; {@link #close} ends all processes, from any thread.
 */
public final class Bench implements AutoCloseable {

    /** How many connections everything is warmed up with. */
    private static final int WARM_CONNECTIONS = 64;

    private static final Duration MOST_RUN_IN = Duration.ofMillis(300);
    private static final long QUIET_MILLIS = 3_000;

    private final BenchOptions options;
    private final Progress progress;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Is told what is being done. */
    public interface Progress {

        /** One stage, and how it goes. */
        void at(String stage, String detail);
    }

    public Bench(BenchOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @throws IOException when something can't be started; the message can be shown
     */
    public BenchReport run() throws IOException, InterruptedException {
        progress.at("disk", "");
        Optional<Path> haproxy = Haproxy.installed();
        Machine machine = Machine.look(options.scratch(), haproxy.isEmpty() ? "" : Haproxy.version(haproxy.get()));
        progress.at("starting", "service");
        Transport transport = Transport.best();
        BenchService service = keep(new BenchService(transport));
        Load load = keep(new Load(transport));
        List<Middle> middles = new ArrayList<>();
        middles.add(Middle.direct(service.address()));
        if (haproxy.isPresent()) {
            progress.at("starting", "HAProxy");
            middles.add(keep(Haproxy.start(haproxy.get(), options.scratch(), service.address())));
        }
        progress.at("starting", "gateway");
        middles.add(keep(GatewayProcess.start(options.scratch(), service.address(), options.guarantee())));
        for (Middle middle : middles) {
            progress.at("warming up", middle.name());
            if (!options.warmUp().isZero()) {
                load.measure(middle, WARM_CONNECTIONS, 0, 0, options.warmUp().toNanos());
                service.awaitQuiet(QUIET_MILLIS);
            }
        }
        List<Sample> samples = measure(load, service, middles);
        return new BenchReport(options, machine, samples, Row.of(samples));
    }

    private List<Sample> measure(Load load, BenchService service, List<Middle> middles) throws InterruptedException {
        List<Sample> samples = new ArrayList<>();
        Duration runIn = options.cell().compareTo(MOST_RUN_IN) < 0 ? options.cell() : MOST_RUN_IN;
        int cells = options.connections().size() * options.rounds() * middles.size();
        for (int connections : options.connections()) {
            for (int round = 1; round <= options.rounds(); round++) {
                for (Middle middle : middles) {
                    progress.at(
                            "measuring",
                            (samples.size() + 1) + " of " + cells + ", " + connections
                                    + (connections == 1 ? " connection, " : " connections, ") + middle.name());
                    samples.add(load.measure(
                            middle,
                            connections,
                            round,
                            runIn.toNanos(),
                            options.cell().toNanos()));
                    // What it still has to do about these connections must not be the next one's burden.
                    service.awaitQuiet(QUIET_MILLIS);
                }
            }
        }
        return samples;
    }

    private synchronized <T extends AutoCloseable> T keep(T part) throws InterruptedException {
        open.push(part);
        if (closed) {
            close();
            throw new InterruptedException("closed while starting");
        }
        return part;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException("a part of the benchmark did not stop cleanly", e);
            }
        }
    }
}
