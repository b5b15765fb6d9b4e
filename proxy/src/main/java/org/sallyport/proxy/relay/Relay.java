package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
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
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.tls.ClientHello;
import org.sallyport.proxy.tls.Interception;
import org.sallyport.proxy.tls.Plan;

/**
 * One connection through the gateway: two peers on one event loop, a {@link Pipe} each way, and the session that understands
 * them once the protocol is known.
 *
 * <p><b>Lifecycle:</b> {@link #start} when both peers stand; until the protocol is known both directions are held, within the
 * limits of {@link RelaySettings}; it ends when either peer is gone or both directions have ended.
 *
 * <p><b>Unidentified:</b> see {@link Discovery}.
 *
 * <p><b>Back-pressure:</b> a side is read, and what was read is worked on, only while both peers can be written to and nothing
 * of that side awaits a decision.
 *
 * <p><b>Failure:</b> an exception in a session, the guard or here closes the connection; what was not judged is never passed.
 *
 * <p><b>Threading:</b> everything on the event loop both peers share.
 */
public final class Relay {

    private Opening opening;
    private final RelayServices services;
    private final Advertiser advertiser;
    private final Channel client;
    private final Peers peers;
    private final EventLoop loop;
    private final Pipe fromClient;
    private final Pipe fromServer;

    /** Until it is known what this is. */
    private @Nullable Discovery discovery;

    /** Bytes go on undecoded in both directions: nobody knows where frames begin. */
    private boolean raw;

    /** They go from socket to socket. */
    private boolean straight;

    private @Nullable Session session;
    private ServiceId unreadService = ServiceId.UNKNOWN;
    private ProtocolId protocol = ProtocolId.UNKNOWN;
    private final Ending ending;
    private final Hearing hearing;
    private final Reception reception;
    private final Inspections inspections;

    /** How many bytes of a side are held while it is not known what this is, but for what one more reading brings. */
    private final int mostHeld;

    /**
     * Between two sockets. Both channels must be registered with the same event loop and not read by themselves.
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
        this(
                opening,
                user,
                services,
                advertiser,
                client,
                (relay, side) -> new ChannelPeer(relay, side, side == Side.CLIENT ? client : server));
    }

    /** Between any two peers; {@code client} is the channel by which the client reaches the gateway, whatever it is wrapped in. */
    Relay(
            Opening opening,
            @Nullable Person user,
            RelayServices services,
            Advertiser advertiser,
            Channel client,
            BiFunction<Relay, Side, Peer> ends) {
        this.opening = opening;
        this.services = services;
        this.advertiser = advertiser;
        this.client = client;
        this.loop = client.eventLoop();
        this.peers = new Peers(ends.apply(this, Side.CLIENT), ends.apply(this, Side.SERVER));
        this.fromClient = new Pipe(this, Side.CLIENT, peers.client().alloc());
        this.fromServer = new Pipe(this, Side.SERVER, peers.server().alloc());
        this.mostHeld = Math.max(ClientHello.MAX_BYTES, services.settings().identifyBytes());
        this.discovery = new Discovery(this, opening, services, loop);
        this.ending = new Ending(this, services, peers, loop);
        this.hearing = new Hearing(this, services, user);
        this.reception = new Reception(this, peers, hearing);
        this.inspections = new Inspections(this, hearing, services.meters(), services.scanner());
    }

    /** Begins to hear of what the peers say, and to read. */
    public void start() {
        attach(peers.server());
        attach(peers.client());
        services.meters().opened(opening.entry());
        Discovery looking = discovery;
        if (looking != null) {
            looking.begin();
        }
        ending.watch();
        if (!peers.areActive()) {
            close();
            return;
        }
        demand();
    }

    private static void attach(Peer peer) {
        if (peer instanceof ChannelPeer channel) {
            channel.attach();
        }
    }

    /** How the connection came in. */
    public Opening opening() {
        Discovery looking = discovery;
        return looking == null ? opening : looking.opening();
    }

    /** Whose connection it is; null while unknown. On the event loop only. */
    public @Nullable ScreenName account() {
        return session == null ? null : session.account();
    }

    /** What has others judge and keep what is said on it. */
    Hearing hearing() {
        return hearing;
    }

    /** What it is told that did not come by its service. */
    Reception reception() {
        return reception;
    }

    /** The files that pass on it. */
    Inspections inspections() {
        return inspections;
    }

    /** How it ends. */
    Ending ending() {
        return ending;
    }

    /** Ends the connection in the protocol's own way. Any thread. */
    public void disconnect(@Nullable String notice) {
        loop.execute(() -> ending.guarded(() -> {
            if (isClosed()) {
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

    // What the peers tell.

    void received(Side side, ByteBuf bytes) {
        if (isClosed()) {
            bytes.release();
        } else {
            ending.moved();
            pipe(side).received(bytes);
        }
    }

    /** So many bytes go past here. */
    void passed(Side side, int bytes) {
        ending.moved();
        pipe(side).passed(bytes);
    }

    void readComplete() {
        flushAndRead();
    }

    void writabilityChanged() {
        if (!isClosed() && !isFull()) {
            fromClient.process();
            fromServer.process();
            flushAndRead();
        }
    }

    void inputEnded(Side side) {
        if (isClosed()) {
            return;
        }
        Discovery looking = discovery;
        if (looking != null) {
            looking.inputEnded();
            pipe(side.other()).process();
        }
        pipe(side).inputEnded();
        flushAndRead();
    }

    /** A channel is gone. What it sent before still gets its decision and goes on. */
    void inactive(Side side) {
        inputEnded(side);
        if (ending.isEnding() || !pipe(side).isBusy()) {
            close();
        }
    }

    // What the pipes ask for.

    boolean isHolding() {
        Discovery looking = discovery;
        return looking != null && !looking.isOver();
    }

    EventLoop loop() {
        return loop;
    }

    Peers peers() {
        return peers;
    }

    @Nullable Session session() {
        return session;
    }

    /** The session, while something can still be said in it. */
    @Nullable Session readable() {
        return ending.isOver() || raw ? null : session;
    }

    ProtocolId protocol() {
        return protocol;
    }

    /** The service as far as known now. */
    ServiceId service() {
        Session current = session;
        return current == null ? unreadService : current.service();
    }

    /** How the connection came in, as far as it is settled. */
    Opening begunAs() {
        return opening;
    }

    boolean isClosed() {
        return ending.isClosed();
    }

    /** Whether nothing that was received waits for a decision. */
    boolean isSettled() {
        return ending.isOver() || !fromClient.isWaiting() && !fromServer.isWaiting();
    }

    /** More bytes of an unidentified connection are there; the answer says whether the pipes can go on now. */
    boolean holding(Side from) {
        Discovery looking = discovery;
        if (looking != null) {
            looking.look(from);
        }
        if (isClosed() || isHolding()) {
            return false;
        }
        pipe(from.other()).process();
        return pipe(from).canRead();
    }

    // What is found out.

    FirstBytes held() {
        return new FirstBytes(fromClient.held(), fromServer.held());
    }

    void passHeld(Side from, int bytes) {
        pipe(from).passHeld(bytes);
    }

    /** Nothing more has to be found out. */
    private void found(ProtocolId known) {
        Discovery looking = discovery;
        if (looking != null) {
            opening = looking.opening();
            looking.stop();
            discovery = null;
        }
        protocol = known;
    }

    /** It is read from here on. */
    void readWith(ProtocolPlugin plugin, ServiceId catalogued) {
        found(plugin.id());
        Session opened = plugin.newSession(new RelayContext(opening, catalogued, client, advertiser, services));
        session = opened;
        fromClient.decodeWith(plugin.newCodec(Side.CLIENT, services.settings().limits()), opened);
        fromServer.decodeWith(plugin.newCodec(Side.SERVER, services.settings().limits()), opened);
    }

    /** It passes unread from here on. */
    void passUnread(ProtocolId known, ServiceId service) {
        found(known);
        unreadService = service;
        raw = true;
        fromClient.goOnRaw();
        fromServer.goOnRaw();
    }

    /** Has an unread connection decided on; until then nothing of it goes on. */
    void judgeUnread(Place place, List<ImEvent> events, Consumer<Decision> then) {
        holdBoth();
        hearing.judgeUnread(place, events, then);
    }

    void judge(Side from, List<ImEvent> events, Consumer<List<Decision>> then) {
        hearing.judge(from, events, decisions -> {
            inspections.heardOf(events, decisions);
            then.accept(decisions);
        });
    }

    /** Nothing goes on in either direction until further word. */
    void holdBoth() {
        fromClient.hold();
        fromServer.hold();
    }

    /** What was decided leaves open what comes: both directions are held as unidentified ones again. */
    void release() {
        fromClient.unhold();
        fromServer.unhold();
    }

    /** Whether one side will say no more. */
    boolean isInputEnded() {
        return fromClient.isEnded() || fromServer.isEnded();
    }

    /** After something was found out by nobody's word: both directions go on as they now may. */
    void goOn() {
        if (!isClosed()) {
            fromClient.process();
            fromServer.process();
            flushAndRead();
        }
    }

    /** Does this on the connection's event loop; false when that doesn't run any more. */
    boolean onLoop(Runnable task) {
        try {
            loop.execute(() -> ending.guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            // The loop is shut down, and all its connections with it.
            return false;
        }
    }

    /** A stretch of it can't be read; nothing goes on until that is decided. */
    void malformed(Side from, String why, long offset) {
        services.meters().malformed(protocol);
        holdBoth();
        hearing.malformed(from, why, offset, decision -> {
            if (ending.isOver()) {
                return;
            }
            if (decision.verdict() instanceof Verdict.Allow) {
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
        hearing.cutShort(from, why, offset);
    }

    void write(Side to, ByteBuf bytes) {
        peers.of(to).write(bytes);
    }

    /** A direction has come to its end: the other peer hears of it after everything that was written to it. */
    void finished(Side from) {
        if (fromClient.isFinished() && fromServer.isFinished()
                || !peers.of(from).isActive()) {
            ending.afterFlush();
            return;
        }
        peers.of(from.other()).finish();
    }

    void flushAndRead() {
        if (isClosed()) {
            return;
        }
        peers.flush();
        hearing.accountMayBeKnown();
        goStraight();
        demand();
    }

    /** Once nothing is held or read any more, bytes need not come by here: see {@link ChannelPeer}. */
    private void goStraight() {
        if (raw
                && !straight
                && !ending.isEnding()
                && fromClient.isClear()
                && fromServer.isClear()
                && peers.client() instanceof ChannelPeer near
                && peers.server() instanceof ChannelPeer far) {
            straight = true;
            ChannelPeer.goStraight(near, far);
        }
    }

    // The rest.

    private void demand() {
        if (ending.isOver() || isFull()) {
            return;
        }
        if (mayRead(fromClient)) {
            peers.client().read();
        }
        if (mayRead(fromServer)) {
            peers.server().read();
        }
    }

    /** A peer that goes on and on while it is not known what this is has to wait for the other. */
    private boolean mayRead(Pipe pipe) {
        return pipe.canRead() && !(isHolding() && pipe.held().readableBytes() >= mostHeld);
    }

    // Ways out.

    boolean intercept(Interception interception, Plan plan, ServiceId service, Runnable open) {
        return new Detour(this, services).intercept(interception, plan, service, open);
    }

    boolean handOver(HttpRoad road) {
        return new Detour(this, services).handOver(road);
    }

    boolean isIntercepted() {
        Discovery looking = discovery;
        return looking != null && looking.isIntercepted();
    }

    /** What the client has said so far, to be given to others, who own it then; nothing more goes by the pipes until further word. */
    ByteBuf takeHeld() {
        ByteBuf held = fromClient.takeHeld();
        holdBoth();
        return held;
    }

    /** Others have failed with the channels, and close them themselves, the client's not before its alert has gone out. */
    void endUnread(ServiceId service) {
        unreadService = service;
        ending.byOthers();
    }

    /** The channels are others' for good, and so is what the client has said so far. */
    ByteBuf leave(ServiceId service) {
        found(Discovery.HTTP);
        unreadService = service;
        raw = true;
        ending.left();
        ByteBuf said = fromClient.takeHeld();
        fromClient.release();
        fromServer.release();
        return said;
    }

    /** Whether a peer doesn't take what it is sent as fast as it comes, so that no more of it must be made. */
    boolean isFull() {
        return peers.isFull();
    }

    /** Counts the connection as over. */
    void countEnd() {
        services.meters().closed(opening.entry());
        Opening last = opening();
        Session read = session;
        RelayMeters.Outcome outcome = ending.isRefused()
                ? RelayMeters.Outcome.BLOCKED
                : raw
                        ? RelayMeters.Outcome.UNREAD
                        : read == null ? RelayMeters.Outcome.UNKNOWN : RelayMeters.Outcome.READ;
        services.meters()
                .ended(
                        last.entry(),
                        protocol,
                        read == null ? unreadService : read.service(),
                        outcome,
                        last.destination().host(),
                        last.destination().port(),
                        fromClient.count(),
                        fromServer.count());
    }

    void emit(List<Emission> emissions) {
        for (Emission emission : emissions) {
            switch (emission) {
                case Emission.Forward forward -> {
                    // There is no frame at hand to forward.
                }
                case Emission.Send send -> write(send.to(), send.bytes());
                case Emission.Call call -> call(call);
                case Emission.Close close -> ending.afterFlush();
            }
        }
    }

    void call(Emission.Call call) {
        call(call, taken -> {});
    }

    void call(Emission.Call call, Consumer<Boolean> taken) {
        services.caller().call(loop, opening.connection(), call.to(), call.bytes(), taken);
    }

    /** It may not pass: closed before anything of it went on. */
    void refuse(ProtocolId known, ServiceId service) {
        found(known);
        unreadService = service;
        ending.refused();
    }

    void close() {
        ending.now();
    }

    /** It is over: nothing is found out or worked on any more. */
    void letGo() {
        hearing.accountMayBeKnown();
        Discovery looking = discovery;
        if (looking != null) {
            looking.stop();
        }
        fromClient.release();
        fromServer.release();
    }

    /** And nothing of it is left to be waited for. */
    void closed() {
        countEnd();
        inspections.close();
        hearing.ended();
    }

    private Pipe pipe(Side from) {
        return from == Side.CLIENT ? fromClient : fromServer;
    }
}
