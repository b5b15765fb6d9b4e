package org.sallyport.proxy.entry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.HalfClose;
import org.sallyport.proxy.relay.HttpRoad;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of plain HTTP: takes requests apart one at a time, has each looked at, and sends it on, answers it, or holds
 * it as a whole.
 *
 * <pre>
 * HEAD ──▶ DECIDING ──▶ CARRYING ──response and request over──▶ HEAD
 *             │  └────▶ HOLDING ──request whole, or a watch hands its head on──▶ CARRYING
 *             └──refused──▶ HEAD, or LEAVING when more of the request is to come
 * CARRYING ──101──▶ not ours any more      any ──▶ LEAVING ──▶ CLOSED
 * </pre>
 *
 * <p><b>Back-pressure:</b> of what follows a request at most one read waits until its response is over; a body is read as fast
 * as it is taken, a response likewise.
 *
 * <p><b>Threading:</b> the client's event loop.
 */
final class Front extends ChannelInboundHandlerAdapter implements Carriage.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    /** How long a client may take to read our last word, and to stop talking. */
    private static final int LEAVE_SECONDS = 3;

    private enum State {
        HEAD,
        DECIDING,
        HOLDING,
        CARRYING,
        LEAVING,
        CLOSED
    }

    private final Works works;
    private final Opening opening;
    private final @Nullable Address bound;
    private final Channel client;
    private final EventLoop loop;
    private final RequestDecoder decoder = new RequestDecoder();
    private final ResponseEncoder encoder = new ResponseEncoder();
    private final Admission admission;
    private final Carriage carriage;

    private State state = State.HEAD;
    private @Nullable ScheduledFuture<?> headTimer;
    private boolean inputEnded;

    /** The client has sent all of the request at hand. */
    private boolean requestOver;

    /** It has no body. */
    private boolean bodyless;

    private boolean keepAlive;
    private @Nullable HttpRequest request;
    private @Nullable Holding holding;
    private @Nullable Watch watch;

    /** The watch has handed all of the request on. */
    private boolean bodySent;

    private Target.@Nullable Good heldTarget;

    Front(Works works, HttpRoad.Traveller traveller) {
        this.works = works;
        this.opening = traveller.opening();
        this.client = traveller.client();
        this.loop = client.eventLoop();
        this.bound = traveller.server() == null ? null : opening.destination();
        this.admission = new Admission(works, traveller, bound);
        this.carriage = new Carriage(works, this, client, traveller.server());
    }

    /** Puts itself onto the client's channel and begins with what the client has said. */
    void start(ByteBuf held) {
        long idle = works.services().settings().idleTimeout().toMillis();
        // Where TLS was taken off, what was said comes from behind that.
        ChannelHandlerContext before = client.pipeline().lastContext();
        client.pipeline()
                .addLast(new IdleStateHandler(0, 0, idle, TimeUnit.MILLISECONDS))
                .addLast(decoder, encoder, this);
        awaitHead();
        if (before == null) {
            client.pipeline().fireChannelRead(held);
            client.pipeline().fireChannelReadComplete();
        } else {
            before.fireChannelRead(held);
            before.fireChannelReadComplete();
        }
        if (!client.isActive()) {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case HttpRequest head -> begin(head);
            case HttpContent content -> content(content);
            case RequestHead.Bad bad -> malformed(bad.status(), bad.why());
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        stopHeadTimer();
        state = State.DECIDING;
        request = head;
        requestOver = !decoder.isBodyAhead();
        bodyless = requestOver;
        encoder.toHead(head.method().equals(HttpMethod.HEAD));
        Target target = Target.of(head, bound);
        if (target instanceof Target.Bad bad) {
            malformed(bad.status(), bad.why());
        } else if (target instanceof Target.Good good) {
            admission.ask(
                    head, good, () -> state == State.DECIDING, treatment -> treat(head, good, treatment), page -> {
                        keepAlive = HttpUtil.isKeepAlive(head);
                        answer(page);
                    });
        }
    }

    private void treat(HttpRequest head, Target.Good target, Treatment treatment) {
        keepAlive = HttpUtil.isKeepAlive(head);
        switch (treatment) {
            case Treatment.Pass pass -> carriage.carry(head, target, null, null);
            case Treatment.Refuse refuse -> answer(refuse.page());
            case Treatment.Whole whole -> hold(head, target, whole.exchange());
            case Treatment.Watched watched -> watch(head, target, watched.watch());
        }
    }

    // A request and a response that are held as a whole.

    private void hold(HttpRequest head, Target.Good target, Exchange exchange) {
        Holding held = new Holding(exchange, works.settings().heldBytes(), client.alloc());
        holding = held;
        heldTarget = target;
        readBody(head);
        if (requestOver) {
            requestHeld(held, head);
        } else {
            decoder.goOn();
            demand();
        }
    }

    private void readBody(HttpRequest head) {
        state = State.HOLDING;
        Fields.noUpgrade(head.headers());
        if (HttpUtil.is100ContinueExpected(head)) {
            HttpUtil.set100ContinueExpected(head, false);
            client.writeAndFlush(Answers.goAhead());
        }
    }

    private void requestHeld(Holding held, HttpRequest head) {
        held.exchange().request(held.request(head), message -> {
            if (holding != held || state != State.HOLDING || held.isOver()) {
                message.release();
                return;
            }
            proceed(held, message);
        });
    }

    private void proceed(Holding held, FullHttpMessage message) {
        Target.Good target = heldTarget;
        if (message instanceof FullHttpResponse response) {
            held.done();
            answer(response);
        } else if (message instanceof FullHttpRequest head && target != null) {
            // The exchange may have changed the target, though not where it leads.
            Target now = Target.of(head, bound);
            if (now instanceof Target.Good good && good.to().equals(target.to())) {
                state = State.DECIDING;
                carriage.carry(head, good, held, null);
            } else {
                head.release();
                works.services().meters().faulted(Works.HTTP);
                answer(Answers.page(HttpResponseStatus.INTERNAL_SERVER_ERROR, "The gateway made a mistake."));
            }
        } else {
            message.release();
        }
    }

    // A request and a response that are looked at while they pass.

    private void watch(HttpRequest head, Target.Good target, Watch looking) {
        watch = looking;
        bodySent = false;
        readBody(head);
        looking.begin(head, bodyless, new Watched(looking, target));
        if (!requestOver) {
            decoder.goOn();
            demand();
        }
    }

    private void endWatch() {
        Watch looking = watch;
        watch = null;
        if (looking != null) {
            looking.close();
        }
    }

    /** The way of one watch; nothing goes there any more once the watch is over. */
    private final class Watched implements Watch.Road {

        private final Watch looking;
        private final Target.Good target;

        Watched(Watch looking, Target.Good target) {
            this.looking = looking;
            this.target = target;
        }

        @Override
        public void request(HttpRequest head) {
            if (watch == looking && state == State.HOLDING) {
                state = State.DECIDING;
                carriage.carry(head, target, null, looking);
            }
        }

        @Override
        public void body(HttpContent part) {
            if (watch == looking && state == State.CARRYING) {
                bodySent = part instanceof LastHttpContent;
                carriage.body(part);
                carriage.flush();
            } else {
                part.release();
            }
        }

        @Override
        public void response(HttpObject part) {
            if (watch == looking && state == State.CARRYING) {
                carriage.handOn(part);
                client.flush();
            } else {
                ReferenceCountUtil.release(part);
            }
        }

        @Override
        public void refuse(FullHttpResponse instead) {
            if (watch != looking) {
                instead.release();
            } else if (carriage.hasShown()) {
                instead.release();
                close();
            } else {
                // What has gone on is to come to nothing there as well.
                keepAlive &= state == State.HOLDING;
                answer(instead);
            }
        }

        @Override
        public void ready() {
            if (watch == looking) {
                carriage.clientWritable();
                demand();
            }
        }
    }

    private void content(HttpContent content) {
        if (requestOver) {
            // The end of a request without a body: that there is none was clear from the head.
            content.release();
            return;
        }
        boolean last = content instanceof LastHttpContent;
        requestOver = last;
        Holding held = holding;
        Watch looking = watch;
        if (looking != null) {
            looking.body(content);
        } else if (state == State.CARRYING) {
            carriage.body(content);
        } else if (state == State.HOLDING && held != null) {
            HttpRequest head = request;
            if (!held.add(content)) {
                answer(Answers.page(
                        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                        "The gateway reads what goes there, and this is too long."));
            } else if (last && head != null) {
                requestHeld(held, head);
            }
        } else {
            content.release();
        }
    }

    // What the carriage tells.

    @Override
    public void carrying() {
        state = State.CARRYING;
        if (holding == null) {
            decoder.goOnWithBody();
            carriage.flush();
        }
        Watch looking = watch;
        if (looking != null) {
            looking.carried();
        }
        demand();
    }

    @Override
    public boolean isRequestOver() {
        return watch == null ? requestOver : bodyless;
    }

    @Override
    public void refused(FullHttpResponse why) {
        answer(why);
    }

    @Override
    public void carried(boolean close) {
        holding = null;
        // An answer that came before all of a request was let through leaves the service in the middle of it.
        boolean sent = watch == null ? requestOver : bodyless || bodySent;
        endWatch();
        client.flush();
        if (close || !keepAlive || !sent) {
            leave();
        } else {
            awaitHead();
        }
    }

    @Override
    public void lost() {
        close();
    }

    @Override
    public void gone() {
        if (state == State.HEAD) {
            leave();
        }
    }

    @Override
    public void takenOver(Bridge bridge, Runnable other) {
        state = State.CLOSED;
        client.pipeline().addLast(bridge);
        client.pipeline().remove(this);
        client.pipeline().remove(encoder);
        // What either decoder has read too much of must not meet the other's encoder.
        other.run();
        client.pipeline().remove(decoder);
        client.config().setAutoRead(true);
    }

    @Override
    public void demand() {
        if (state == State.CLOSED || inputEnded) {
            endIfCutShort();
            return;
        }
        boolean wanted = switch (state) {
            case HEAD, LEAVING -> true;
            case HOLDING -> !requestOver;
            case CARRYING -> !requestOver && carriage.takesMore();
            case DECIDING, CLOSED -> false;
        };
        Watch looking = watch;
        wanted &= looking == null || looking.takesMore();
        // One read ahead, or nobody would notice that the client has gone.
        if (wanted || requestOver && decoder.buffered() == 0) {
            client.read();
        }
    }

    // What we say ourselves.

    private void malformed(HttpResponseStatus status, String why) {
        works.services().meters().malformed(Works.HTTP);
        LOG.info("connection {}: a request was refused: {}", opening.connection(), why);
        if (state == State.CARRYING && carriage.hasBegun()) {
            // Another response in the middle of one would be taken for part of it.
            close();
            return;
        }
        requestOver = false;
        encoder.toHead(false);
        answer(Answers.page(status, "The gateway refused this request: " + why + "."));
    }

    /** Answers the request at hand instead of any service; when more of it is to come, this is the end. */
    private void answer(FullHttpResponse response) {
        Holding held = holding;
        holding = null;
        if (held != null) {
            held.fail();
        }
        endWatch();
        boolean goesOn = requestOver && keepAlive;
        response.headers().set("Connection", goesOn ? "keep-alive" : "close");
        client.writeAndFlush(response);
        if (goesOn) {
            awaitHead();
        } else {
            leave();
        }
    }

    // The channel.

    private void awaitHead() {
        state = State.HEAD;
        request = null;
        decoder.goOn();
        if (state != State.HEAD) {
            return;
        }
        if (inputEnded && decoder.buffered() == 0) {
            leave();
        } else {
            watchHead();
            demand();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        carriage.flush();
        watchHead();
        demand();
    }

    /** The time for a head runs from its first byte; for the first of a connection, from the beginning. */
    private void watchHead() {
        if (state == State.HEAD && headTimer == null && (decoder.isWithinHead() || !carriage.hasCarried())) {
            headTimer = loop.schedule(
                    () -> malformed(HttpResponseStatus.REQUEST_TIMEOUT, "its head took too long"),
                    works.settings().headerTimeout().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void stopHeadTimer() {
        if (headTimer != null) {
            headTimer.cancel(false);
            headTimer = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        carriage.clientWritable();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            close();
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (state == State.HEAD) {
                leave();
            } else if (state == State.LEAVING) {
                close();
            } else {
                endIfCutShort();
            }
        }
    }

    /** A request that ends in the middle comes to nothing, on either side. */
    private void endIfCutShort() {
        boolean reading = state == State.CARRYING || state == State.HOLDING;
        if (inputEnded && reading && !requestOver && decoder.buffered() == 0) {
            close();
        }
    }

    /** Says goodbye so that our last word arrives: what the client still says is read and dropped for a while. */
    private void leave() {
        if (state == State.CLOSED || state == State.LEAVING) {
            return;
        }
        state = State.LEAVING;
        endWatch();
        stopHeadTimer();
        carriage.close();
        decoder.dropAll();
        if (inputEnded) {
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> HalfClose.output(client));
        ScheduledFuture<?> patience = loop.schedule(this::close, LEAVE_SECONDS, TimeUnit.SECONDS);
        client.closeFuture().addListener(closed -> patience.cancel(false));
        demand();
    }

    private void close() {
        client.close();
        closed();
    }

    private void closed() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        stopHeadTimer();
        Holding held = holding;
        holding = null;
        if (held != null) {
            held.fail();
        }
        endWatch();
        carriage.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof java.io.IOException)) {
            // Its message may hold what a client sent.
            LOG.error("connection {}: closed after a fault of our own: {}", opening.connection(), cause.getClass());
            works.services().meters().faulted(Works.HTTP);
        }
        close();
    }
}
