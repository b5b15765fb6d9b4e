package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.Advertiser;
import org.sallyport.proxy.relay.Relay;
import org.sallyport.proxy.relay.RelayServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all entries meet: connects a client to where it wants to go and starts the relay between them.
 *
 * <p>Safe for any thread. Keeps the set of live relays, bounded by the connection limit.
 */
public final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** How many clients beyond the connection limit may be in a handshake, to be told there that there is no room. */
    private static final int HANDSHAKES = 1_000;

    private final Upstreams upstreams;
    private final RelayServices services;
    private final int maxConnections;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong lastLimitWarning = new AtomicLong();
    private final String run;

    /** @param maxConnections how many connections there may be at a time; one more is refused */
    public Gate(Upstreams upstreams, RelayServices services, int maxConnections) {
        this.upstreams = upstreams;
        this.services = services;
        this.maxConnections = maxConnections;
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

    /**
     * Counts a client from the moment it is accepted, handshake and all.
     *
     * @return false when there are too many that have not even asked for a destination: the channel is to be closed
     */
    boolean admits(Channel client) {
        int now = accepted.incrementAndGet();
        client.closeFuture().addListener(closed -> accepted.decrementAndGet());
        if (now - maxConnections > HANDSHAKES) {
            warnOfLimit();
            return false;
        }
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
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            warnOfLimit();
            answer.refused(Upstreams.Reason.OVERLOADED);
            return;
        }
        client.closeFuture().addListener(closed -> open.decrementAndGet());
        upstreams.connect(client.eventLoop(), request.wanted(), result -> {
            switch (result) {
                case Upstreams.Result.Connected connected -> {
                    if (client.isActive()) {
                        relayOrClose(request, connected.channel(), answer);
                    } else {
                        connected.channel().close();
                    }
                }
                case Upstreams.Result.Failed failed -> {
                    LOG.info(
                            "{} from {}: no connection to {}: {}",
                            request.entry(),
                            request.address().getAddress().getHostAddress(),
                            request.destination(),
                            failed.message());
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
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            warnOfLimit();
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

    /** A client that dialled an address got it from somewhere: if the name it asked for is known, that is where it goes. */
    private Request named(Request request) {
        InetAddress dialled = request.wanted().dial();
        String name = dialled == null
                ? null
                : services.names().nameOf(request.address().getAddress(), dialled);
        if (name == null) {
            return request;
        }
        Address address = new Address(name, request.destination().port());
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
        relays.add(relay);
        request.client().closeFuture().addListener(closed -> relays.remove(relay));
        answer.connected(upstream);
        relay.start();
    }

    private void warnOfLimit() {
        long now = System.nanoTime();
        long last = lastLimitWarning.get();
        if ((last == 0 || now - last > 10_000_000_000L) && lastLimitWarning.compareAndSet(last, now)) {
            LOG.warn(
                    "{} connections are open, which is the limit: new ones are refused; raise 'limits.connections' if the machine can bear more",
                    maxConnections);
        }
    }

    /** How many connections are open. */
    public int connections() {
        return open.get();
    }

    /** Ends every connection, each in its protocol's own way. */
    public void disconnectAll(@Nullable String notice) {
        relays.forEach(relay -> relay.disconnect(notice));
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
