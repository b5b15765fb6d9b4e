package org.sallyport.proxy.tunnel;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.tunnel.TunnelFormat;
import org.sallyport.protocols.tunnel.TunnelFormats;
import org.sallyport.proxy.entry.http.HttpInspector;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.entry.http.Treatment;
import org.sallyport.proxy.relay.RelayServices;

/**
 * All tunnels there are, and the inspector that takes their messages apart. A tunnel is known by its client's address and, where
 * one has to sign in, its user, its format and its key, so that nobody reaches another's.
 *
 * <p>Requests of a tunnel that was opened at a host of no known service don't go to one of a known: its relay would have been
 * told who talks there by a stranger. For the same reason what the catalogue doesn't know in a messenger's tunnel counts as that
 * messenger.
 *
 * <p>Safe for any thread. Bounded: {@value #MOST} tunnels, {@value #MOST_OF_CLIENT} of one client, {@value #MOST_NAMES} names of
 * one tunnel; what would be more is refused, but for names, of which the newest stay.
 */
public final class Tunnels {

    private static final int MOST = 20_000;
    private static final int MOST_OF_CLIENT = 256;
    private static final int MOST_NAMES = 16;

    private record Name(InetAddress client, @Nullable String user, String format, String key) {}

    private record Entry(InetAddress client, ServiceId at, List<Name> names) {}

    private final TunnelFormats formats;
    private final RelayServices services;
    private final HttpInspector.Maker otherwise;
    private final Map<Name, Tunnel> byName = new HashMap<>();
    private final Map<Tunnel, Entry> entries = new HashMap<>();
    private final Map<InetAddress, Integer> ofClient = new HashMap<>();
    private long made;

    /** @param otherwise looks at requests that turn out to be of no tunnel after all */
    public Tunnels(TunnelFormats formats, RelayServices services, HttpInspector.Maker otherwise) {
        this.formats = formats;
        this.services = services;
        this.otherwise = otherwise;
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

    /** A new tunnel without a name yet; null when there are too many. On the connection's loop. */
    synchronized @Nullable Tunnel open(HttpOrigin origin, TunnelFormat format, HttpHead head) {
        InetAddress client = origin.opening().client().getAddress();
        int now = ofClient.getOrDefault(client, 0);
        if (entries.size() >= MOST || now >= MOST_OF_CLIENT) {
            return null;
        }
        String id = origin.opening().connection() + "-" + ++made;
        ServiceId claimed = format.service(head);
        Tunnel tunnel = new Tunnel(id, new ProtocolId(format.id()), origin, services.inTunnelOf(claimed), this::forget);
        ofClient.put(client, now + 1);
        entries.put(tunnel, new Entry(client, at(origin), new ArrayList<>()));
        return tunnel;
    }

    /** Whose host a request goes to; what it names counts when nobody knows where it goes. */
    private ServiceId at(HttpOrigin origin) {
        ServiceId to = services.catalogue().apply(origin.opening().destination());
        return to.equals(ServiceId.UNKNOWN) ? services.catalogue().apply(origin.named()) : to;
    }

    /** The tunnel of this client under one of these names, which may be null; null when there is none. */
    synchronized @Nullable Tunnel find(
            HttpOrigin origin, TunnelFormat format, @Nullable String key, @Nullable String alias) {
        Tunnel found = key == null ? null : byName.get(name(origin, format, key));
        if (found == null && alias != null) {
            found = byName.get(name(origin, format, alias));
        }
        Entry entry = found == null ? null : entries.get(found);
        boolean elsewhere = entry == null
                || entry.at().equals(ServiceId.UNKNOWN) && !at(origin).equals(ServiceId.UNKNOWN);
        return elsewhere ? null : found;
    }

    private static Name name(HttpOrigin origin, TunnelFormat format, String key) {
        return new Name(origin.opening().client().getAddress(), origin.opening().user(), format.id(), key);
    }

    /** Gives a tunnel the name its service told, if any; false when another one of this client has it. */
    synchronized boolean name(Tunnel tunnel, HttpOrigin origin, TunnelFormat format, @Nullable String key) {
        if (key != null) {
            Tunnel other = byName.get(name(origin, format, key));
            if (other != null && other != tunnel) {
                return false;
            }
            add(tunnel, name(origin, format, key));
        }
        return true;
    }

    /** Gives a tunnel a name the client made, if any: it may give it to a newer one any time. */
    synchronized void alias(Tunnel tunnel, HttpOrigin origin, TunnelFormat format, @Nullable String alias) {
        if (alias != null) {
            add(tunnel, name(origin, format, alias));
        }
    }

    private void add(Tunnel tunnel, Name name) {
        Entry entry = entries.get(tunnel);
        if (entry == null) {
            return;
        }
        Tunnel before = byName.put(name, tunnel);
        if (before == tunnel) {
            return;
        }
        Entry former = before == null ? null : entries.get(before);
        if (before != null && former != null) {
            former.names().remove(name);
            if (former.names().isEmpty()) {
                end(before);
            }
        }
        entry.names().add(name);
        if (entry.names().size() > MOST_NAMES) {
            byName.remove(entry.names().removeFirst());
        }
    }

    /** Whether anybody can come back to it. */
    synchronized boolean isNamed(Tunnel tunnel) {
        Entry entry = entries.get(tunnel);
        return entry != null && !entry.names().isEmpty();
    }

    private synchronized void forget(Tunnel tunnel) {
        Entry entry = entries.remove(tunnel);
        if (entry != null) {
            entry.names().forEach(byName::remove);
            ofClient.computeIfPresent(entry.client(), (c, n) -> n > 1 ? n - 1 : null);
        }
    }

    /** How many there are. */
    public synchronized int size() {
        return entries.size();
    }

    /** Ends all. */
    public void close() {
        Set<Tunnel> all;
        synchronized (this) {
            all = Set.copyOf(entries.keySet());
        }
        all.forEach(Tunnels::end);
    }

    private static void end(Tunnel tunnel) {
        try {
            tunnel.loop().execute(tunnel::end);
        } catch (RejectedExecutionException e) {
            // The loop has ended before it.
        }
    }

    RelayServices services() {
        return services;
    }

    HttpInspector.Maker otherwise() {
        return otherwise;
    }
}
