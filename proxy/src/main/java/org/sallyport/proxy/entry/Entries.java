package org.sallyport.proxy.entry;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.HttpRoad;

/**
 * The listening sockets. {@link #open} binds them all or none; {@link #close} stops taking connections and leaves those that
 * are open alone.
 */
public final class Entries implements AutoCloseable {

    private final EventLoopGroup group;
    private final Transport transport;
    private final ClientNetworks clients;
    private final Gate gate;
    private final List<Channel> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();

    private Entries(EventLoopGroup group, Transport transport, ClientNetworks clients, Gate gate) {
        this.group = group;
        this.transport = transport;
        this.clients = clients;
        this.gate = gate;
    }

    /**
     * Binds.
     *
     * @param group the loops that connections live on
     * @param clients who may come in
     * @param users who may use the proxy where sign-in is required
     * @param http who takes the plain HTTP of proxy clients
     * @param redirects where the addresses come from that fixed entries advertise; null when there are none
     * @param callBacks where those come from that services are given to call clients back; null when there are none
     * @throws IOException when a port can't be had; says which, and what to do
     */
    public static Entries open(
            List<EntrySettings> settings,
            EventLoopGroup group,
            Transport transport,
            Gate gate,
            Upstreams upstreams,
            ClientNetworks clients,
            ProxyUsers users,
            HttpRoad http,
            @Nullable RedirectPorts redirects,
            @Nullable RedirectPorts callBacks)
            throws IOException {
        Entries entries = new Entries(group, transport, clients, gate);
        try {
            for (EntrySettings entry : settings) {
                int port = entries.bind(entry, handlers(entry, gate, users, http, redirects, transport))
                        .getPort();
                upstreams.own(port);
            }
            if (redirects != null) {
                redirects.bind(entries, gate, upstreams);
            }
            if (callBacks != null) {
                callBacks.bind(entries, gate, upstreams);
            }
            return entries;
        } catch (IOException e) {
            entries.close();
            throw e;
        }
    }

    private static Supplier<ChannelHandler> handlers(
            EntrySettings entry,
            Gate gate,
            ProxyUsers users,
            HttpRoad http,
            @Nullable RedirectPorts redirects,
            Transport transport)
            throws IOException {
        return switch (entry) {
            case EntrySettings.Proxy proxy ->
                () -> new ProxyHandler(
                        gate,
                        proxy,
                        proxy.authentication() == EntrySettings.Authentication.REQUIRED ? users : null,
                        http);
            case EntrySettings.Fixed fixed -> {
                if (redirects == null) {
                    throw new IOException("the fixed entry '" + fixed.name() + "' needs 'redirect-ports'");
                }
                yield () -> new DirectHandler(
                        gate,
                        fixed.name(),
                        Upstreams.Wanted.of(fixed.standsInFor()),
                        Opening.NamedBy.CONFIGURATION,
                        redirects.advertiser(fixed.name(), fixed.advertiseHost()),
                        false);
            }
            case EntrySettings.Transparent transparent -> {
                if (transport != Transport.EPOLL) {
                    throw new IOException("the transparent entry '" + transparent.name()
                            + "' needs Linux and its native sockets; take it out of the configuration");
                }
                yield () -> new TransparentHandler(gate, transparent.name(), transparent.mode());
            }
        };
    }

    private InetSocketAddress bind(EntrySettings entry, Supplier<ChannelHandler> handler) throws IOException {
        if (!(entry instanceof EntrySettings.Transparent transparent)) {
            return bind(entry.name(), entry.listen(), true, handler);
        }
        ServerBootstrap bootstrap = new ServerBootstrap();
        if (transparent.mode() == EntrySettings.Mode.TPROXY) {
            Tproxy.require(entry.name());
            bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
        }
        return bind(bootstrap, entry.name(), Tproxy.families(entry.listen()), true, handler);
    }

    /**
     * Binds one socket and says where it listens.
     *
     * @param onlyClients whether only those may come who are clients of this gateway
     */
    InetSocketAddress bind(String name, InetSocketAddress listen, boolean onlyClients, Supplier<ChannelHandler> handler)
            throws IOException {
        return bind(new ServerBootstrap(), name, listen, onlyClients, handler);
    }

    private InetSocketAddress bind(
            ServerBootstrap bootstrap,
            String name,
            InetSocketAddress listen,
            boolean onlyClients,
            Supplier<ChannelHandler> handler)
            throws IOException {
        ChannelFuture bound = bootstrap
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (onlyClients
                                && !clients.allow(channel.remoteAddress().getAddress())) {
                            gate.refusals().add(Refusal.NETWORK, name, channel, "it is outside 'clients'");
                            Gate.reset(channel);
                        } else if (gate.admits(name, channel)) {
                            channel.pipeline().addLast("handshake", handler.get());
                        } else {
                            Gate.reset(channel);
                        }
                    }
                })
                .bind(listen)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "entry '" + name + "' can't listen on " + listen.getHostString() + ":" + listen.getPort()
                            + ": another program has the port, or the address is not this machine's; change 'entries' in the configuration or stop the other program",
                    bound.cause());
        }
        listeners.add(bound.channel());
        InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
        addresses.put(name, address);
        return address;
    }

    /** How many of them listen. Any thread, once they are open. */
    public int listening() {
        return (int) listeners.stream().filter(Channel::isActive).count();
    }

    /** Where each entry listens, by name. */
    public Map<String, InetSocketAddress> addresses() {
        return Map.copyOf(addresses);
    }

    @Override
    public void close() {
        for (Channel listener : listeners) {
            listener.close().awaitUninterruptibly();
        }
        listeners.clear();
    }
}
