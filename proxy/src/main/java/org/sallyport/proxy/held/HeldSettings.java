package org.sallyport.proxy.held;

import java.time.Duration;

/**
 * How much is held, and for how long.
 *
 * @param keep how long a message waits; and how long it is shown after it was decided on
 * @param most how many may wait at a time; at least 1
 * @param bytes how much they may take on the disk
 * @param share how much of both may be one sender's, in percent, 1 to 100; one message always may
 */
public record HeldSettings(Duration keep, int most, long bytes, int share) {

    /** 30 days, 10,000 messages, 256 MiB, a tenth for each sender. */
    public static final HeldSettings DEFAULTS = new HeldSettings(Duration.ofDays(30), 10_000, 256L << 20, 10);

    /** How many messages of one sender may wait at a time. */
    int mostOfOne() {
        return (int) Math.max(1, (long) most * share / 100);
    }

    /** How much those may take. */
    long bytesOfOne() {
        return bytes / 100 * share + bytes % 100 * share / 100;
    }
}
