package org.sallyport.proxy.alert;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When a target may get its next digest: not before the window after the last one is over, and no more than so many in any hour.
 * Times are {@link System#nanoTime}'s. Confined to one thread.
 */
final class Pace {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final long windowNanos;
    private final int perHour;
    private final Deque<Long> sent = new ArrayDeque<>();

    Pace(Duration window, int perHour) {
        this.windowNanos = window.toNanos();
        this.perHour = perHour;
    }

    void sent(long now) {
        sent.addLast(now);
        while (sent.size() > perHour) {
            sent.removeFirst();
        }
    }

    /** How long it takes until then; zero or less: now. */
    long nanosUntilNext(long now) {
        if (sent.isEmpty()) {
            return 0;
        }
        long wait = sent.getLast() + windowNanos - now;
        return sent.size() < perHour ? wait : Math.max(wait, sent.getFirst() + HOUR - now);
    }
}
