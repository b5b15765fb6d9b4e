package org.sallyport.policy.identity.ldap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts wrong passwords per login. A try is counted before its outcome is known and taken back when it was no wrong password,
 * so that many tries at the same time don't slip through together. Safe for any thread; its lock is held for moments only.
 *
 * <p>The table is bounded. When it is full, the login that was tried longest ago is forgotten: whoever wants a counter reset
 * that way must first make as many tries with other logins as the table is long.
 */
final class TryLimit {

    static final int MAX_LOGINS = 10_000;

    private final int tries;
    private final long windowNanos;
    private final LongSupplier nanos;
    /** Times of tries, oldest first; the login tried longest ago comes first. */
    private final Map<String, ArrayDeque<Long>> counted = new LinkedHashMap<>();

    TryLimit(int tries, Duration window, LongSupplier nanos) {
        this.tries = tries;
        this.windowNanos = window.toNanos();
        this.nanos = nanos;
    }

    /** Counts a try; when there were too many, counts nothing and says how long to wait. */
    synchronized @Nullable Duration begin(String login) {
        long now = nanos.getAsLong();
        ArrayDeque<Long> times = counted.remove(login);
        if (times == null) {
            times = new ArrayDeque<>(tries);
        }
        while (!times.isEmpty() && now - times.getFirst() >= windowNanos) {
            times.removeFirst();
        }
        counted.put(login, times);
        if (times.size() >= tries) {
            return Duration.ofNanos(windowNanos - (now - times.getFirst()));
        }
        times.addLast(now);
        if (counted.size() > MAX_LOGINS) {
            counted.remove(counted.keySet().iterator().next());
        }
        return null;
    }

    /** The password was right: the login starts afresh. */
    synchronized void succeeded(String login) {
        counted.remove(login);
    }

    /** Nobody looked at the password: the try doesn't count. */
    synchronized void undecided(String login) {
        ArrayDeque<Long> times = counted.get(login);
        if (times != null) {
            times.pollLast();
        }
    }

    synchronized int size() {
        return counted.size();
    }
}
