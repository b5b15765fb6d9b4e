package org.sallyport.proxy.entry.http;

import io.netty.channel.Channel;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the front, LittleProxy's filters and the exit must know of each other about one client connection. A connection to a
 * service is made by the front before LittleProxy is told of the request, and parked here until it comes for it at the exit:
 * LittleProxy's threads wait while a connection is made, so it must have one at once.
 *
 * <p>Parking and taking are safe for any thread; the rest belongs to the client's event loop, except what is volatile.
 */
final class Passage {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String token;
    private final Map<String, Channel> services = new HashMap<>();
    private @Nullable String parkedFor;
    private @Nullable Channel parked;
    private volatile String wire = "/";
    private volatile boolean failedInside;
    private boolean closed;
    private volatile Runnable flowing = () -> {};

    Passage() {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        token = HexFormat.of().formatHex(random);
    }

    /** What to do, on any thread, when the head of a request is on its way to a service that was just connected. */
    void whenFlowing(Runnable then) {
        flowing = then;
    }

    /** The first of what goes to a service has come to the exit. */
    void flows() {
        flowing.run();
    }

    /** What LittleProxy shows at the exit. */
    String token() {
        return token;
    }

    /** The target that goes to the service with the request at hand. */
    String wire() {
        return wire;
    }

    void wire(String target) {
        wire = target;
        failedInside = false;
    }

    /** LittleProxy answered by itself, since it got nothing from the service. */
    void failInside() {
        failedInside = true;
    }

    boolean failedInside() {
        return failedInside;
    }

    /** The connection to a service, parked or in use; null when there is none that lives. Client's loop. */
    @Nullable Channel service(String authority) {
        Channel service = services.get(authority);
        return service != null && service.isActive() ? service : null;
    }

    /** How many services were connected to. Client's loop. */
    int services() {
        return services.size();
    }

    /** Parks a connection. Client's loop. */
    void park(String authority, Channel service) {
        services.put(authority, service);
        Channel former;
        synchronized (this) {
            former = parked;
            parkedFor = authority;
            parked = service;
            if (closed) {
                service.close();
            }
        }
        if (former != null) {
            former.close();
        }
    }

    /** Takes what is parked for an authority; null when there is nothing. */
    synchronized @Nullable Channel take(String authority) {
        if (parked == null || !authority.equals(parkedFor) || closed) {
            return null;
        }
        Channel taken = parked;
        parked = null;
        return taken;
    }

    /** Closes all connections to services. Client's loop. */
    void close() {
        synchronized (this) {
            closed = true;
            parked = null;
        }
        services.values().forEach(Channel::close);
        services.clear();
    }
}
