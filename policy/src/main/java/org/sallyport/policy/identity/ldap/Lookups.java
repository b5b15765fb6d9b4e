package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to the directory, each asked by nobody twice at a time, with answers that are kept for a while.
 *
 * <p><b>While the directory is down</b>, and if the settings allow it, an answer whose time is over is given at once, and asked
 * for anew behind the back of whoever wants it: so an outage holds nothing up, and its end shows with the next question but one.
 *
 * <p>Threads and bounds: see {@link LdapPeople}.
 */
final class Lookups<K> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lookups.class);

    private static final String OVERDUE = "no answer in time";
    private static final String CLOSED = "closed";
    private static final long WAITING = -1;

    private final long epoch = System.nanoTime();
    /** Nanoseconds after which a directory that has a question and doesn't answer is late. */
    private final long enough;

    private final DirectorySettings.Lookup bounds;
    private final DirectoryClient client;
    private final Question<K> question;
    private final RecentCache<K, Identity> known;
    private final RecentCache<K, Identity> unknown;
    /** Bounded by the threads and the queue: whoever doesn't fit is taken out again at once. */
    private final ConcurrentMap<K, CompletableFuture<Identity>> underWay = new ConcurrentHashMap<>();

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor deadlines;
    /** When the outage began during which the use of old answers was logged last. */
    private final AtomicReference<@Nullable Instant> toldOfOutage = new AtomicReference<>();

    private final LongAdder lookups = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder stale = new LongAdder();

    /** Asks the directory; blocks. */
    @FunctionalInterface
    interface Question<K> {
        Identity ask(K key) throws LDAPException;
    }

    Lookups(DirectorySettings settings, DirectoryClient client, LongSupplier nanos, Question<K> question) {
        this.bounds = settings.lookup();
        this.enough = Math.min(
                settings.connection().responseTimeout().toNanos(),
                bounds.deadline().toNanos() / 2);
        this.client = client;
        this.question = question;
        long staleNanos = bounds.staleWhileDown().toNanos();
        this.known = new RecentCache<>(bounds.cacheSize(), bounds.ttl().toNanos(), staleNanos, nanos);
        this.unknown =
                new RecentCache<>(bounds.cacheSize(), bounds.negativeTtl().toNanos(), staleNanos, nanos);
        int threads = settings.connection().poolSize();
        this.workers = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(bounds.waiting()),
                daemons("directory-lookup"));
        workers.allowCoreThreadTimeOut(true);
        this.deadlines = new ScheduledThreadPoolExecutor(1, daemons("directory-deadline"));
        deadlines.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemons(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
    }

    /** The answer, if it is at hand and good. */
    @Nullable Identity kept(K key) {
        Identity kept = known.get(key);
        if (kept == null) {
            kept = unknown.get(key);
        }
        if (kept != null) {
            hits.increment();
        }
        return kept;
    }

    CompletableFuture<Identity> resolve(K key) {
        Identity kept = kept(key);
        if (kept != null) {
            return CompletableFuture.completedFuture(kept);
        }
        if (client.state() instanceof DirectoryState.Down) {
            Identity old = old(key);
            if (old != null) {
                // Asked on, or nobody would learn that the directory is back.
                start(key);
                return CompletableFuture.completedFuture(counted(old));
            }
        }
        return start(key)
                .thenApply(identity -> identity instanceof Identity.Unavailable ? orOld(key, identity) : identity);
    }

    CompletableFuture<Identity> refresh(K key) {
        return start(key);
    }

    private @Nullable Identity old(K key) {
        if (bounds.staleWhileDown().isZero()) {
            return null;
        }
        Identity old = known.stale(key);
        return old == null ? unknown.stale(key) : old;
    }

    private Identity orOld(K key, Identity none) {
        Identity old = workers.isShutdown() || !(client.state() instanceof DirectoryState.Down) ? null : old(key);
        return old == null ? none : counted(old);
    }

    private Identity counted(Identity old) {
        stale.increment();
        if (client.state() instanceof DirectoryState.Down down) {
            Instant before = toldOfOutage.get();
            if (!down.since().equals(before) && toldOfOutage.compareAndSet(before, down.since())) {
                log.warn(
                        "The directory does not answer: what it said before is taken for true, for at most {} beyond its time",
                        bounds.staleWhileDown());
            }
        }
        return old;
    }

    private CompletableFuture<Identity> start(K key) {
        CompletableFuture<Identity> answer = new CompletableFuture<>();
        CompletableFuture<Identity> earlier = underWay.putIfAbsent(key, answer);
        if (earlier != null) {
            return earlier.copy();
        }
        String paused = client.paused();
        if (paused != null) {
            finish(key, answer, new Identity.Unavailable(paused));
            return answer.copy();
        }
        try {
            AtomicLong asked = new AtomicLong(WAITING);
            ScheduledFuture<?> deadline = deadlines.schedule(
                    () -> overdue(key, answer, asked.get()), bounds.deadline().toNanos(), TimeUnit.NANOSECONDS);
            try {
                workers.execute(() -> {
                    // When the deadline passed while this was waiting, nobody is waiting any more.
                    if (!answer.isDone()) {
                        asked.set(System.nanoTime() - epoch);
                        finish(key, answer, lookUp(key));
                    }
                    deadline.cancel(false);
                });
            } catch (RejectedExecutionException e) {
                deadline.cancel(false);
                throw e;
            }
        } catch (RejectedExecutionException fullOrClosed) {
            String cause = workers.isShutdown() ? CLOSED : "too many lookups are waiting";
            finish(key, answer, new Identity.Unavailable(cause));
        }
        // A copy, so that no caller can complete or cancel what others wait for.
        return answer.copy();
    }

    /**
     * Nobody waits any longer. When the directory has had the question for a good while it does not answer; when the question has
     * waited here for most of the time, that tells nothing of the directory.
     */
    private void overdue(K key, CompletableFuture<Identity> answer, long asked) {
        long had = asked == WAITING ? 0 : System.nanoTime() - epoch - asked;
        if (had >= enough && !answer.isDone()) {
            client.failed(new LDAPException(ResultCode.TIMEOUT, OVERDUE));
        }
        finish(key, answer, new Identity.Unavailable(OVERDUE));
    }

    private void finish(K key, CompletableFuture<Identity> answer, Identity identity) {
        underWay.remove(key, answer);
        // Counted first, so that whoever has the answer also sees the count.
        if (identity instanceof Identity.Unavailable && !answer.isDone()) {
            unavailable.increment();
        }
        answer.complete(identity);
    }

    private Identity lookUp(K key) {
        lookups.increment();
        try {
            Identity identity = question.ask(key);
            switch (identity) {
                case Identity.Known person -> {
                    known.put(key, person);
                    unknown.remove(key);
                }
                case Identity.Unregistered nobody -> {
                    unknown.put(key, nobody);
                    known.remove(key);
                }
                case Identity.Unavailable none -> {}
            }
            return identity;
        } catch (LDAPException e) {
            failures.increment();
            // Closing interrupts, which the library takes for a server that can't be reached.
            return new Identity.Unavailable(workers.isShutdown() ? CLOSED : DirectoryClient.describe(e));
        } catch (RuntimeException e) {
            // Whatever went wrong in here or in the library, the caller holds a message back for this answer.
            failures.increment();
            log.error("A lookup failed", e);
            return new Identity.Unavailable("internal error");
        }
    }

    DirectoryStats stats(long conflicts) {
        return new DirectoryStats(lookups.sum(), hits.sum(), failures.sum(), unavailable.sum(), conflicts, stale.sum());
    }

    /** Answers kept at the moment. */
    int cached() {
        return known.size() + unknown.size();
    }

    /** Questions under way at the moment. */
    int underWay() {
        return underWay.size();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        deadlines.shutdownNow();
        underWay.forEach((key, answer) -> finish(key, answer, new Identity.Unavailable(CLOSED)));
    }
}
