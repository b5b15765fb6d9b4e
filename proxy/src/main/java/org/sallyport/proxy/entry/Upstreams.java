package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * Connects to services: applies the routes, resolves names off the event loops, refuses what would lead back into the gateway,
 * and goes through proxies and TLS where a route says so.
 *
 * <p>Safe for any thread. Name look-ups are bounded: with {@value #MAX_LOOKUPS} waiting, one more is refused.
 */
public final class Upstreams implements AutoCloseable {

    /** The name of the handler in a channel's pipeline that speaks TLS to the service, where a route wants that. */
    public static final String TLS = "tls";

    /** Set on channels that lead through a proxy: their own address is none the service sees. */
    static final AttributeKey<Boolean> THROUGH_PROXY = AttributeKey.valueOf(Upstreams.class, "through-proxy");

    private static final int MAX_LOOKUPS = 2_000;
    private static final int LOOKUP_THREADS = 8;

    private static final int MAX_FOUND = 10_000;

    /** How many addresses of one name are tried. */
    private static final int MAX_ADDRESSES = 8;

    private final UpstreamSettings settings;
    private final Transport transport;
    private final ThreadPoolExecutor resolver;
    private final Names names;
    private final Destinations destinations = new Destinations();
    /** By what was asked for; the one longest not asked for goes first. */
    private final Map<Address, Set<InetAddress>> foundAt = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Set<InetAddress>> eldest) {
            return size() > MAX_FOUND;
        }
    };

    private final Map<UpstreamSettings.Tls, SslContext> contexts = new HashMap<>();

    /** @throws IOException when a file with certificates can't be used; says which */
    public Upstreams(UpstreamSettings settings, Transport transport) throws IOException {
        this(settings, transport, InetAddress::getAllByName);
    }

    /** Looks names up. May block. */
    interface Names {

        /** Every address of a name, at least one, in the order they are to be tried. */
        InetAddress[] of(String name) throws UnknownHostException;
    }

    Upstreams(UpstreamSettings settings, Transport transport, Names names) throws IOException {
        this.settings = settings;
        this.transport = transport;
        this.names = names;
        for (UpstreamSettings.Route route : settings.routes()) {
            UpstreamSettings.Tls tls = route.tls();
            if (tls != null && !contexts.containsKey(tls)) {
                contexts.put(tls, context(tls.ca()));
            }
        }
        this.resolver = new ThreadPoolExecutor(
                LOOKUP_THREADS,
                LOOKUP_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_LOOKUPS),
                new DefaultThreadFactory("resolver", true));
        this.resolver.allowCoreThreadTimeOut(true);
    }

    private static SslContext context(@Nullable Path ca) throws IOException {
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm("HTTPS");
            return (ca == null ? builder : builder.trustManager(ca.toFile())).build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "'upstreams.routes': the certificates in " + ca + " can't be used: " + e.getMessage(), e);
        }
    }

    /** How a connection attempt went. */
    public sealed interface Result {

        /**
         * It stands, handshakes of proxies and of TLS included. The channel doesn't read by itself. It has no handlers but, where
         * the route wants TLS, {@value #TLS}; whatever the service has said by now comes with the first read.
         */
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
        destinations.own(port);
    }

    /**
     * Where a connection is to go.
     *
     * @param address by the best name known; routes are chosen by it
     * @param dial the address the kernel says the client dialled, for when no route leads elsewhere; null: the name is looked up
     * @param source the address to call from, so that the service sees the client's own; null: the gateway's. Not used
     *     through a proxy, nor where a route leads to this machine or to the other IP version
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

    /** What the routes make of it: where to, whether that may be a local address, by which proxy, with which TLS. */
    private record Routed(
            Address target,
            boolean trusted,
            @Nullable ParentProxy proxy,
            Dial.@Nullable Tls tls,
            @Nullable InetSocketAddress source) {}

    /** Connects on {@code loop}; {@code then} is called on it. */
    public void connect(EventLoop loop, Wanted request, Consumer<Result> then) {
        Routed routed = route(request);
        String host = routed.proxy() == null
                ? routed.target().host()
                : routed.proxy().address().host();
        if (Literals.parse(host) != null) {
            // Nothing to look up, so nothing to wait for.
            loop.execute(() -> proceed(loop, request.address(), routed, lookup(routed), then));
            return;
        }
        try {
            resolver.execute(() -> {
                Lookup found = lookup(routed);
                loop.execute(() -> proceed(loop, request.address(), routed, found, then));
            });
        } catch (RejectedExecutionException e) {
            then.accept(
                    new Result.Failed(Reason.OVERLOADED, "more than " + MAX_LOOKUPS + " names wait to be looked up"));
        }
    }

    private void proceed(EventLoop loop, Address wanted, Routed routed, Lookup lookup, Consumer<Result> then) {
        switch (lookup) {
            case Found found -> {
                Address target = routed.target();
                if (routed.proxy() == null) {
                    remember(wanted, found);
                }
                InetAddress literal = Literals.parse(target.host());
                InetSocketAddress destination = literal == null
                        ? InetSocketAddress.createUnresolved(target.host(), target.port())
                        : new InetSocketAddress(literal, target.port());
                Dial.Plan plan =
                        new Dial.Plan(found.addresses(), destination, routed.proxy(), routed.tls(), routed.source());
                new Dial(transport, loop, plan, settings.connectTimeout(), then).start();
            }
            case NotFound notFound -> then.accept(notFound.result());
        }
    }

    private void remember(Address wanted, Found found) {
        Set<InetAddress> addresses =
                found.addresses().stream().map(InetSocketAddress::getAddress).collect(Collectors.toUnmodifiableSet());
        synchronized (foundAt) {
            foundAt.put(wanted, addresses);
        }
    }

    /** Where this was found the last time somebody went there; empty when nobody did lately. */
    public Set<InetAddress> foundAt(Address wanted) {
        synchronized (foundAt) {
            return foundAt.getOrDefault(wanted, Set.of());
        }
    }

    private Routed route(Wanted request) {
        Address wanted = request.address();
        InetAddress dialled = request.dial();
        Address unrouted = dialled == null ? wanted : new Address(dialled.getHostAddress(), wanted.port());
        for (UpstreamSettings.Route route : settings.routes()) {
            if (route.fits(wanted)) {
                Address target = route.target(unrouted);
                ParentProxy proxy = switch (route.way()) {
                    case UpstreamSettings.Way.Usual usual -> settings.via();
                    case UpstreamSettings.Way.Direct direct -> null;
                    case UpstreamSettings.Way.Through through -> through.proxy();
                };
                // A route that names no other address says nothing of whether the client's may be a local one.
                boolean trusted = route.to() != null || settings.allowLocal();
                // Who was routed elsewhere by name is expected under that name's certificate, not under an address.
                String host = route.to() == null ? wanted.host() : target.host();
                return new Routed(target, trusted, proxy, tls(route, host), request.source());
            }
        }
        return new Routed(unrouted, settings.allowLocal(), settings.via(), null, request.source());
    }

    private Dial.@Nullable Tls tls(UpstreamSettings.Route route, String host) {
        UpstreamSettings.Tls tls = route.tls();
        SslContext context = tls == null ? null : contexts.get(tls);
        if (tls == null || context == null) {
            return null;
        }
        String name = tls.name();
        return new Dial.Tls(context, name == null ? host : name);
    }

    private sealed interface Lookup {}

    private record Found(List<InetSocketAddress> addresses) implements Lookup {}

    private record NotFound(Result.Failed result) implements Lookup {}

    private Lookup lookup(Routed routed) {
        Address target = routed.target();
        ParentProxy proxy = routed.proxy();
        try {
            if (proxy == null) {
                return called(routed, addresses(target, routed.trusted()));
            }
            // The proxy looks names up; what can be told without is told here.
            InetAddress literal = Literals.parse(target.host());
            String complaint = literal == null
                    ? Destinations.complaint(target.host(), routed.trusted())
                    : destinations.complaint(literal, target.port(), routed.trusted());
            if (complaint != null) {
                return refuse(Reason.FORBIDDEN, target + " is " + complaint);
            }
            if (literal != null && literal.getAddress().length > 4 && proxy.kind() == ParentProxy.Kind.SOCKS4) {
                return refuse(Reason.UNREACHABLE, proxy + " has no way to IPv6 addresses: SOCKS 4 doesn't know them");
            }
            return addresses(proxy.address(), true);
        } catch (RuntimeException e) {
            // Whoever asked waits for an answer, come what may.
            return refuse(Reason.UNKNOWN_HOST, "no address: " + e.getClass().getSimpleName());
        }
    }

    /** A client that was handed over under an address of this machine has come to us by itself, whatever the port. */
    private static Lookup called(Routed routed, Lookup lookup) {
        boolean own = routed.source() != null
                && !routed.trusted()
                && lookup instanceof Found found
                && found.addresses().stream().anyMatch(to -> Destinations.isOwn(to.getAddress()));
        return own ? refuse(Reason.FORBIDDEN, routed.target() + " is this gateway itself") : lookup;
    }

    /** Every address that may be connected to. A name that leads to forbidden ones only is forbidden. */
    private Lookup addresses(Address to, boolean trusted) {
        String complaint = Destinations.complaint(to.host(), trusted);
        if (complaint != null) {
            return refuse(Reason.FORBIDDEN, to + " is " + complaint);
        }
        InetAddress[] all;
        try {
            InetAddress literal = Literals.parse(to.host());
            all = literal != null ? new InetAddress[] {literal} : names.of(to.host());
        } catch (UnknownHostException e) {
            return refuse(Reason.UNKNOWN_HOST, "no address for " + to.host());
        }
        List<InetSocketAddress> allowed = new ArrayList<>();
        for (InetAddress address : all) {
            String wrong = destinations.complaint(address, to.port(), trusted);
            if (wrong != null) {
                complaint = wrong;
            } else if (allowed.size() < MAX_ADDRESSES) {
                allowed.add(new InetSocketAddress(address, to.port()));
            }
        }
        return allowed.isEmpty() ? refuse(Reason.FORBIDDEN, to + " is " + complaint) : new Found(allowed);
    }

    private static Lookup refuse(Reason reason, String message) {
        return new NotFound(new Result.Failed(reason, message));
    }

    @Override
    public void close() {
        resolver.shutdownNow();
    }
}
