package org.sallyport.proxy.bench;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    /** One connection alone says nothing about bulk that 64 don't say better. */
    private static final int FEWEST_IN_BULK = 2;

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
        progress.at("starting", "services");
        Transport transport = Transport.best();
        EventLoopGroup group = transport.newGroup("bench-service", 1);
        keep(() -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
        Map<Dialogue, BenchService> services = new LinkedHashMap<>();
        for (Dialogue dialogue : Dialogue.ALL) {
            services.put(dialogue, keep(new BenchService(transport, group, dialogue)));
        }
        Load load = keep(new Load(transport));
        List<Sample> samples = talk(load, services, haproxy);
        List<IdleSample> idle =
                options.what().contains(BenchOptions.Subject.IDLE) ? stayIdle(load, services, haproxy) : List.of();
        List<DecisionRow> decisions = options.what().contains(BenchOptions.Subject.DECISIONS)
                ? new Decisions(options, progress).run()
                : List.of();
        return new BenchReport(options, machine, samples, Row.of(samples), idle, IdleRow.of(idle), decisions);
    }

    private static BenchService of(Map<Dialogue, BenchService> services, Dialogue dialogue) {
        return Objects.requireNonNull(services.get(dialogue), "there is one for each");
    }

    private static Map<Dialogue, InetSocketAddress> addresses(Map<Dialogue, BenchService> services) {
        Map<Dialogue, InetSocketAddress> addresses = new LinkedHashMap<>();
        services.forEach((dialogue, service) -> addresses.put(dialogue, service.address()));
        return addresses;
    }

    private List<Sample> talk(Load load, Map<Dialogue, BenchService> services, Optional<Path> haproxy)
            throws IOException, InterruptedException {
        List<Dialogue> dialogues = Dialogue.ALL.stream()
                .filter(dialogue -> options.what()
                        .contains(dialogue == Dialogue.CHAT ? BenchOptions.Subject.CHAT : BenchOptions.Subject.UNKNOWN))
                .toList();
        List<Sample> samples = new ArrayList<>();
        if (dialogues.isEmpty()) {
            return samples;
        }
        Map<Dialogue, InetSocketAddress> addresses = addresses(services);
        List<Middle> middles = new ArrayList<>();
        middles.add(Middle.direct(dialogue -> of(services, dialogue).address()));
        if (haproxy.isPresent()) {
            progress.at("starting", "HAProxy");
            middles.add(keep(Haproxy.start(haproxy.get(), options.scratch(), addresses)));
        }
        progress.at("starting", "gateway");
        middles.add(keep(GatewayProcess.start(options.scratch(), addresses, options.guarantee())));
        for (Dialogue dialogue : dialogues) {
            BenchService service = of(services, dialogue);
            for (Middle middle : middles) {
                progress.at("warming up", dialogue.name() + ", " + middle.name());
                if (!options.warmUp().isZero()) {
                    load.measure(
                            middle,
                            dialogue,
                            WARM_CONNECTIONS,
                            0,
                            0,
                            options.warmUp().toNanos());
                    service.awaitQuiet(QUIET_MILLIS);
                }
            }
            measure(dialogue, load, service, middles, samples);
        }
        // Memory is measured of processes that have nothing behind them.
        for (Middle middle : middles) {
            middle.close();
        }
        return samples;
    }

    private void measure(Dialogue dialogue, Load load, BenchService service, List<Middle> middles, List<Sample> samples)
            throws InterruptedException {
        Duration runIn = options.cell().compareTo(MOST_RUN_IN) < 0 ? options.cell() : MOST_RUN_IN;
        List<Integer> numbers = options.connections().stream()
                .filter(n -> dialogue != Dialogue.BULK || n >= FEWEST_IN_BULK)
                .toList();
        int cells = numbers.size() * options.rounds() * middles.size();
        int cell = 0;
        for (int connections : numbers) {
            for (int round = 1; round <= options.rounds(); round++) {
                for (Middle middle : middles) {
                    progress.at(
                            "measuring",
                            ++cell + " of " + cells + ", " + dialogue.name() + ", " + connections
                                    + (connections == 1 ? " connection, " : " connections, ") + middle.name());
                    samples.add(load.measure(
                            middle,
                            dialogue,
                            connections,
                            round,
                            runIn.toNanos(),
                            options.cell().toNanos()));
                    // What it still has to do about these connections must not be the next one's burden.
                    service.awaitQuiet(QUIET_MILLIS);
                }
            }
        }
    }

    private List<IdleSample> stayIdle(Load load, Map<Dialogue, BenchService> services, Optional<Path> haproxy)
            throws IOException, InterruptedException {
        Map<Dialogue, InetSocketAddress> addresses = addresses(services);
        Idle idle = new Idle(load, of(services, Dialogue.UNKNOWN));
        int connections = Idle.possible(options.idleConnections());
        List<IdleSample> samples = new ArrayList<>();
        for (int round = 1; round <= options.idleRounds(); round++) {
            String detail = "round " + round + ", " + connections + " idle connections, ";
            if (haproxy.isPresent()) {
                progress.at("measuring", detail + Middle.HAPROXY);
                samples.add(idle.measure(
                        () -> keep(Haproxy.start(haproxy.get(), options.scratch(), addresses)),
                        false,
                        round,
                        connections));
            }
            progress.at("measuring", detail + Middle.SALLYPORT);
            samples.add(idle.measure(
                    () -> keep(GatewayProcess.start(options.scratch(), addresses, options.guarantee())),
                    true,
                    round,
                    connections));
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
