package org.sallyport.proxy.entry;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where connections must not go: back into the gateway, or to what is local to it. Safe for any thread. */
final class Destinations {

    private final Set<Integer> ownPorts = ConcurrentHashMap.newKeySet();

    /** A port this gateway listens on. */
    void own(int port) {
        ownPorts.add(port);
    }

    /**
     * What is wrong with an address, or null when nothing is.
     *
     * @param trusted whether the configuration leads there, so that it may be local
     */
    @Nullable String complaint(InetAddress address, int port, boolean trusted) {
        String complaint = direct(address, port, trusted);
        InetAddress inside = Literals.embedded(address);
        return complaint != null || inside == null ? complaint : direct(inside, port, trusted);
    }

    private @Nullable String direct(InetAddress address, int port, boolean trusted) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || isThisNetwork(address)) {
            return "no address of a service";
        }
        if (ownPorts.contains(port) && isOwn(address)) {
            return "this gateway itself";
        }
        if (!trusted && (address.isLoopbackAddress() || address.isLinkLocalAddress())) {
            return "a local address; a route in 'upstreams' can allow it";
        }
        return null;
    }

    /** What is wrong with a name that is not to be looked up here, or null. */
    static @Nullable String complaint(String name, boolean trusted) {
        return !trusted && isLocalhost(name) ? "a local address; a route in 'upstreams' can allow it" : null;
    }

    /** Names that lead to loopback wherever they are looked up (RFC 6761, section 6.3). */
    static boolean isLocalhost(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return bare.equals("localhost") || bare.endsWith(".localhost");
    }

    /** 0.0.0.0/8 (RFC 1122, section 3.2.1.3): some systems take it for themselves. */
    private static boolean isThisNetwork(InetAddress address) {
        return address instanceof Inet4Address && address.getAddress()[0] == 0;
    }

    /** Whether an address is this machine's. Asks the system. */
    static boolean isOwn(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Not knowing our own addresses, we must not risk a loop.
            return true;
        }
    }
}
