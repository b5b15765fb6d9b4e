package org.sallyport.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.tls.ClientHello;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two handshakes of one connection. The service's comes first: only when it is who it should be is the client shown a
 * certificate in its name. Neither channel reads by itself, so the first read of each is asked for here; the TLS handlers ask
 * for the others.
 *
 * <p>Confined to the event loop of both channels.
 */
final class Handshakes {

    private static final Logger LOG = LoggerFactory.getLogger(Handshakes.class);

    /** What follows a failure of a service that wanted a certificate of its client. */
    static final String ASKED =
            " (it asked for a client's certificate, which the gateway can't have; consider 'tls.never')";

    /** What is offered to services of what a client offers: the protocols that can be read when they are chosen. */
    private static final Set<String> READABLE = Set.of("http/1.1", "http/1.0");

    private static final String EDGE = "tls-edge";
    private static final String HELD = "tls-held";

    /** Far more than one reading of a channel gives. */
    private static final int MAX_HELD = 2 << 20;

    private static final int ALERT = 21;
    private static final int FATAL = 2;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int CERTIFICATE_UNKNOWN = 46;
    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_2 = 0x0303;

    private final Plan plan;
    private final Channel client;
    private final Channel server;
    private final Duration timeout;
    private final Refusals refusals;
    private final Consumer<Result> then;

    /** Ours until the client's TLS handler gets it; null from then on. */
    private @Nullable ByteBuf hello;

    private final ChannelFutureListener clientGone = closed -> fail(new Result.ClientFailed("it went away"));

    private int helloVersion = TLS_1_0;
    private @Nullable ScheduledFuture<?> timer;
    private boolean over;

    Handshakes(
            Plan plan,
            Channel client,
            ByteBuf hello,
            Channel server,
            Duration timeout,
            Refusals refusals,
            Consumer<Result> then) {
        this.plan = plan;
        this.client = client;
        this.hello = hello;
        this.server = server;
        this.timeout = timeout;
        this.refusals = refusals;
        this.then = then;
    }

    void begin() {
        ByteBuf held = hello;
        if (held == null || !(ClientHello.read(held) instanceof ClientHello.Hello(ClientHello said))) {
            // Also when plain text comes before it: behind STARTTLS, that would be taken for said under TLS.
            fail(new Result.ClientFailed("what it says is no whole TLS hello"));
            return;
        }
        helloVersion = said.version();
        timer = client.eventLoop().schedule(this::timedOut, timeout.toMillis(), TimeUnit.MILLISECONDS);
        client.pipeline().addFirst(HELD, new Held());
        plan.prepare(client.eventLoop());
        List<String> offers = said.alpn().stream().filter(READABLE::contains).toList();
        SslHandler tls = plan.towardsService(server.alloc(), offers);
        client.closeFuture().addListener(clientGone);
        install(server, tls, "the service", () -> fail(new Result.UpstreamFailed("it ended during the handshake")));
        tls.handshakeFuture().addListener((Future<Channel> done) -> serviceDone(tls, done));
        if (!over) {
            server.read();
        }
    }

    private void install(Channel channel, SslHandler tls, String who, TlsEdge.Ended ended) {
        String what = "connection " + plan.connection() + " to " + plan.host() + ", TLS with " + who;
        channel.pipeline().addFirst(EDGE, new TlsEdge(tls, what, ended)).addFirst(Interception.TLS, tls);
    }

    private void serviceDone(SslHandler tls, Future<Channel> done) {
        if (over) {
            return;
        }
        Throwable cause = done.cause();
        if (cause != null) {
            Result.Failed failed = Causes.upstream(cause);
            boolean asked = failed instanceof Result.UpstreamFailed && NoCertificate.wasAsked(tls.engine());
            fail(asked ? new Result.UpstreamFailed(failed.why() + ASKED) : failed);
            return;
        }
        String chosen = tls.engine().getApplicationProtocol();
        String alpn = chosen == null || chosen.isEmpty() ? null : chosen;
        plan.towardsClient(client.eventLoop(), client.alloc(), alpn, handler -> answer(handler, alpn));
    }

    private void answer(@Nullable SslHandler tls, @Nullable String alpn) {
        ByteBuf held = hello;
        if (over || held == null) {
            return;
        }
        if (tls == null) {
            fail(new Result.ClientFailed("the gateway has no certificate to show it"));
            return;
        }
        install(client, tls, "the client", () -> fail(new Result.ClientFailed("it ended during the handshake")));
        tls.handshakeFuture().addListener((Future<Channel> done) -> clientDone(alpn, done));
        hello = null;
        client.pipeline().remove(HELD);
        client.pipeline().fireChannelRead(held);
        client.pipeline().fireChannelReadComplete();
        if (!over) {
            client.read();
        }
    }

    private void clientDone(@Nullable String alpn, Future<Channel> done) {
        if (over) {
            return;
        }
        Throwable cause = done.cause();
        if (cause != null) {
            fail(Causes.client(cause));
            return;
        }
        over = true;
        stopWatching();
        refusals.accepted(plan.host());
        try {
            then.accept(new Result.Established(alpn));
        } catch (RuntimeException e) {
            LOG.error("connection {}: closed after a fault of our own", plan.connection(), e);
            client.close();
            server.close();
            return;
        }
        open(server);
        open(client);
    }

    private static void open(Channel channel) {
        ChannelHandlerContext ctx = channel.pipeline().context(EDGE);
        if (ctx != null && ctx.handler() instanceof TlsEdge edge) {
            edge.open(ctx);
        }
    }

    private void timedOut() {
        String late = "no handshake within " + timeout.toMillis() + " ms";
        fail(hello == null ? new Result.ClientFailed(late) : new Result.UpstreamFailed(late));
    }

    private void fail(Result.Failed failed) {
        if (over) {
            return;
        }
        over = true;
        stopWatching();
        log(failed);
        try {
            then.accept(failed);
        } finally {
            ByteBuf held = hello;
            if (held != null) {
                hello = null;
                held.release();
                refuse(failed);
            } else {
                // Its TLS handler has sent the alert.
                client.close();
            }
            server.close();
        }
    }

    private void log(Result.Failed failed) {
        switch (failed) {
            case Result.UpstreamNotTrusted no ->
                LOG.warn("connection {} to {}: closed, {}", plan.connection(), plan.host(), no.why());
            case Result.UpstreamFailed no ->
                LOG.info("connection {} to {}: no TLS with the service: {}", plan.connection(), plan.host(), no.why());
            case Result.ClientRefused no -> {
                LOG.info(
                        "connection {} to {}: the client refuses the gateway's certificate: {}",
                        plan.connection(),
                        plan.host(),
                        no.why());
                refusals.refused(plan.host());
            }
            case Result.ClientFailed no ->
                LOG.info("connection {} to {}: no TLS with the client: {}", plan.connection(), plan.host(), no.why());
        }
    }

    /** The client has said hello and had no answer: an alert (RFC 8446 section 6) tells it that there is no network trouble. */
    private void refuse(Result.Failed failed) {
        int alert = failed instanceof Result.UpstreamNotTrusted ? CERTIFICATE_UNKNOWN : HANDSHAKE_FAILURE;
        ByteBuf record = client.alloc().buffer(7);
        record.writeByte(ALERT).writeShort(Math.clamp(helloVersion, TLS_1_0, TLS_1_2));
        record.writeShort(2).writeByte(FATAL).writeByte(alert);
        client.writeAndFlush(record).addListener(ChannelFutureListener.CLOSE);
    }

    /** Keeps what the client says while the service's handshake is under way: a reading may have more to it than the hello. */
    private final class Held extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf before = hello;
            if (before == null || !(message instanceof ByteBuf more)) {
                ReferenceCountUtil.release(message);
                return;
            }
            hello = Unpooled.wrappedBuffer(before, more);
            if (before.readableBytes() + more.readableBytes() > MAX_HELD) {
                fail(new Result.ClientFailed("it goes on without waiting for an answer"));
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            // Nothing for the others to know of.
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete) {
                fail(new Result.ClientFailed("it ended during the handshake"));
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }
    }

    private void stopWatching() {
        client.closeFuture().removeListener(clientGone);
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
