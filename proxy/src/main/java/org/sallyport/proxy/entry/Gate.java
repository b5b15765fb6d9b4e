package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.relay.Advertiser;
import org.sallyport.proxy.relay.Relay;
import org.sallyport.proxy.relay.RelayServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all entries meet: connects a client to where it wants to go and starts the relay between them.
 *
 * <p>Safe for any thread. Keeps the sets of accepted clients and of live relays, bounded by the connection limit.
 */
public final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** How many clients beyond the connection limit may be in a handshake, to be told there that there is no room. */
    private static final int HANDSHAKES = 1_000;

    /** How often a drain looks whether it is over. */
    private static final int DRAIN_LOOK_MILLIS = 20;

    private final Upstreams upstreams;
    private final RelayServices services;
    private final ConnectionLimits limits;
    private final Refusals refusals;
    private final ClientCounts clients;
    private final Set<Channel> accepted = ConcurrentHashMap.newKeySet();
    private final Map<Channel, Relay> relays = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();
    private final String run;
    private volatile boolean draining;

    /** @param limits how many connections there may be */
    public Gate(Upstreams upstreams, RelayServices services, ConnectionLimits limits) {
        this.upstreams = upstreams;
        this.services = services;
        this.limits = limits;
        this.refusals = new Refusals(services.meters());
        this.clients = new ClientCounts(limits.perClient());
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        this.run = HexFormat.of().formatHex(random);
    }

    /** How a handshake is told of its result, before a byte of the service goes to the client. On the client's event loop. */
    interface Answer {

        /** The connection stands: write what the handshake says then, and leave the pipeline. */
        void connected(Channel upstream);

        /** It doesn't: write what the handshake says then. The channel is closed by the callee. */
        void refused(Upstreams.Reason reason);
    }

    /** Whom to tell of clients that are refused. */
    Refusals refusals() {
        return refusals;
    }

    /**
     * Counts a client from the moment it is accepted, handshake and all.
     *
     * @return false when there are too many, of this client or of all that have not even asked for a destination: the channel is
     *     to be closed
     */
    boolean admits(String entry, Channel client) {
        if (draining) {
            return false;
        }
        InetAddress address = ((InetSocketAddress) client.remoteAddress()).getAddress();
        if (!clients.enter(address)) {
            refusals.add(
                    Refusal.CLIENT_LIMIT,
                    entry,
                    client,
                    "it has " + limits.perClient()
                            + " connections, which is the limit for one client; raise 'limits.connections-per-client' if many people share its address");
            return false;
        }
        client.closeFuture().addListener(closed -> clients.leave(address));
        if (accepted.size() - limits.total() >= HANDSHAKES) {
            refuseForLimit(entry, client);
            return false;
        }
        accepted.add(client);
        client.closeFuture().addListener(closed -> accepted.remove(client));
        return true;
    }

    /**
     * Who wants in, and how.
     *
     * @param user who signed in at the gateway's own door, if anybody did
     */
    record Request(
            Channel client,
            String entry,
            Upstreams.Wanted wanted,
            Opening.NamedBy namedBy,
            @Nullable Person user,
            Advertiser advertiser,
            boolean transparent) {

        InetSocketAddress address() {
            return (InetSocketAddress) client.remoteAddress();
        }

        Address destination() {
            return wanted.address();
        }
    }

    /** Connects and relays. On the client's event loop; the client's channel must not read by itself. */
    void open(Request asked, Answer answer) {
        Request request = named(asked);
        Channel client = request.client();
        if (!client.isActive()) {
            return;
        }
        if (open.incrementAndGet() > limits.total()) {
            open.decrementAndGet();
            refuseForLimit(request.entry(), client);
            answer.refused(Upstreams.Reason.OVERLOADED);
            return;
        }
        client.closeFuture().addListener(closed -> open.decrementAndGet());
        upstreams.connect(client.eventLoop(), request.wanted(), result -> {
            switch (result) {
                case Upstreams.Result.Connected connected -> {
                    if (client.isActive() && !draining) {
                        relayOrClose(request, connected.channel(), answer);
                    } else {
                        connected.channel().close();
                        client.close();
                    }
                }
                case Upstreams.Result.Failed failed -> {
                    refusals.add(
                            switch (failed.reason()) {
                                case FORBIDDEN -> Refusal.FORBIDDEN;
                                case UNKNOWN_HOST, UNREACHABLE, TIMEOUT -> Refusal.UNREACHABLE;
                                case OVERLOADED -> Refusal.OVERLOADED;
                            },
                            request.entry(),
                            client,
                            "no connection to " + request.destination() + ": " + failed.message());
                    if (client.isActive()) {
                        answer.refused(failed.reason());
                    }
                }
            }
        });
    }

    /**
     * Takes in a client that names a destination with each of its requests. It counts as a connection until its channel closes.
     *
     * @return what is known of it, with its own address at the gateway as the destination; null when there is no room
     */
    @Nullable Opening enter(Channel client, String entry) {
        if (draining || open.incrementAndGet() > limits.total()) {
            open.decrementAndGet();
            refuseForLimit(entry, client);
            return null;
        }
        services.meters().opened(entry);
        client.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            services.meters().closed(entry);
        });
        InetSocketAddress here = (InetSocketAddress) client.localAddress();
        return new Opening(
                run + "-" + number.incrementAndGet(),
                services.clock().instant(),
                entry,
                (InetSocketAddress) client.remoteAddress(),
                new Address(here.getAddress().getHostAddress(), here.getPort()),
                Opening.NamedBy.CONFIGURATION,
                null,
                true);
    }

    /**
     * A client that dialled an address got it from somewhere: if the name it asked for is known, that is where it goes. But whoever
     * owns a domain can have it lead to any address: a name of no service does not stand in for an address of one.
     */
    private Request named(Request request) {
        InetAddress dialled = request.wanted().dial();
        String name = dialled == null
                ? null
                : services.names().nameOf(request.address().getAddress(), dialled);
        if (name == null) {
            return request;
        }
        Address address = new Address(name, request.destination().port());
        if (services.catalogue().apply(address).equals(ServiceId.UNKNOWN)
                && !services.catalogue().apply(request.destination()).equals(ServiceId.UNKNOWN)) {
            return request;
        }
        return new Request(
                request.client(),
                request.entry(),
                new Upstreams.Wanted(address, dialled, request.wanted().source()),
                Opening.NamedBy.DNS,
                request.user(),
                request.advertiser(),
                request.transparent());
    }

    /** Called by a future, which swallows exceptions: neither channel may be left behind then. */
    private void relayOrClose(Request request, Channel upstream, Answer answer) {
        try {
            relay(request, upstream, answer);
        } catch (RuntimeException e) {
            LOG.error("{}: a connection could not be relayed", request.entry(), e);
            upstream.close();
            request.client().close();
        }
    }

    private void relay(Request request, Channel upstream, Answer answer) {
        Opening opening = new Opening(
                run + "-" + number.incrementAndGet(),
                services.clock().instant(),
                request.entry(),
                request.address(),
                request.destination(),
                request.namedBy(),
                request.user() == null ? null : request.user().login(),
                request.transparent());
        Relay relay = new Relay(opening, request.user(), services, request.advertiser(), request.client(), upstream);
        relays.put(request.client(), relay);
        request.client().closeFuture().addListener(closed -> relays.remove(request.client()));
        answer.connected(upstream);
        relay.start();
    }

    private void refuseForLimit(String entry, Channel client) {
        refusals.add(
                Refusal.LIMIT,
                entry,
                client,
                limits.total()
                        + " connections are open, which is the limit; raise 'limits.connections' if the machine can bear more");
    }

    /** How many connections are open. */
    public int connections() {
        return open.get();
    }

    /** Ends every connection, each in its protocol's own way. */
    public void disconnectAll(@Nullable String notice) {
        relays.values().forEach(relay -> relay.disconnect(notice));
    }

    /**
     * Ends everything: from now on nobody is let in, who is still in a handshake is closed, and to all others goodbye is said in
     * their protocol's own way. Waits until they are gone, as long as the limits allow, and then closes those that are left. Not
     * on an event loop.
     *
     * @return how many had to be closed
     */
    public int drain(@Nullable String notice) throws InterruptedException {
        draining = true;
        int before = open.get();
        if (before > 0) {
            LOG.info(
                    "goodbye to {} connections; they have {} ms to end",
                    before,
                    limits.drain().toMillis());
        }
        disconnectAll(notice);
        accepted.stream().filter(client -> !relays.containsKey(client)).forEach(Channel::close);
        long until = System.nanoTime() + limits.drain().toNanos();
        while (!accepted.isEmpty() && System.nanoTime() < until) {
            Thread.sleep(DRAIN_LOOK_MILLIS);
        }
        List<Channel> left = List.copyOf(accepted);
        if (!left.isEmpty()) {
            LOG.warn("{} connections did not end in time and are closed; 'limits.drain' gives them more", left.size());
            for (Channel client : left) {
                client.close().awaitUninterruptibly();
            }
        }
        return left.size();
    }

    /** The upstream is not there: the client sees what it would have seen without us, a reset. */
    static void reset(Channel client) {
        client.config().setOption(ChannelOption.SO_LINGER, 0);
        client.close();
    }

    /** Writes a last word and closes. */
    static void lastWord(Channel client, Object message) {
        client.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }
}
