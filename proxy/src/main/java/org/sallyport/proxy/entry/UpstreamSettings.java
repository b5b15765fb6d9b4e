package org.sallyport.proxy.entry;

import java.time.Duration;
import java.util.List;
import org.sallyport.protocols.Address;

/**
 * Where connections really go.
 *
 * @param routes tried in order; the first that fits names the address to connect to
 * @param connectTimeout how long a service may take to answer
 * @param allowLocal whether clients may be connected to loopback and link-local addresses without a route that says so
 */
public record UpstreamSettings(List<Route> routes, Duration connectTimeout, boolean allowLocal) {
    public UpstreamSettings {
        routes = List.copyOf(routes);
    }

    /**
     * One exception to "connect to where the client wants to go".
     *
     * @param host a host name or address, or {@code *.example.com} for a domain and all below it; case is ignored
     * @param port the wanted port, or 0 for any
     * @param to where the connection goes instead; port 0 keeps the wanted port
     */
    public record Route(String host, int port, Address to) {

        boolean fits(Address wanted) {
            if (port != 0 && port != wanted.port()) {
                return false;
            }
            String name = wanted.host().toLowerCase(java.util.Locale.ROOT);
            String pattern = host.toLowerCase(java.util.Locale.ROOT);
            if (pattern.startsWith("*.")) {
                return name.equals(pattern.substring(2)) || name.endsWith(pattern.substring(1));
            }
            return name.equals(pattern);
        }

        Address target(Address wanted) {
            return to.port() == 0 ? new Address(to.host(), wanted.port()) : to;
        }
    }
}
