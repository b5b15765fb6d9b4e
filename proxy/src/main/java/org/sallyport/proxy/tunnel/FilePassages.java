package org.sallyport.proxy.tunnel;

import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.http.HttpFilePlugin;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.proxy.entry.http.HttpInspector;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.entry.http.Treatment;
import org.sallyport.proxy.relay.RelayServices;

/**
 * The inspector for files that go by HTTP: has the requests that an {@link HttpFilePlugin} claims looked at while they pass, or
 * their responses, each in a relay of its own.
 *
 * <p>One for each client connection, confined to its event loop. A connection has one request at a time, and so one file.
 */
public final class FilePassages implements HttpInspector {

    private final List<HttpFilePlugin> plugins;
    private final RelayServices services;
    private int made;

    private FilePassages(List<HttpFilePlugin> plugins, RelayServices services) {
        this.plugins = plugins;
        this.services = services;
    }

    /** Inspectors for the plugins among the gateway's protocols by which files go over HTTP. */
    public static HttpInspector.Maker maker(RelayServices services) {
        List<HttpFilePlugin> plugins = services.protocols().all().stream()
                .filter(HttpFilePlugin.class::isInstance)
                .map(HttpFilePlugin.class::cast)
                .toList();
        return () -> new FilePassages(plugins, services);
    }

    @Override
    public void look(HttpOrigin origin, HttpRequest request, Consumer<Treatment> then) {
        HttpHead head = Heads.of(request, origin.named().host());
        HttpFilePlugin plugin = head == null ? null : claiming(head);
        if (head == null || plugin == null) {
            then.accept(Treatment.Pass.INSTANCE);
        } else {
            String id = origin.opening().connection() + "-f" + ++made;
            then.accept(new Treatment.Watched(new FilePassage(id, plugin, head, origin, services)));
        }
    }

    private @Nullable HttpFilePlugin claiming(HttpHead head) {
        for (HttpFilePlugin plugin : plugins) {
            if (plugin.claims(head, services.handoffs())) {
                return plugin;
            }
        }
        return null;
    }
}
