package org.sallyport.proxy.held;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.held.HeldEntry.Progress;
import org.sallyport.proxy.relay.Ways;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what reviewers let go, one after the other, and looks again every second whether what could not be sent can be by now:
 * that somebody has signed on is not enough for every protocol, some need a conversation.
 *
 * <p>A thread of its own. Each round looks at the names of all that waits, and at {@value #AT_ONCE} of those that may go.
 */
final class Sender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

    private static final int AT_ONCE = 200;

    /** An event loop that takes longer to answer is in trouble of its own. */
    private static final long ANSWER_SECONDS = 5;

    private static final long SENT_SECONDS = 30;
    private static final long ROUND_MILLIS = 1_000;
    private static final long EXPIRE_SECONDS = 60;

    private final Held held;
    private final HeldStore store;
    private final HeldRecords records;
    private final Ways ways;
    private final Clock clock;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong uncertain = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("quarantine-sender").daemon().factory());

    Sender(Held held, HeldStore store, HeldRecords records, Ways ways, Clock clock) {
        this.held = held;
        this.store = store;
        this.records = records;
        this.ways = ways;
        this.clock = clock;
    }

    /** Settles what was being sent when the gateway ended, and begins. */
    void start() {
        for (String id : store.ids(EnumSet.of(Progress.UNDER_WAY))) {
            HeldEntry entry = store.get(id);
            if (entry != null) {
                uncertain(entry, "may have been delivered: the gateway ended while it was being sent");
            }
        }
        thread.scheduleWithFixedDelay(() -> safely(this::round), ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(() -> safely(held::expire), 1, EXPIRE_SECONDS, TimeUnit.SECONDS);
    }

    /** Something was let go just now. */
    void soon() {
        try {
            thread.execute(() -> safely(this::round));
        } catch (RejectedExecutionException e) {
            LOG.debug("what was let go is sent after the next start");
        }
    }

    /** One that fails must not keep all others from being tried. */
    private static void safely(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("quarantine: {}", e.getClass().getName(), e);
        }
    }

    private void round() {
        int tried = 0;
        List<String> released = store.ids(EnumSet.of(Progress.RELEASED));
        int first = released.size() <= AT_ONCE ? 0 : (int) (clock.millis() / ROUND_MILLIS % released.size());
        for (int i = 0; i < released.size() && tried < AT_ONCE && !thread.isShutdown(); i++) {
            HeldEntry entry = store.get(released.get((first + i) % released.size()));
            if (entry != null
                    && entry.progress() == Progress.RELEASED
                    && ways.mayBe(entry.message(), entry.account())) {
                tried++;
                send(entry);
            }
        }
    }

    private void send(HeldEntry entry) {
        Optional<Ways.Way> found = await(
                ways.find(entry.message(), entry.account(), entry.opening().connection(), entry.stays()),
                ANSWER_SECONDS);
        Ways.Way way = found == null ? null : found.orElse(null);
        // From here on nobody can say for certain that it was not sent.
        if (way == null || !held.step(entry.id(), Progress.RELEASED, Progress.UNDER_WAY)) {
            return;
        }
        Ways.Sent sent = await(way.go(), SENT_SECONDS);
        String how = way.byService() ? "said to the service" : "delivered here, not by the service";
        if (sent == null) {
            uncertain(entry, "may have been delivered: nobody answered");
        } else {
            switch (sent) {
                case ALL -> {
                    held.step(entry.id(), Progress.UNDER_WAY, Progress.DELIVERED);
                    delivered.incrementAndGet();
                    records.append(entry, true, "released, and " + how);
                }
                case SOME -> uncertain(entry, "released, and reached some");
                case NONE -> held.step(entry.id(), Progress.UNDER_WAY, Progress.RELEASED);
            }
        }
    }

    private void uncertain(HeldEntry entry, String detail) {
        held.step(entry.id(), Progress.UNDER_WAY, Progress.DELIVERED);
        uncertain.incrementAndGet();
        records.append(entry, false, detail);
    }

    private static <T> @Nullable T await(CompletableFuture<T> future, long seconds) {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("quarantine: no answer from a connection: {}", e.getClass().getSimpleName());
            return null;
        }
    }

    long delivered() {
        return delivered.get();
    }

    long uncertain() {
        return uncertain.get();
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SENT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a message that was let go is still being sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
