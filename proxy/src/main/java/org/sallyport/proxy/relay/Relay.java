package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
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
 * <p><b>Unidentified:</b> see {@link Identifying}.
 *
 * <p><b>Back-pressure:</b> a side is read, and what was read is worked on, only while both channels can be written and nothing
 * of that side awaits a decision.
 *
 * <p><b>Failure:</b> an exception in a session, the guard or here closes the connection; what was not judged is never passed.
 *
 * <p><b>Threading:</b> everything on the event loop both channels share.
 */
public final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** How long a peer may take to read the last of what it is sent. */
    private static final int LINGER_SECONDS = 10;

    private final Opening opening;
    private final @Nullable Person user;
    private final RelayServices services;
    private final Advertiser advertiser;
    private final Channel client;
    private final Channel server;
    private final EventLoop loop;
    private final Pipe fromClient;
    private final Pipe fromServer;

    private final Identifying identifying;
    private boolean closed;

    /** The last that is to go out was written: nothing more is read or decided. */
    private boolean ending;

    /** Bytes go on undecoded in both directions: nobody knows where frames begin. */
    private boolean raw;

    private @Nullable Session session;
    private ProtocolId protocol = ProtocolId.UNKNOWN;
    private @Nullable IdleWatch idleWatch;

    /**
     * Both channels must be registered with the same event loop and not read by themselves.
     *
     * @param user who signed in at the gateway's own door, if anybody did
     */
    public Relay(
            Opening opening,
            @Nullable Person user,
            RelayServices services,
            Advertiser advertiser,
            Channel client,
            Channel server) {
        this.opening = opening;
        this.user = user;
        this.services = services;
        this.advertiser = advertiser;
        this.client = client;
        this.server = server;
        this.loop = client.eventLoop();
        this.fromClient = new Pipe(this, Side.CLIENT, client.alloc());
        this.fromServer = new Pipe(this, Side.SERVER, server.alloc());
        this.identifying = new Identifying(opening, services, loop, new Identified());
    }

    /** Puts the relay at the end of both pipelines and begins to read. */
    public void start() {
        server.pipeline().addLast("relay", new RelayHandler(this, Side.SERVER));
        client.pipeline().addLast("relay", new RelayHandler(this, Side.CLIENT));
        services.meters().opened(opening.entry());
        identifying.begin();
        idleWatch = new IdleWatch(loop, services.settings().idleTimeout(), this::idle);
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
        loop.execute(() -> guarded(() -> {
            if (closed) {
                return;
            }
            Session current = session;
            if (current == null || raw) {
                close();
            } else {
                emit(current.disconnect(notice));
                flushAndRead();
            }
        }));
    }

    // What the channels tell.

    void received(Side side, ByteBuf bytes) {
        if (closed || idleWatch == null) {
            bytes.release();
        } else {
            idleWatch.touch();
            pipe(side).received(bytes);
        }
    }

    void readComplete(Side side) {
        flushAndRead();
    }

    void writabilityChanged() {
        if (!closed && !isFull()) {
            fromClient.process();
            fromServer.process();
            flushAndRead();
        }
    }

    void inputEnded(Side side) {
        if (closed) {
            return;
        }
        if (!identifying.isOver()) {
            identifying.inputEnded(
                    fromClient.held().isReadable() || fromServer.held().isReadable());
            pipe(side.other()).process();
        }
        pipe(side).inputEnded();
        flushAndRead();
    }

    /** A channel is gone. What it sent before still gets its decision and goes on. */
    void inactive(Side side) {
        inputEnded(side);
        if (ending || !pipe(side).isBusy()) {
            close();
        }
    }

    void failed(Side side, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection {} of {}: {}", opening.connection(), side, cause.toString());
            close();
        } else {
            faulted(cause);
        }
    }

    /** Does what the event loop has been asked to do for this relay: there nobody else would hear of an exception. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            faulted(e);
        }
    }

    /** A fault of our own. Its message may hold what a peer sent, so only its kind and place are logged. */
    private void faulted(Throwable fault) {
        Throwable wordless = new IllegalStateException(fault.getClass().getName());
        wordless.setStackTrace(fault.getStackTrace());
        LOG.error("connection {}: closed after a fault of our own", opening.connection(), wordless);
        services.meters().faulted(protocol);
        close();
    }

    // What the pipes ask for.

    boolean isHolding() {
        return !identifying.isOver();
    }

    boolean isEnding() {
        return ending;
    }

    /** More bytes of an unidentified connection are there; the answer says whether the pipes can go on now. */
    boolean holding(Side from) {
        if (identifying.isOver()) {
            return pipe(from).canRead();
        }
        if (!identifying.look(new FirstBytes(fromClient.held(), fromServer.held()), from) || closed) {
            return false;
        }
        pipe(from.other()).process();
        return true;
    }

    void judge(Side from, List<ImEvent> events, Consumer<List<Decision>> then) {
        services.guard().judge(place(), events, now(), loop, decisions -> guarded(() -> then.accept(decisions)));
    }

    void malformed(Side from, String why, long offset) {
        services.meters().malformed(protocol);
        fromClient.hold();
        fromServer.hold();
        judge(from, List.of(new ImEvent.Malformed(Flow.from(from), account(), why, offset)), decisions -> {
            if (closed || ending) {
                return;
            }
            if (decisions.getFirst().verdict() instanceof Verdict.Allow) {
                raw = true;
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
        if (((DuplexChannel) channel).isOutputShutdown()) {
            // Nobody is there for it any more, which is no reason to end the other direction.
            bytes.release();
        } else {
            channel.write(bytes, channel.voidPromise());
        }
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
        if (!ending) {
            ending = true;
            flushAndClose();
        }
        if (!client.isActive() && !server.isActive()) {
            // Neither channel will tell of its end again.
            close();
        }
    }

    private void flushAndClose() {
        for (Channel channel : List.of(client, server)) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
        if (client.isOpen() || server.isOpen()) {
            ScheduledFuture<?> linger = loop.schedule(
                    () -> {
                        client.close();
                        server.close();
                    },
                    LINGER_SECONDS,
                    TimeUnit.SECONDS);
            // Most connections end at once; a timer of each would keep it in memory all the same.
            client.closeFuture().addListener(c -> server.closeFuture().addListener(s -> linger.cancel(false)));
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
        if (closed || ending || isFull()) {
            return;
        }
        if (fromClient.canRead()) {
            client.read();
        }
        if (fromServer.canRead()) {
            server.read();
        }
    }

    /** Whether a peer doesn't take what it is sent as fast as it comes, so that no more of it must be made. */
    boolean isFull() {
        return isFull(client) || isFull(server);
    }

    /** A channel that is gone, or whose output was shut down, takes nothing, and is no reason to stop the other. */
    private static boolean isFull(Channel channel) {
        return !channel.isWritable() && channel.isActive() && !((DuplexChannel) channel).isOutputShutdown();
    }

    /** What becomes of the connection once it is known, or known to stay unknown. */
    private final class Identified implements Identifying.End {

        @Override
        public void identified(ProtocolPlugin plugin) {
            protocol = plugin.id();
            services.meters().identified(protocol);
            ServiceId catalogued = services.catalogue().apply(opening.destination());
            Session opened = plugin.newSession(new RelayContext(opening, catalogued, client, advertiser, services));
            session = opened;
            fromClient.decodeWith(
                    plugin.newCodec(Side.CLIENT, services.settings().limits()), opened);
            fromServer.decodeWith(
                    plugin.newCodec(Side.SERVER, services.settings().limits()), opened);
        }

        @Override
        public void passesUnread() {
            services.meters().identified(ProtocolId.UNKNOWN);
            raw = true;
            fromClient.relayRaw();
            fromServer.relayRaw();
        }

        @Override
        public void refused(String why) {
            services.meters().identified(ProtocolId.UNKNOWN);
            LOG.info("connection {} to {} {}: closed", opening.connection(), opening.destination(), why);
            close();
        }

        @Override
        public void timeOver() {
            guarded(() -> {
                if (!identifying.isOver() && !closed) {
                    identifying.timedOut();
                }
            });
        }
    }

    private void idle() {
        LOG.debug(
                "connection {} closed: nothing moved for {}",
                opening.connection(),
                services.settings().idleTimeout());
        close();
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
        identifying.stop();
        if (idleWatch != null) {
            idleWatch.stop();
        }
        fromClient.release();
        fromServer.release();
        if (!ending) {
            ending = true;
            flushAndClose();
        }
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
                current == null ? null : current.account(),
                user);
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
