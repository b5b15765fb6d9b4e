package org.sallyport.proxy.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * Where connections really go.
 *
 * @param routes tried in order; the first that fits names the address to connect to
 * @param connectTimeout how long a service may take to answer, with everything on the way to it: every address of its name,
 *     proxies, TLS
 * @param allowLocal whether clients may be connected to loopback and link-local addresses without a route that says so
 * @param via the proxy that connections take unless their route says otherwise; null: none
 */
public record UpstreamSettings(
        List<Route> routes,
        Duration connectTimeout,
        boolean allowLocal,
        @Nullable ParentProxy via) {
    public UpstreamSettings {
        routes = List.copyOf(routes);
    }

    /** Without a proxy. */
    public UpstreamSettings(List<Route> routes, Duration connectTimeout, boolean allowLocal) {
        this(routes, connectTimeout, allowLocal, null);
    }

    /** By which way a route's connections go. */
    public sealed interface Way {

        /** As connections without a route do. */
        enum Usual implements Way {
            INSTANCE
        }

        /** Through no proxy. */
        enum Direct implements Way {
            INSTANCE
        }

        /** Through a proxy of its own. */
        record Through(ParentProxy proxy) implements Way {}
    }

    /**
     * TLS towards the service.
     *
     * @param ca a PEM file with the authorities trusted; null: those the JVM trusts
     * @param name the name in the certificate, which is also asked for (SNI); null: the host connected to
     */
    public record Tls(@Nullable Path ca, @Nullable String name) {}

    /**
     * One exception to "connect to where the client wants to go".
     *
     * @param host a host name or address, or {@code *.example.com} for a domain and all below it; case is ignored
     * @param port the wanted port, or 0 for any
     * @param to where the connection goes instead; port 0 keeps the wanted port; null: where the client wants to go
     * @param tls how the connection is secured; null: not at all
     * @param way by which way it goes
     */
    public record Route(
            String host,
            int port,
            @Nullable Address to,
            @Nullable Tls tls,
            Way way) {

        /** Without TLS, by the usual way. */
        public Route(String host, int port, Address to) {
            this(host, port, to, null, Way.Usual.INSTANCE);
        }

        boolean fits(Address wanted) {
            if (port != 0 && port != wanted.port()) {
                return false;
            }
            String name = wanted.host().toLowerCase(Locale.ROOT);
            String pattern = host.toLowerCase(Locale.ROOT);
            if (pattern.startsWith("*.")) {
                return name.equals(pattern.substring(2)) || name.endsWith(pattern.substring(1));
            }
            return name.equals(pattern);
        }

        /** Where to, when {@code unrouted} is where it would go without this route. */
        Address target(Address unrouted) {
            Address other = to;
            if (other == null) {
                return unrouted;
            }
            return other.port() == 0 ? new Address(other.host(), unrouted.port()) : other;
        }
    }
}
