package org.sallyport.proxy.entry;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * Connects to services: applies the routes, resolves names off the event loops, and refuses what would lead back into the
 * gateway.
 *
 * <p>Safe for any thread. Name look-ups are bounded: with {@value #MAX_LOOKUPS} waiting, one more is refused.
 */
public final class Upstreams implements AutoCloseable {

    private static final int MAX_LOOKUPS = 2_000;
    private static final int LOOKUP_THREADS = 8;

    private final UpstreamSettings settings;
    private final Transport transport;
    private final ThreadPoolExecutor resolver;
    private final Set<Integer> ownPorts = ConcurrentHashMap.newKeySet();

    public Upstreams(UpstreamSettings settings, Transport transport) {
        this.settings = settings;
        this.transport = transport;
        this.resolver = new ThreadPoolExecutor(
                LOOKUP_THREADS,
                LOOKUP_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_LOOKUPS),
                new DefaultThreadFactory("resolver", true));
        this.resolver.allowCoreThreadTimeOut(true);
    }

    /** How a connection attempt went. */
    public sealed interface Result {

        /** It stands. The channel doesn't read by itself and has no handlers. */
        record Connected(Channel channel) implements Result {}

        /** It doesn't. {@code message} is for an administrator. */
        record Failed(Reason reason, String message) implements Result {}
    }

    /** Why there is no connection. */
    public enum Reason {
        /** The gateway doesn't go there. */
        FORBIDDEN,
        /** No address for the name. */
        UNKNOWN_HOST,
        /** The other side refused or is not there. */
        UNREACHABLE,
        /** The other side didn't answer in time. */
        TIMEOUT,
        /** Too much is going on here. */
        OVERLOADED
    }

    /** A port this gateway listens on: a connection to it on one of our own addresses would come back to us. */
    public void own(int port) {
        ownPorts.add(port);
    }

    /**
     * Where a connection is to go.
     *
     * @param address by the best name known; routes are chosen by it
     * @param dial the address the kernel says the client dialled, for when no route leads elsewhere; null: the name is looked up
     * @param source the address to call from, so that the service sees the client's own; null: the gateway's. Not used where a
     *     route leads to this machine or to the other address family, which can't be called from there
     */
    public record Wanted(
            Address address,
            @Nullable InetAddress dial,
            @Nullable InetSocketAddress source) {

        /** Wherever the name leads, called from the gateway's own address. */
        public static Wanted of(Address address) {
            return new Wanted(address, null, null);
        }
    }

    /** Connects on {@code loop}; {@code then} is called on it. */
    public void connect(EventLoop loop, Wanted request, Consumer<Result> then) {
        Address wanted = request.address();
        InetAddress dialled = request.dial();
        Address target = dialled == null ? wanted : new Address(dialled.getHostAddress(), wanted.port());
        boolean routed = false;
        for (UpstreamSettings.Route route : settings.routes()) {
            if (route.fits(wanted)) {
                target = route.target(wanted);
                routed = true;
                break;
            }
        }
        Address to = target;
        boolean trusted = routed || settings.allowLocal();
        try {
            resolver.execute(() -> {
                Lookup lookup;
                try {
                    lookup = ownership(lookup(to, trusted), request, trusted);
                } catch (RuntimeException e) {
                    // Whoever asked waits for an answer, come what may.
                    lookup = refuse(
                            Reason.UNKNOWN_HOST, "no address: " + e.getClass().getSimpleName());
                }
                Lookup found = lookup;
                loop.execute(() -> {
                    switch (found) {
                        case Found one ->
                            dial(loop, new InetSocketAddress(one.address(), to.port()), one.source(), then);
                        case NotFound notFound -> then.accept(notFound.result());
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            then.accept(
                    new Result.Failed(Reason.OVERLOADED, "more than " + MAX_LOOKUPS + " names wait to be looked up"));
        }
    }

    private sealed interface Lookup {}

    private record Found(InetAddress address, @Nullable InetSocketAddress source) implements Lookup {}

    private record NotFound(Result.Failed result) implements Lookup {}

    private Lookup lookup(Address to, boolean trusted) {
        InetAddress address;
        try {
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(to.host());
            address = literal != null ? InetAddress.getByAddress(literal) : InetAddress.getByName(to.host());
        } catch (UnknownHostException e) {
            return refuse(Reason.UNKNOWN_HOST, "no address for " + to.host());
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return refuse(Reason.FORBIDDEN, to + " is no address of a service");
        }
        if (ownPorts.contains(to.port()) && isOwn(address)) {
            return refuse(Reason.FORBIDDEN, to + " is this gateway itself");
        }
        if (!trusted && (address.isLoopbackAddress() || address.isLinkLocalAddress())) {
            return refuse(Reason.FORBIDDEN, to + " is a local address; a route in 'upstreams' can allow it");
        }
        return new Found(address, null);
    }

    /** Says where to call from. What is called from a client's address can't be this machine, whatever the port. */
    private static Lookup ownership(Lookup lookup, Wanted request, boolean trusted) {
        InetSocketAddress source = request.source();
        if (source == null || !(lookup instanceof Found found)) {
            return lookup;
        }
        if (isOwn(found.address())) {
            return trusted ? found : refuse(Reason.FORBIDDEN, request.address() + " is this gateway itself");
        }
        boolean sameFamily = source.getAddress().getClass() == found.address().getClass();
        return sameFamily ? new Found(found.address(), source) : found;
    }

    private static Lookup refuse(Reason reason, String message) {
        return new NotFound(new Result.Failed(reason, message));
    }

    private static boolean isOwn(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Not knowing our own addresses, we must not risk a loop.
            return true;
        }
    }

    private void dial(EventLoop loop, InetSocketAddress to, @Nullable InetSocketAddress source, Consumer<Result> then) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInboundHandlerAdapter());
        ChannelFuture connecting = Tproxy.connect(bootstrap, to, source);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                then.accept(new Result.Connected((SocketChannel) connecting.channel()));
            } else {
                Throwable cause = done.cause();
                Reason reason =
                        cause instanceof io.netty.channel.ConnectTimeoutException ? Reason.TIMEOUT : Reason.UNREACHABLE;
                then.accept(new Result.Failed(reason, String.valueOf(cause == null ? reason : cause.getMessage())));
            }
        });
    }

    @Override
    public void close() {
        resolver.shutdownNow();
    }
}
