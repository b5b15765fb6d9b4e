package org.sallyport.proxy.entry;

import java.time.Duration;

/**
 * How many connections there may be, and how long the last of them may take to end.
 *
 * @param total connections at a time, at least 1; one more is refused
 * @param perClient connections at a time of one client address, handshakes included; 0: no limit
 * @param drain how long clients may take to end after the goodbye at shutdown
 */
public record ConnectionLimits(int total, int perClient, Duration drain) {

    /** As many as the default limit of open files on most servers bears; more than any person needs. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(8_000, 512, Duration.ofSeconds(3));

    /** @throws IllegalArgumentException when a bound is broken */
    public ConnectionLimits {
        if (total < 1 || perClient < 0 || drain.isNegative()) {
            throw new IllegalArgumentException(
                    "limits must not be negative, and there must be room for one connection");
        }
    }
}
