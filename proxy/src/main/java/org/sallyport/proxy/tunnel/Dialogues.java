package org.sallyport.proxy.tunnel;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.http.HttpPlugin;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.proxy.entry.http.HttpInspector;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.entry.http.Treatment;
import org.sallyport.proxy.relay.RelayServices;

/**
 * The inspector for protocols that are HTTP messages themselves: holds the requests that an {@link HttpPlugin} claims, and runs
 * them and their responses through a session.
 *
 * <p>A connection that came to an address of the gateway's which a service was given to call a client back is for such a protocol
 * alone: any other request on it is refused.
 *
 * <p>One for each client connection, confined to its event loop. Bounded: {@value #MOST} services asked on one connection; the one
 * longest not asked loses its session, which ends there.
 */
public final class Dialogues implements HttpInspector {

    private static final int MOST = 32;

    private record Key(ProtocolId protocol, Address service) {}

    private final List<HttpPlugin> plugins;
    private final RelayServices services;
    private final Map<Key, Dialogue> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean watched;
    private int made;

    private Dialogues(List<HttpPlugin> plugins, RelayServices services) {
        this.plugins = plugins;
        this.services = services;
    }

    /** Inspectors for the plugins among the gateway's protocols that are HTTP. */
    public static HttpInspector.Maker maker(RelayServices services) {
        List<HttpPlugin> plugins = services.protocols().all().stream()
                .filter(HttpPlugin.class::isInstance)
                .map(HttpPlugin.class::cast)
                .toList();
        return () -> new Dialogues(plugins, services);
    }

    @Override
    public void look(HttpOrigin origin, HttpRequest request, Consumer<Treatment> then) {
        HttpHead head = Heads.of(request, origin.named().host());
        HttpPlugin plugin = head == null ? null : claiming(head);
        if (plugin == null) {
            boolean calledBack = origin.opening().namedBy() == Opening.NamedBy.CALL_BACK;
            then.accept(
                    calledBack
                            ? new Treatment.Refuse(HttpResponseStatus.FORBIDDEN, "This is not for that.")
                            : Treatment.Pass.INSTANCE);
        } else if (Heads.isEncoded(request)) {
            then.accept(new Treatment.Refuse(
                    HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "What this messenger sends can't be read."));
        } else {
            then.accept(new Treatment.Whole(new DialogueExchange(
                    dialogue(plugin, origin), origin.named().host())));
        }
    }

    private @Nullable HttpPlugin claiming(HttpHead head) {
        for (HttpPlugin plugin : plugins) {
            if (plugin.claims(head)) {
                return plugin;
            }
        }
        return null;
    }

    private Dialogue dialogue(HttpPlugin plugin, HttpOrigin origin) {
        if (!watched) {
            watched = true;
            origin.client().closeFuture().addListener(closed -> closeAll());
        }
        Key key = new Key(plugin.id(), origin.opening().destination());
        Dialogue known = open.get(key);
        if (known != null && !known.isClosed()) {
            return known;
        }
        Dialogue begun = new Dialogue(origin.opening().connection() + "-" + ++made, plugin, origin, services);
        open.put(key, begun);
        if (open.size() > MOST) {
            Iterator<Dialogue> eldest = open.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        return begun;
    }

    private void closeAll() {
        open.values().forEach(Dialogue::close);
        open.clear();
    }
}
