package org.sallyport.proxy.entry;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** A way in, as configured. */
public sealed interface EntrySettings {

    /** The name in logs, counts and the archive, such as {@code proxy}; unique among the entries. */
    String name();

    /** Where it listens; port 0 picks a free one. */
    InetSocketAddress listen();

    /**
     * SOCKS 4, 4a and 5 (RFC 1928, RFC 1929) and HTTP CONNECT (RFC 9110, section 9.3.6) on one port, told apart by the first
     * byte.
     *
     * @param authentication whether clients must say who they are
     * @param handshakeTimeout how long a client may take until it has said where to, sign-in included
     */
    record Proxy(String name, InetSocketAddress listen, Authentication authentication, Duration handshakeTimeout)
            implements EntrySettings {

        /** How long a client may take by default. */
        public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);

        /** With the default timeout. */
        public Proxy(String name, InetSocketAddress listen, Authentication authentication) {
            this(name, listen, authentication, HANDSHAKE_TIMEOUT);
        }
    }

    /** Whether a proxy client must sign in. */
    enum Authentication {
        /** Nobody is asked. */
        NONE,
        /** A directory login and password are needed; SOCKS 4, which has no passwords, is refused. */
        REQUIRED
    }

    /**
     * Stands in for one address of a service, for clients that were led here by DNS or by their own settings.
     *
     * @param standsInFor where connections go
     * @param advertiseHost the name or address clients reach this gateway by; null: the address the client came to
     */
    record Fixed(
            String name,
            InetSocketAddress listen,
            Address standsInFor,
            @Nullable String advertiseHost) implements EntrySettings {}

    /**
     * Takes what the kernel hands over (Linux only).
     *
     * @param listen {@code [::]} takes IPv4 as well, and is {@code 0.0.0.0} on a machine without IPv6
     * @param mode how the kernel hands it over; the firewall's rules must be of the same mode
     */
    record Transparent(String name, InetSocketAddress listen, Mode mode) implements EntrySettings {}

    /** How the kernel hands over connections that were meant for others. */
    enum Mode {
        /** The destination is rewritten, and the kernel asked for it; services see the gateway's address. */
        REDIRECT,
        /** Nothing is rewritten; services see the client's address. Needs CAP_NET_ADMIN or CAP_NET_RAW. */
        TPROXY
    }
}
