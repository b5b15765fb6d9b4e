package org.sallyport.proxy.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sallyport.proxy.dns.DnsMeters.Happened;
import org.sallyport.proxy.entry.ClientNetworks;
import org.sallyport.proxy.entry.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DNS forwarder on UDP and TCP (RFC 1035, RFC 7766) for the gateway's clients: it hands every query on as it came, but for the
 * id, and every answer back, and remembers in {@link DnsNames} which addresses the answers led the client to.
 *
 * <p><b>Bounds:</b> look-ups at a time in all and per client ({@link Desk}); {@value #CONNECTIONS} TCP connections, {@value
 * #CONNECTIONS_PER_CLIENT} per client, one more is closed at once; messages as long as the protocol allows, queries over UDP to
 * {@value #LONGEST_QUERY} bytes.
 *
 * <p><b>Threading:</b> everything happens on one event loop of its own. <b>Lifecycle:</b> {@link #start} binds both sockets or
 * none; {@link #close} ends what is under way unanswered.
 */
public final class DnsForwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DnsForwarder.class);

    private static final int CONNECTIONS = 256;
    private static final int CONNECTIONS_PER_CLIENT = 16;
    private static final int LONGEST_QUERY = 8 << 10;
    private static final int IDLE_SECONDS = 10;
    private static final int PORT_TRIES = 20;

    private final EventLoopGroup group;
    private final Sockets sockets;
    private final Desk desk;
    private final ClientNetworks clients;
    private final DnsMeters meters;
    private final List<Channel> listeners = new ArrayList<>();
    private final Map<InetAddress, Integer> connections = new HashMap<>();
    private final Set<Channel> accepted = new HashSet<>();

    private DnsForwarder(EventLoopGroup group, Sockets sockets, Desk desk, ClientNetworks clients, DnsMeters meters) {
        this.group = group;
        this.sockets = sockets;
        this.desk = desk;
        this.clients = clients;
        this.meters = meters;
    }

    /**
     * Starts it.
     *
     * @param clients who is served; others are not answered
     * @param names what is learnt
     * @throws IOException when the port can't be had, or no resolver is known; says what to do
     */
    public static DnsForwarder start(
            DnsSettings settings, Transport transport, ClientNetworks clients, DnsNames names, DnsMeters meters)
            throws IOException {
        Servers servers = new Servers(servers(settings));
        Sockets sockets = Sockets.of(transport);
        EventLoopGroup group = transport.newGroup("dns", 1);
        Lookup.Road road = new Lookup.Road(group.next(), sockets, servers, settings.timeout(), meters);
        Desk desk = new Desk(road, new LocalAnswers(settings.answers()), names);
        DnsForwarder forwarder = new DnsForwarder(group, sockets, desk, clients, meters);
        try {
            forwarder.bind(settings.listen());
            return forwarder;
        } catch (IOException e) {
            forwarder.close();
            throw e;
        }
    }

    private static List<InetSocketAddress> servers(DnsSettings settings) throws IOException {
        if (!settings.servers().isEmpty()) {
            return settings.servers();
        }
        List<InetSocketAddress> servers = new ArrayList<>(SystemServers.find());
        servers.remove(settings.listen());
        if (servers.isEmpty()) {
            throw new IOException(
                    "this machine's only resolver is the DNS forwarder itself; name others in 'dns.servers'");
        }
        return servers;
    }

    /** Both on one port. A free one that UDP got may be taken on TCP; then another is tried. */
    private void bind(InetSocketAddress listen) throws IOException {
        for (int i = 1; ; i++) {
            Channel datagrams = bound(listen, bindDatagrams(listen));
            try {
                InetSocketAddress same = new InetSocketAddress(
                        listen.getAddress(), ((InetSocketAddress) datagrams.localAddress()).getPort());
                Channel streams = bound(same, bindStreams(same));
                listeners.add(datagrams);
                listeners.add(streams);
                return;
            } catch (IOException e) {
                datagrams.close().awaitUninterruptibly();
                if (listen.getPort() != 0 || i >= PORT_TRIES) {
                    throw e;
                }
            }
        }
    }

    private ChannelFuture bindDatagrams(InetSocketAddress listen) {
        return new Bootstrap()
                .group(group)
                .channel(sockets.datagram())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_QUERY))
                .handler(new DatagramDoor(desk, clients, meters))
                .bind(listen);
    }

    private ChannelFuture bindStreams(InetSocketAddress listen) {
        return new ServerBootstrap()
                .group(group)
                .channel(sockets.listener())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        if (!admits(ch)) {
                            ch.close();
                            return;
                        }
                        ch.pipeline()
                                .addLast(
                                        new IdleStateHandler(IDLE_SECONDS, 0, 0),
                                        new LengthFieldBasedFrameDecoder(Lookup.LONGEST_MESSAGE + 2, 0, 2, 0, 2),
                                        new StreamDoor(desk, meters));
                    }
                })
                .bind(listen);
    }

    /** On the event loop. */
    private boolean admits(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (remote == null || !clients.allow(remote.getAddress())) {
            meters.count(Happened.STRANGER);
            return false;
        }
        InetAddress client = remote.getAddress();
        int before = connections.getOrDefault(client, 0);
        if (accepted.size() >= CONNECTIONS || before >= CONNECTIONS_PER_CLIENT) {
            meters.count(Happened.OVERLOADED);
            return false;
        }
        accepted.add(channel);
        connections.put(client, before + 1);
        channel.closeFuture().addListener(closed -> {
            accepted.remove(channel);
            connections.computeIfPresent(client, (c, count) -> count == 1 ? null : count - 1);
        });
        return true;
    }

    private static Channel bound(InetSocketAddress listen, ChannelFuture future) throws IOException {
        if (!future.awaitUninterruptibly().isSuccess()) {
            String why = listen.getPort() < 1_024 && listen.getPort() != 0
                    ? "; ports below 1024 need a capability, see docs/deploy.md"
                    : "";
            throw new IOException(
                    "the DNS forwarder can't listen on " + listen + ": "
                            + (future.cause() == null
                                    ? "unknown"
                                    : future.cause().getMessage()) + why,
                    future.cause());
        }
        return future.channel();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listeners.getFirst().localAddress();
    }

    private void endAll() {
        List.copyOf(accepted).forEach(Channel::close);
        desk.close();
    }

    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        try {
            group.next().submit(this::endAll).awaitUninterruptibly(5, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            LOG.warn("the DNS forwarder did not end its look-ups cleanly", e);
        }
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
