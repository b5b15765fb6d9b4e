package org.sallyport.proxy.alert;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: twice as long each time up to a limit, and of that a random part between half and all, so
 * that those who failed together do not come back together. Confined to one thread.
 */
final class Backoff {

    private final long firstMillis;
    private final long mostMillis;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.firstMillis = Math.max(1, first.toMillis());
        this.mostMillis = Math.max(firstMillis, most.toMillis());
        this.random = random;
    }

    /** One failure more; how long to wait now. */
    Duration failed() {
        long whole = Math.min(mostMillis, firstMillis << Math.min(failures, 30));
        // Shifting a large first wait that often overflows.
        whole = whole <= 0 || failures > 30 ? mostMillis : whole;
        failures++;
        return Duration.ofMillis(random.nextLong(whole / 2, whole + 1));
    }

    /** It worked. */
    void succeeded() {
        failures = 0;
    }
}
