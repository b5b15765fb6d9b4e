package org.sallyport.proxy.entry.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.entry.ProxyUsers;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.entry.Upstreams;
import org.sallyport.proxy.relay.HttpRoad;
import org.sallyport.proxy.relay.RelayServices;

/**
 * Where plain HTTP goes: requests of proxy clients, and those on connections that go to one service.
 *
 * <p>A request's way: {@link Front}, then LittleProxy on loopback, then {@link Exit} on loopback, then the service. Neither of
 * the two ports serves anybody else, and no client can be led there.
 *
 * <p><b>Lifecycle:</b> {@link #open}, before the entries; {@link #close}, after them, ends all connections.
 *
 * <p><b>Threading:</b> {@link #take} on the client's event loop; the rest on any thread.
 */
public final class HttpEntry implements HttpRoad, AutoCloseable {

    private final Works works;
    private final Set<Channel> clients = ConcurrentHashMap.newKeySet();

    private HttpEntry(Works works) {
        this.works = works;
    }

    /**
     * Starts LittleProxy and the exit.
     *
     * @param group the loops that clients' connections live on
     * @param users who may use an entry, by its name; null when nobody is asked there
     * @param inspectors asked in this order about each request, until one doesn't let it pass
     * @throws IOException when there is no port on loopback
     */
    public static HttpEntry open(
            EventLoopGroup group,
            Transport transport,
            Upstreams upstreams,
            RelayServices services,
            HttpSettings settings,
            Function<String, @Nullable ProxyUsers> users,
            List<HttpInspector.Maker> inspectors)
            throws IOException {
        Exit exit = new Exit(group, transport);
        try {
            InnerProxy inner =
                    new InnerProxy(exit.address(), services.settings().idleTimeout());
            upstreams.own(exit.address().getPort());
            upstreams.own(inner.address().getPort());
            return new HttpEntry(
                    new Works(transport, upstreams, services, settings, inner, exit, List.copyOf(inspectors), users));
        } catch (RuntimeException e) {
            exit.close();
            throw new IOException("LittleProxy can't be started: " + e.getMessage(), e);
        }
    }

    @Override
    public void take(Traveller traveller) {
        Channel client = traveller.client();
        clients.add(client);
        client.closeFuture().addListener(closed -> clients.remove(client));
        if (traveller.server() == null) {
            works.services().meters().identified(Works.HTTP, 0);
        }
        new Front(works, traveller).start(traveller.held());
    }

    /** Where LittleProxy listens on loopback. */
    int innerPort() {
        return works.inner().address().getPort();
    }

    /** Where the exit listens on loopback. */
    int exitPort() {
        return works.exit().address().getPort();
    }

    @Override
    public void close() {
        clients.forEach(Channel::close);
        works.inner().close();
        works.exit().close();
    }
}
