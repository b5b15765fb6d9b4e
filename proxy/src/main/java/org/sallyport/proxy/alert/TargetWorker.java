package org.sallyport.proxy.alert;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one target of its alerts, on a thread of its own.
 *
 * <p>What waits goes out as one digest, the first after a quiet time at once. A digest that does not arrive is tried again, the
 * same alerts under the same key, with growing pauses, until its alerts are too old; what comes meanwhile waits for the next
 * one. After a crash the digest that was under way is sent again under its key: nothing is told less than once.
 */
final class TargetWorker {

    private static final Logger LOG = LoggerFactory.getLogger(TargetWorker.class);

    /** Of a longer queue the rest goes into the next digest. */
    private static final long MOST_AT_ONCE = 100_000;

    private final AlertSettings.Target target;
    private final AlertStore store;
    private final Courier courier;
    private final Duration maxAge;
    private final String gateway;
    private final Clock clock;
    private final Backoff backoff;
    private final Pace pace;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong digests = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong full = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    /** Lost alerts that the target has not been told of. */
    private final AtomicLong untold = new AtomicLong();

    private record Failing(Instant since, String cause) {}

    private volatile @Nullable Failing failing;
    private volatile @Nullable Instant oldest;

    TargetWorker(
            AlertSettings.Target target,
            AlertSettings settings,
            AlertStore store,
            Courier courier,
            String gateway,
            Clock clock) {
        this.target = target;
        this.store = store;
        this.courier = courier;
        this.maxAge = settings.maxAge();
        this.gateway = gateway;
        this.clock = clock;
        this.backoff = new Backoff(settings.retry(), settings.retryMost(), ThreadLocalRandom.current());
        this.pace = new Pace(settings.digest(), settings.perHour());
        this.thread =
                Thread.ofPlatform().daemon().name("alerts-" + target.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    AlertSettings.Target target() {
        return target;
    }

    /** Puts alerts onto the disk; on the writer's thread. */
    void accept(List<Alert> alerts) {
        int taken = 0;
        try {
            taken = store.append(alerts);
            if (taken < alerts.size()) {
                LOG.warn(
                        "{}: {} alerts are lost, because as many wait as may ('alerts.queue')",
                        target.receiver(),
                        alerts.size() - taken);
            }
        } catch (IOException e) {
            LOG.error(
                    "{}: {} alerts are lost, because the disk does not take them: {}",
                    target.receiver(),
                    alerts.size(),
                    e.getMessage());
        }
        lost(alerts.size() - taken);
        if (taken > 0) {
            queued.addAndGet(taken);
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Counts alerts that did not come as far as the disk. */
    void lost(long count) {
        full.addAndGet(count);
        untold.addAndGet(count);
    }

    private void run() {
        try {
            while (awaitAlerts()) {
                look();
                if (!awaitTurn()) {
                    return;
                }
                tell();
            }
        } catch (InterruptedException e) {
            // Closed; what was under way is told after the next start.
        } catch (RuntimeException e) {
            LOG.error("{}: telling of alerts ended for a fault of the gateway's own", target.receiver(), e);
            failing = new Failing(clock.instant(), "a fault of the gateway's own; the log says more");
        }
    }

    private boolean awaitAlerts() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && store.state().waiting() == 0) {
                changed.await();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitTurn() throws InterruptedException {
        return pause(pace.nanosUntilNext(System.nanoTime()));
    }

    /** Waits, or until it is closed; whether it is not. */
    private boolean pause(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Tries the next digest until it has arrived or is too old. */
    private void tell() throws InterruptedException {
        AlertStore.State state = store.state();
        Long planned = store.planned();
        long until = planned != null ? planned : Math.min(state.end(), state.first() + MOST_AT_ONCE);
        if (planned == null) {
            write("what is told next", () -> store.plan(until));
        }
        while (true) {
            long reported = untold.get();
            Read read = read(state.first(), until, reported);
            Digest digest = read.digest();
            if (digest == null && read.failure() == null) {
                ended(read, until);
                return;
            }
            Courier.Outcome outcome =
                    digest == null ? new Courier.Outcome.Failed(String.valueOf(read.failure()), null) : deliver(digest);
            switch (outcome) {
                case Courier.Outcome.Delivered done -> {
                    pace.sent(System.nanoTime());
                    backoff.succeeded();
                    arrived(digest, reported, done);
                    ended(read, until);
                    return;
                }
                case Courier.Outcome.Failed failed -> {
                    if (!pause(failed(failed).toNanos())) {
                        return;
                    }
                }
            }
        }
    }

    /**
     * What is to be told of a stretch of the queue.
     *
     * @param digest null when nothing is
     * @param tooOld how many alerts are not told for their age
     * @param gone how many can't be read
     * @param failure why nothing could be read at all; null: it could
     */
    private record Read(
            @Nullable Digest digest,
            long tooOld,
            long gone,
            @Nullable String failure) {}

    private Read read(long from, long until, long reported) {
        Instant eldest = clock.instant().minus(maxAge);
        Digester digester = new Digester();
        long[] tooOld = {0};
        try {
            long gone = store.read(from, until, alert -> {
                if (alert.time().isBefore(eldest)) {
                    tooOld[0]++;
                } else {
                    digester.add(alert);
                }
            });
            Digest digest = digester.alerts() == 0 ? null : digester.digest(store.key(from), gateway, reported, false);
            return new Read(digest, tooOld[0], gone, null);
        } catch (IOException e) {
            return new Read(null, 0, 0, "the queue can't be read: " + e.getMessage());
        }
    }

    private Courier.Outcome deliver(Digest digest) {
        try {
            return courier.deliver(digest);
        } catch (RuntimeException e) {
            // Only its kind: nobody knows what the message quotes.
            LOG.error(
                    "{}: a fault of the gateway's own: {}",
                    target.receiver(),
                    e.getClass().getName());
            return new Courier.Outcome.Failed(
                    "a fault of the gateway's own: " + e.getClass().getSimpleName(), null);
        }
    }

    private void arrived(@Nullable Digest digest, long reported, Courier.Outcome.Delivered done) {
        if (digest != null) {
            delivered.addAndGet(digest.alerts());
        }
        digests.incrementAndGet();
        untold.addAndGet(-reported);
        Failing before = failing;
        if (before != null) {
            LOG.info("{}: alerts arrive again, for the first time since {}", target.receiver(), before.since());
        }
        failing = null;
        if (done.note() != null) {
            LOG.warn("{}: alerts arrived, but {}", target.receiver(), done.note());
        }
    }

    private Duration failed(Courier.Outcome.Failed failed) {
        failures.incrementAndGet();
        Failing before = failing;
        failing = new Failing(before == null ? clock.instant() : before.since(), failed.cause());
        Duration wait = backoff.failed();
        Duration asked = failed.pause();
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked;
        }
        // Once when it begins, and then only when the reason is another.
        if (before == null || !before.cause().equals(failed.cause())) {
            LOG.warn(
                    "{}: alerts do not arrive at {}: {}; tried again in {} s, and so on",
                    target.receiver(),
                    courier.destination(),
                    failed.cause(),
                    wait.toSeconds());
        }
        return wait;
    }

    private void ended(Read read, long until) {
        if (read.tooOld() > 0) {
            expired.addAndGet(read.tooOld());
            untold.addAndGet(read.tooOld());
            LOG.warn(
                    "{}: {} alerts are given up, because they are older than 'alerts.max-age'; the archive has them",
                    target.receiver(),
                    read.tooOld());
        }
        if (read.gone() > 0) {
            unreadable.addAndGet(read.gone());
            untold.addAndGet(read.gone());
            LOG.error("{}: {} alerts in the queue can't be read, and are lost", target.receiver(), read.gone());
        }
        write("what was told", () -> store.told(until));
    }

    /** Looks how old the eldest alert is. */
    private void look() {
        AlertStore.State state = store.state();
        Instant[] time = {null};
        if (state.waiting() > 0) {
            write(
                    "the eldest alert",
                    () -> store.read(state.first(), state.first() + 1, alert -> time[0] = alert.time()));
        }
        oldest = time[0];
    }

    private interface Io {
        void run() throws IOException;
    }

    /** The disk does not keep people from being told; what it did not take is at worst told twice after a crash. */
    private void write(String what, Io io) {
        try {
            io.run();
        } catch (IOException e) {
            LOG.error("{}: the disk failed at {}: {}", target.receiver(), what, e.getMessage());
        }
    }

    TargetStatus status() {
        Failing now = failing;
        AlertStore.State state = store.state();
        return new TargetStatus(
                target.name(),
                target.receiver(),
                courier.destination(),
                state.waiting(),
                state.waiting() == 0 ? null : oldest,
                queued.get(),
                delivered.get(),
                digests.get(),
                failures.get(),
                full.get(),
                expired.get(),
                unreadable.get(),
                now == null ? null : now.since(),
                now == null ? null : now.cause());
    }

    /** Ends the thread; a try that is under way may outlive it by its time-outs, and is then told of again after the start. */
    void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(2));
        courier.close();
    }
}
