package org.sallyport.proxy.health;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Finds out how late event loops are: each is asked once a second to do nothing, and it is seen when it does. What keeps a loop
 * from that keeps it from people's messages too.
 *
 * <p><b>Threading:</b> any thread. <b>Lifecycle:</b> asks from {@link #watch} on until {@link #close}, or until the loops are shut
 * down; both orders are fine.
 */
public final class LoopLag implements AutoCloseable {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The worst of this many askings is told, so that whoever looks only now and then misses nothing. */
    private static final int REMEMBERED = 15;

    private final List<Probe> probes = new ArrayList<>();
    private final LongSupplier nanos;
    private volatile boolean closed;

    private LoopLag(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Begins to ask all loops of a group. */
    public static LoopLag watch(EventExecutorGroup group) {
        return watch(group, System::nanoTime);
    }

    static LoopLag watch(EventExecutorGroup group, LongSupplier nanos) {
        LoopLag lag = new LoopLag(nanos);
        for (EventExecutor loop : group) {
            Probe probe = lag.new Probe(loop);
            lag.probes.add(probe);
            probe.ask();
        }
        return lag;
    }

    /** How many loops there are. */
    public int loops() {
        return probes.size();
    }

    /**
     * How late a loop was at the worst within the last 15 seconds, an answer that is still owing included; 0 after closing.
     *
     * @param loop 0 to one less than {@link #loops}
     */
    public Duration lag(int loop) {
        return Duration.ofNanos(probes.get(loop).worst());
    }

    /**
     * Whether all loops answer.
     *
     * @param patience how long one may be late
     */
    public Check.Result look(Duration patience) {
        for (int i = 0; i < probes.size(); i++) {
            long owing = probes.get(i).owing();
            if (owing > patience.toNanos()) {
                return Check.Result.failed(
                        "Event loop " + i + " of " + probes.size() + " has not answered for "
                                + TimeUnit.NANOSECONDS.toSeconds(owing)
                                + " s, and neither do its connections. Keep a thread dump (jcmd PID Thread.print) for a report, and restart the gateway.");
            }
        }
        return Check.Result.ok(probes.size() + " event loops answer.");
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Probe implements Runnable {

        private final EventExecutor loop;
        private final AtomicLongArray lately = new AtomicLongArray(REMEMBERED);
        private volatile long due;
        private int next;

        Probe(EventExecutor loop) {
            this.loop = loop;
        }

        void ask() {
            due = nanos.getAsLong() + EVERY_NANOS;
            try {
                loop.schedule(this, EVERY_NANOS, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // The loops are shut down, and nobody waits for them any more.
                closed = true;
            }
        }

        @Override
        public void run() {
            lately.set(next, Math.max(0, nanos.getAsLong() - due));
            next = (next + 1) % REMEMBERED;
            if (!closed) {
                ask();
            }
        }

        long owing() {
            return closed || loop.isShuttingDown() ? 0 : Math.max(0, nanos.getAsLong() - due);
        }

        long worst() {
            if (closed) {
                return 0;
            }
            long worst = owing();
            for (int i = 0; i < REMEMBERED; i++) {
                worst = Math.max(worst, lately.get(i));
            }
            return worst;
        }
    }
}
