package org.sallyport.protocols;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection when it arrives, before a byte of its content was read.
 *
 * @param connection the gateway's own id of the connection, unique across restarts; 1 to 64 characters of {@code [0-9A-Za-z-]}
 * @param time when it was accepted
 * @param entry which entry took it, by its configured name, such as {@code socks} or {@code fixed:aim}
 * @param client the client's address
 * @param destination where the client wants to go
 * @param namedBy what named the destination
 * @param user the name in the proxy credentials the client offered and that were accepted, if any
 * @param transparent whether the client can reach any address through this same entry by itself, so that addresses the
 *     service hands out need no rewriting (redirected by the kernel, or a SOCKS or HTTP proxy client)
 */
public record Opening(
        String connection,
        Instant time,
        String entry,
        InetSocketAddress client,
        Address destination,
        NamedBy namedBy,
        @Nullable String user,
        boolean transparent) {

    /** What told the gateway where a client wants to go. */
    public enum NamedBy {
        /** The kernel's record of the original destination. */
        ORIGINAL_DESTINATION,
        /** A SOCKS request. */
        SOCKS,
        /** An HTTP CONNECT request. */
        CONNECT,
        /** The configuration of a fixed listener. */
        CONFIGURATION,
        /** An address that a service handed out and the gateway replaced by its own. */
        ADVERTISED,
        /** An address of the gateway's that a service was given to call a client back. The service is the one that connects. */
        CALL_BACK,
        /** A capture file: both addresses as recorded. */
        CAPTURE,
        /** The Host field, or the target, of an HTTP request. */
        HTTP,
        /** The server name in a TLS ClientHello. */
        TLS,
        /** A DNS answer this client was given. */
        DNS
    }

    /** The same connection with a better name for where it goes, or on its way through another proxy. */
    public Opening to(Address destination, NamedBy namedBy) {
        return new Opening(connection, time, entry, client, destination, namedBy, user, transparent);
    }
}
