package org.sallyport.proxy.entry;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** Checks on destinations that clients name. */
final class Requests {

    private Requests() {}

    /** Whether this can be a host and a port: printable ASCII without white space, 1 to 255 characters; 1 to 65535. */
    static boolean usable(@Nullable String host, int port) {
        if (host == null || host.isEmpty() || host.length() > 255 || port < 1 || port > 65_535) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '/' || c == '@') {
                return false;
            }
        }
        return true;
    }

    /**
     * The destination in the one way of writing it that routes and the service catalogue know, so that neither a dot at the
     * end nor an address in another notation leads around them; null when it can't be one.
     */
    static @Nullable Address destination(@Nullable String host, int port) {
        if (host == null || !usable(host, port)) {
            return null;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        InetAddress literal = Literals.parse(name);
        if (literal != null) {
            return new Address(literal.getHostAddress(), port);
        }
        return name.isEmpty() ? null : new Address(name, port);
    }
}
