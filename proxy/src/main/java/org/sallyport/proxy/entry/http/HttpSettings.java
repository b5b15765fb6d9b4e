package org.sallyport.proxy.entry.http;

import java.time.Duration;

/**
 * How plain HTTP is treated.
 *
 * @param headerTimeout how long a client may take for the head of one request, however busily its bytes trickle
 * @param heldBytes how long a body may be that is held as a whole because something in it must be read, at least 1 KiB
 */
public record HttpSettings(Duration headerTimeout, int heldBytes) {

    /** What holds when nothing is configured. */
    public static final HttpSettings DEFAULTS = new HttpSettings(Duration.ofSeconds(30), 1 << 20);
}
