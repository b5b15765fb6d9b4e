package org.sallyport.proxy.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what will be, and says what it waited for when it isn't. */
public final class Await {

    /** Generous: the machine may be busy with other things. */
    public static final Duration LIMIT = Duration.ofSeconds(90);

    private static final long PAUSE_NANOS = 20_000_000;

    private Await() {}

    /** Something that holds, or doesn't yet. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Looks again and again until it holds. */
    public static void until(String what, Condition condition) throws Exception {
        until(what, LIMIT, condition);
    }

    /** Looks again and again until it holds. */
    public static void until(String what, Duration limit, Condition condition) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited " + limit.toSeconds() + " s in vain: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
