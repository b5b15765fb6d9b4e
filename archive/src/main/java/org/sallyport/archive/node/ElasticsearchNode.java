package org.sallyport.archive.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Elasticsearch of our own, as a child process on loopback, for installations that have no cluster.
 *
 * <p><b>Lifecycle:</b> {@link #start} checks what can be checked, then a supervising thread starts the node, waits until it
 * answers, and starts it again, after a growing pause, whenever it dies, until {@link #close}. The node does not outlive us: a
 * closing gateway stops it and waits; when the gateway is killed, the kernel kills the node's launcher (parent-death signal),
 * and the server behind it ends when its input closes. That signal belongs to the thread that started the process, hence one
 * thread for the whole life of the node.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 *
 * <p><b>Privileges:</b> Elasticsearch refuses to be root. When we are, the node runs under {@link NodeSettings#uid} and owns
 * nothing but its data, configuration and temporary directory.
 */
public final class ElasticsearchNode implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ElasticsearchNode.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /** A node that ran this long was well: the next death is a new story. */
    private static final Duration WELL_AFTER = Duration.ofMinutes(2);

    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final long STOP_SECONDS = 30;

    private final NodeHome home;
    private final NodePids pids;
    private final NodeLog output;
    private final NodeHealth health;
    private final NodeListener listener;
    private final URI url;
    private final int port;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final CountDownLatch supervised = new CountDownLatch(1);
    private final Object changes = new Object();
    private NodeState state = new NodeState.Starting(Duration.ZERO);
    private volatile @Nullable Process process;

    private ElasticsearchNode(NodeSettings settings, NodeHome home, NodePids pids, int port, NodeListener listener) {
        this.home = home;
        this.pids = pids;
        this.port = port;
        this.listener = listener;
        this.output = new NodeLog(home.log());
        this.url = URI.create("http://127.0.0.1:" + port);
        this.health = new NodeHealth(url, settings.clusterName());
    }

    /**
     * Starts a node and returns at once; it answers after {@link #awaitReady}.
     *
     * @throws NodeException when it can never run like this: no distribution, no Java, a directory its user cannot reach,
     *     another gateway in the directory, a port in use
     */
    public static ElasticsearchNode start(NodeSettings settings, NodeListener listener) throws NodeException {
        NodeHome home = new NodeHome(settings);
        home.prepare();
        NodePids pids = NodePids.take(home.directory());
        try {
            pids.endStale();
            int port = settings.port() == 0 ? pickPort() : settings.port();
            if (!isFree(port)) {
                throw new NodeException("Port " + port + " on 127.0.0.1 is taken by another program."
                        + " Stop it, or configure another port for the local Elasticsearch.");
            }
            ElasticsearchNode node = new ElasticsearchNode(settings, home, pids, port, listener);
            Thread.ofPlatform().name("elasticsearch-node").daemon().start(node::supervise);
            return node;
        } catch (NodeException | RuntimeException e) {
            pids.close();
            throw e;
        }
    }

    /** Where it answers, now or once it is ready; the same over restarts. */
    public URI url() {
        return url;
    }

    /** How it is now. */
    public NodeState state() {
        synchronized (changes) {
            return state;
        }
    }

    /** The process id of the server, or empty while there is none. */
    public OptionalLong pid() {
        Process now = process;
        if (now == null) {
            return OptionalLong.empty();
        }
        return now.children()
                .filter(ProcessHandle::isAlive)
                .mapToLong(ProcessHandle::pid)
                .findFirst();
    }

    /**
     * Waits until it answers.
     *
     * @return false when it did not within the limit, or was closed
     */
    public boolean awaitReady(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (changes) {
            while (!(state instanceof NodeState.Ready)) {
                long left = end - System.nanoTime();
                if (left <= 0 || state instanceof NodeState.Stopped) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(changes, left);
            }
            return true;
        }
    }

    /** Stops it and waits until no process is left; after 30 seconds with force. */
    @Override
    public void close() {
        stop.complete(null);
        boolean interrupted = false;
        while (true) {
            try {
                supervised.await();
                break;
            } catch (InterruptedException e) {
                // Leaving now would leave the process behind.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!stop.isDone()) {
                Instant started = Instant.now();
                String reason = runOnce();
                if (stop.isDone()) {
                    break;
                }
                if (Duration.between(started, Instant.now()).compareTo(WELL_AFTER) > 0) {
                    pause = FIRST_PAUSE;
                }
                log.warn("The local Elasticsearch ended, next start in {} s: {}", pause.toSeconds(), reason);
                change(new NodeState.Restarting(reason, pause));
                await(stop, pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        } finally {
            pids.close();
            health.close();
            change(new NodeState.Stopped());
            supervised.countDown();
        }
    }

    /** Starts the node and stays until its processes are gone, because they died or because we were told to stop; says why. */
    private String runOnce() {
        Thread pump = null;
        try {
            home.configure(port);
            Process launcher = home.command().start();
            process = launcher;
            pids.record(launcher.toHandle());
            pump = Thread.ofPlatform()
                    .name("elasticsearch-log")
                    .daemon()
                    .start(() -> output.pump(launcher.getInputStream()));
            CompletableFuture<Object> over = CompletableFuture.anyOf(launcher.onExit(), stop);
            Optional<String> failure = awaitAnswer(launcher, over);
            if (failure.isEmpty()) {
                await(over, null);
            }
            launcher.destroy();
            pids.awaitNone(STOP_SECONDS);
            pump.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            return failure.orElseGet(() -> output.reason("it gave no reason (exit code " + launcher.exitValue() + ")"));
        } catch (IOException e) {
            pids.awaitNone(0);
            return "it cannot be started: " + e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the supervisor", e);
        } finally {
            process = null;
        }
    }

    /** Returns empty when it answers, or has ended already; else why we gave up. */
    private Optional<String> awaitAnswer(Process launcher, CompletableFuture<Object> over) throws IOException {
        Instant started = Instant.now();
        Duration told = Duration.ofSeconds(-1);
        while (!over.isDone()) {
            Duration waited = Duration.between(started, Instant.now());
            if (waited.compareTo(START_LIMIT) > 0) {
                return Optional.of("it did not answer within " + START_LIMIT.toMinutes() + " minutes");
            }
            if (waited.minus(told).compareTo(Duration.ofSeconds(1)) >= 0) {
                change(new NodeState.Starting(waited));
                told = waited;
            }
            pids.record(launcher.toHandle());
            if (health.answers()) {
                log.info("The local Elasticsearch answers at {} after {} ms", url, waited.toMillis());
                change(new NodeState.Ready(url));
                return Optional.empty();
            }
            await(over, Duration.ofMillis(250));
        }
        return Optional.empty();
    }

    private void change(NodeState next) {
        synchronized (changes) {
            state = next;
            changes.notifyAll();
        }
        listener.changed(next);
    }

    private static void await(CompletableFuture<?> future, @Nullable Duration limit) {
        try {
            if (limit == null) {
                future.get();
            } else {
                future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException expected) {
            // The limit is the caller's way of looking around from time to time.
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("nobody interrupts or fails these", e);
        }
    }

    /**
     * A free port below those the kernel gives to outgoing connections (32768 and up by default): the node may be away for a
     * while between two starts, and a gateway has thousands of outgoing connections that could take it.
     */
    private static int pickPort() throws NodeException {
        for (int i = 0; i < 100; i++) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (isFree(candidate)) {
                return candidate;
            }
        }
        throw new NodeException("No free port for the local Elasticsearch between 20000 and 30000; configure one.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
