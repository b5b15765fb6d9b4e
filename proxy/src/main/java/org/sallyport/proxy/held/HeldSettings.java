package org.sallyport.proxy.held;

import java.time.Duration;

/**
 * How much is held, and for how long.
 *
 * @param keep how long a message waits; and how long it is shown after it was decided on
 * @param most how many may wait at a time; at least 1
 * @param bytes how much they may take on the disk
 */
public record HeldSettings(Duration keep, int most, long bytes) {

    /** 30 days, 10,000 messages, 256 MiB. */
    public static final HeldSettings DEFAULTS = new HeldSettings(Duration.ofDays(30), 10_000, 256L << 20);
}
