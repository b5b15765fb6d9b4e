package org.sallyport.proxy.tunnel;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.tunnel.TunnelFormat;
import org.sallyport.protocols.tunnel.TunnelFormats;
import org.sallyport.proxy.entry.http.HttpInspector;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.entry.http.Treatment;
import org.sallyport.proxy.relay.RelayServices;

/**
 * All tunnels there are, and the inspector that takes their messages apart. A tunnel is known by its client's address, its format
 * and its key, so that nobody reaches another's.
 *
 * <p>Safe for any thread. Bounded: {@value #MOST} tunnels, {@value #MOST_OF_CLIENT} of one client, {@value #MOST_NAMES} names of
 * one tunnel; what would be more is refused.
 */
public final class Tunnels {

    private static final int MOST = 20_000;
    private static final int MOST_OF_CLIENT = 256;
    private static final int MOST_NAMES = 16;

    private record Name(InetAddress client, String format, String key) {}

    private final TunnelFormats formats;
    private final RelayServices services;
    private final Map<Name, Tunnel> byName = new HashMap<>();
    private final Map<Tunnel, List<Name>> names = new HashMap<>();
    private final Map<InetAddress, Integer> ofClient = new HashMap<>();
    private final Map<Tunnel, InetAddress> clients = new HashMap<>();

    public Tunnels(TunnelFormats formats, RelayServices services) {
        this.formats = formats;
        this.services = services;
    }

    /** To be asked before those who judge requests nobody reads. */
    public HttpInspector.Maker maker() {
        return () -> (origin, head, then) -> then.accept(treat(origin, head));
    }

    private Treatment treat(HttpOrigin origin, HttpRequest request) {
        HttpHead head = Heads.of(request, origin.named().host());
        if (head == null) {
            return Treatment.Pass.INSTANCE;
        }
        TunnelFormat format = formats.claiming(head).orElse(null);
        if (format == null) {
            return Treatment.Pass.INSTANCE;
        }
        if (Heads.isEncoded(request)) {
            return new Treatment.Refuse(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "What this messenger sends can't be read.");
        }
        return new Treatment.Whole(new TunnelExchange(this, format, origin));
    }

    /** A new tunnel without a name yet; null when there are too many. */
    synchronized @Nullable Tunnel open(HttpOrigin origin) {
        InetAddress client = origin.opening().client().getAddress();
        int now = ofClient.getOrDefault(client, 0);
        if (clients.size() >= MOST || now >= MOST_OF_CLIENT) {
            return null;
        }
        Tunnel tunnel = new Tunnel(origin, services, this::forget);
        ofClient.put(client, now + 1);
        clients.put(tunnel, client);
        return tunnel;
    }

    /** The tunnel of this client under one of these names, which may be null; null when there is none. */
    synchronized @Nullable Tunnel find(
            HttpOrigin origin, TunnelFormat format, @Nullable String key, @Nullable String alias) {
        InetAddress client = origin.opening().client().getAddress();
        Tunnel found = key == null ? null : byName.get(new Name(client, format.id(), key));
        return found != null || alias == null ? found : byName.get(new Name(client, format.id(), alias));
    }

    /** Gives a tunnel one more name; the newest stay. */
    synchronized void name(Tunnel tunnel, HttpOrigin origin, TunnelFormat format, String key) {
        if (!clients.containsKey(tunnel)) {
            return;
        }
        Name name = new Name(origin.opening().client().getAddress(), format.id(), key);
        Tunnel before = byName.put(name, tunnel);
        if (before == tunnel) {
            return;
        }
        if (before != null) {
            names.getOrDefault(before, new ArrayList<>()).remove(name);
        }
        List<Name> own = names.computeIfAbsent(tunnel, t -> new ArrayList<>());
        own.add(name);
        if (own.size() > MOST_NAMES) {
            byName.remove(own.removeFirst());
        }
    }

    /** Whether anybody can come back to it. */
    synchronized boolean isNamed(Tunnel tunnel) {
        return !names.getOrDefault(tunnel, List.of()).isEmpty();
    }

    private synchronized void forget(Tunnel tunnel) {
        List<Name> own = names.remove(tunnel);
        if (own != null) {
            own.forEach(byName::remove);
        }
        InetAddress client = clients.remove(tunnel);
        if (client != null) {
            ofClient.computeIfPresent(client, (c, n) -> n > 1 ? n - 1 : null);
        }
    }

    /** How many there are. */
    public synchronized int size() {
        return clients.size();
    }

    /** Ends all, each in its protocol's own way as far as there is somebody to tell. */
    public void close() {
        Set<Tunnel> all;
        synchronized (this) {
            all = Set.copyOf(clients.keySet());
        }
        all.forEach(tunnel -> tunnel.loop().execute(tunnel::end));
    }

    RelayServices services() {
        return services;
    }
}
