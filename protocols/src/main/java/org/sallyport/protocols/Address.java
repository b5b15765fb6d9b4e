package org.sallyport.protocols;

/**
 * A host and a port, as named by a peer; nothing is resolved.
 *
 * @param host a host name or an IP literal (IPv6 without brackets), 1 to 255 characters
 * @param port 0 to 65535; 0 when the peer named none
 */
public record Address(String host, int port) {

    /** @throws IllegalArgumentException when a bound is broken */
    public Address {
        if (host.isEmpty() || host.length() > 255) {
            throw new IllegalArgumentException("host must have 1 to 255 characters, has " + host.length());
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
    }

    /** {@code host:port}, with brackets around an IPv6 literal. */
    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
