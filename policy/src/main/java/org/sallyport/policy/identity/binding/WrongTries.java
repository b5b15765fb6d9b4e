package org.sallyport.policy.identity.binding;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts tries that may turn out wrong: each is counted before its outcome is known, and taken back when it was right, so that
 * many at the same time don't slip through together. The first of a series begins its window; when that is over, so is the
 * series.
 *
 * <p>Any thread. Bounded: when the table is full, whoever tried longest ago is forgotten.
 */
final class WrongTries {

    private static final int MOST = 10_000;

    private final int tries;
    private final long windowNanos;
    private final LongSupplier nanos;
    private final Map<String, Series> counted = new LinkedHashMap<>();

    private record Series(long since, int tries) {}

    WrongTries(int tries, Duration window, LongSupplier nanos) {
        this.tries = tries;
        this.windowNanos = window.toNanos();
        this.nanos = nanos;
    }

    /** Counts a try; after too many counts nothing and says how long to wait. */
    synchronized @Nullable Duration begin(String who) {
        long now = nanos.getAsLong();
        Series series = counted.remove(who);
        if (series == null || now - series.since() >= windowNanos) {
            series = new Series(now, 0);
        }
        if (series.tries() >= tries) {
            counted.put(who, series);
            return Duration.ofNanos(windowNanos - (now - series.since()));
        }
        counted.put(who, new Series(series.since(), series.tries() + 1));
        if (counted.size() > MOST) {
            counted.remove(counted.keySet().iterator().next());
        }
        return null;
    }

    /** The try was right: it doesn't count. */
    synchronized void takeBack(String who) {
        counted.computeIfPresent(who, (key, series) -> new Series(series.since(), Math.max(0, series.tries() - 1)));
    }
}
