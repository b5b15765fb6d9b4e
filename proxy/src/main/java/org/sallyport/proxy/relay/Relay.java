package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection through the gateway: two channels on one event loop, a {@link Pipe} each way, and the session that
 * understands them once the protocol is known.
 *
 * <p><b>Lifecycle:</b> {@link #start} when both channels stand; until the protocol is known both directions are held, within
 * the limits of {@link RelaySettings}; it ends when either channel is gone or both directions have ended.
 *
 * <p><b>Back-pressure:</b> a side is read only while both channels can be written and nothing of that side awaits a decision.
 *
 * <p><b>Threading:</b> everything on the event loop both channels share.
 */
public final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** How long a peer may take to read the last of what it is sent. */
    private static final int LINGER_SECONDS = 10;

    private final Opening opening;
    private final RelayServices services;
    private final Advertiser advertiser;
    private final Channel client;
    private final Channel server;
    private final EventLoop loop;
    private final Pipe fromClient;
    private final Pipe fromServer;

    private boolean holding = true;
    private boolean closed;
    private @Nullable Session session;
    private ProtocolId protocol = ProtocolId.UNKNOWN;
    private @Nullable ScheduledFuture<?> identifyTimer;
    private @Nullable ScheduledFuture<?> idleTimer;
    private long lastActivity = System.nanoTime();

    /** Both channels must be registered with the same event loop and not read by themselves. */
    public Relay(Opening opening, RelayServices services, Advertiser advertiser, Channel client, Channel server) {
        this.opening = opening;
        this.services = services;
        this.advertiser = advertiser;
        this.client = client;
        this.server = server;
        this.loop = client.eventLoop();
        this.fromClient = new Pipe(this, Side.CLIENT, client.alloc());
        this.fromServer = new Pipe(this, Side.SERVER, server.alloc());
    }

    /** Puts the relay at the end of both pipelines and begins to read. */
    public void start() {
        RelaySettings settings = services.settings();
        server.pipeline().addLast("relay", new RelayHandler(this, Side.SERVER));
        client.pipeline().addLast("relay", new RelayHandler(this, Side.CLIENT));
        services.meters().opened(opening.entry());
        identifyTimer =
                loop.schedule(this::identifyTimedOut, settings.identifyTimeout().toMillis(), TimeUnit.MILLISECONDS);
        scheduleIdle(settings.idleTimeout().toNanos());
        if (!client.isActive() || !server.isActive()) {
            close();
            return;
        }
        demand();
    }

    /** How the connection came in. */
    public Opening opening() {
        return opening;
    }

    /** Whose connection it is; null while unknown. On the event loop only. */
    public @Nullable ScreenName account() {
        return session == null ? null : session.account();
    }

    /** Ends the connection in the protocol's own way. Any thread. */
    public void disconnect(@Nullable String notice) {
        loop.execute(() -> {
            if (closed) {
                return;
            }
            Session current = session;
            if (current == null) {
                close();
            } else {
                emit(current.disconnect(notice));
                flushAndRead();
            }
        });
    }

    // What the channels tell.

    void received(Side side, ByteBuf bytes) {
        lastActivity = System.nanoTime();
        if (closed) {
            bytes.release();
        } else {
            pipe(side).received(bytes);
        }
    }

    void readComplete(Side side) {
        flushAndRead();
    }

    void writabilityChanged() {
        demand();
    }

    void inputEnded(Side side) {
        if (closed) {
            return;
        }
        if (holding) {
            // Nobody will say more that could tell what it is.
            identifiedAs(null);
            pipe(side.other()).process();
        }
        pipe(side).inputEnded();
        flushAndRead();
    }

    /** A channel is gone. What it sent before still gets its decision and goes on. */
    void inactive(Side side) {
        inputEnded(side);
        if (!pipe(side).isJudging()) {
            close();
        }
    }

    void failed(Side side, Throwable cause) {
        LOG.debug("connection {} of {}: {}", opening.connection(), side, cause.toString());
        if (!(cause instanceof java.io.IOException)) {
            LOG.error("connection {}: closed after a fault of our own", opening.connection(), cause);
        }
        close();
    }

    // What the pipes ask for.

    boolean isHolding() {
        return holding;
    }

    /** More bytes of an unidentified connection are there; the answer says whether the pipes can go on now. */
    boolean holding(Side from) {
        if (!holding) {
            return pipe(from).canRead();
        }
        FirstBytes first = new FirstBytes(fromClient.held(), fromServer.held());
        switch (services.protocols().identify(opening, first)) {
            case Protocols.Identified identified -> identifiedAs(identified.plugin());
            case Protocols.Foreign foreign -> identifiedAs(null);
            case Protocols.Undecided undecided -> {
                if (first.from(from).readableBytes() < services.settings().identifyBytes()) {
                    return false;
                }
                identifiedAs(null);
            }
        }
        if (closed) {
            return false;
        }
        pipe(from.other()).process();
        return true;
    }

    void judge(Side from, List<ImEvent> events, Consumer<List<Decision>> then) {
        services.guard().judge(place(), events, now(), loop, then);
    }

    void malformed(Side from, String why, long offset) {
        services.meters().malformed(protocol);
        fromClient.hold();
        fromServer.hold();
        judge(from, List.of(new ImEvent.Malformed(Flow.from(from), account(), why, offset)), decisions -> {
            if (closed) {
                return;
            }
            if (decisions.getFirst().verdict() instanceof Verdict.Allow) {
                fromClient.goOnRaw();
                fromServer.goOnRaw();
            } else {
                close();
            }
        });
    }

    /** A direction ended in the middle of a frame. Recorded only: what never got complete is never passed on. */
    void cutShort(Side from, String why, long offset) {
        services.meters().malformed(protocol);
        services.guard()
                .record(place(), List.of(new ImEvent.Malformed(Flow.from(from), account(), why, offset)), now());
    }

    void write(Side to, ByteBuf bytes) {
        Channel channel = channel(to);
        channel.write(bytes, channel.voidPromise());
    }

    /** A direction has come to its end: the other peer hears of it after everything that was written to it. */
    void finished(Side from) {
        if (fromClient.isFinished() && fromServer.isFinished() || !channel(from).isActive()) {
            endAfterFlush();
            return;
        }
        Channel to = channel(from.other());
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> ((DuplexChannel) to).shutdownOutput());
    }

    /** Ends the connection once what was written has gone out, or after a while if a peer doesn't take it. */
    void endAfterFlush() {
        fromClient.hold();
        fromServer.hold();
        flushAndClose();
        loop.schedule(
                () -> {
                    client.close();
                    server.close();
                },
                LINGER_SECONDS,
                TimeUnit.SECONDS);
    }

    private void flushAndClose() {
        for (Channel channel : List.of(client, server)) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    void flushAndRead() {
        if (closed) {
            return;
        }
        client.flush();
        server.flush();
        demand();
    }

    // The rest.

    private void demand() {
        if (closed || isFull(client) || isFull(server)) {
            return;
        }
        if (fromClient.canRead()) {
            client.read();
        }
        if (fromServer.canRead()) {
            server.read();
        }
    }

    /** A channel whose output was shut down takes nothing, and is no reason to stop reading from the other. */
    private static boolean isFull(Channel channel) {
        return !channel.isWritable() && !((DuplexChannel) channel).isOutputShutdown();
    }

    private void identifiedAs(@Nullable ProtocolPlugin plugin) {
        holding = false;
        if (identifyTimer != null) {
            identifyTimer.cancel(false);
        }
        if (plugin == null) {
            services.meters().identified(ProtocolId.UNKNOWN);
            if (!services.settings().passUnknown()) {
                LOG.info(
                        "connection {} to {} is of no known protocol: closed",
                        opening.connection(),
                        opening.destination());
                close();
                return;
            }
            fromClient.relayRaw();
            fromServer.relayRaw();
            return;
        }
        protocol = plugin.id();
        services.meters().identified(protocol);
        ServiceId catalogued = services.catalogue().apply(opening.destination());
        Session opened = plugin.newSession(new RelayContext(opening, catalogued, client, advertiser, services));
        session = opened;
        fromClient.decodeWith(plugin.newCodec(Side.CLIENT, services.settings().limits()), opened);
        fromServer.decodeWith(plugin.newCodec(Side.SERVER, services.settings().limits()), opened);
    }

    private void identifyTimedOut() {
        if (holding && !closed) {
            identifiedAs(null);
            if (!closed) {
                fromClient.process();
                fromServer.process();
                flushAndRead();
            }
        }
    }

    private void scheduleIdle(long nanos) {
        idleTimer = loop.schedule(
                () -> {
                    long quiet = System.nanoTime() - lastActivity;
                    long limit = services.settings().idleTimeout().toNanos();
                    if (quiet >= limit) {
                        LOG.debug(
                                "connection {} closed: nothing moved for {} s",
                                opening.connection(),
                                quiet / 1_000_000_000);
                        close();
                    } else {
                        scheduleIdle(limit - quiet);
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    private void emit(List<Emission> emissions) {
        for (Emission emission : emissions) {
            switch (emission) {
                case Emission.Forward forward -> {
                    // There is no frame at hand to forward.
                }
                case Emission.Send send -> write(send.to(), send.bytes());
                case Emission.Close close -> endAfterFlush();
            }
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        holding = false;
        if (identifyTimer != null) {
            identifyTimer.cancel(false);
        }
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
        fromClient.release();
        fromServer.release();
        flushAndClose();
        services.meters().closed(opening.entry());
        Session ended = session;
        if (ended != null) {
            services.guard().record(place(), ended.ended(), now());
        }
    }

    private Guard.Place place() {
        Session current = session;
        return new Guard.Place(
                opening,
                protocol,
                current == null ? ServiceId.UNKNOWN : current.service(),
                current == null ? null : current.account());
    }

    private Instant now() {
        return services.clock().instant();
    }

    private Pipe pipe(Side from) {
        return from == Side.CLIENT ? fromClient : fromServer;
    }

    private Channel channel(Side side) {
        return side == Side.CLIENT ? client : server;
    }
}
