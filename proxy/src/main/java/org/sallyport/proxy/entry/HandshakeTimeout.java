package org.sallyport.proxy.entry;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a client that takes too long over its handshake, however busy it looks meanwhile, or that ends in the middle of it.
 * Stands in the pipeline until {@link #stop}.
 */
final class HandshakeTimeout extends ChannelInboundHandlerAdapter {

    private final Gate gate;
    private final String entry;
    private final Duration time;
    private @Nullable ScheduledFuture<?> timer;

    /** The client has said something; one that comes and goes without a word is somebody looking whether the port is open. */
    private boolean begun;

    /** The client has said all it has to say, and may close its side. */
    private boolean asked;

    private HandshakeTimeout(Gate gate, String entry, Duration time) {
        this.gate = gate;
        this.entry = entry;
        this.time = time;
    }

    static void start(ChannelPipeline pipeline, Gate gate, String entry, Duration time) {
        pipeline.addFirst(new HandshakeTimeout(gate, entry, time));
    }

    /** The client need not say more. */
    static void asked(ChannelPipeline pipeline) {
        HandshakeTimeout watch = pipeline.get(HandshakeTimeout.class);
        if (watch != null) {
            watch.asked = true;
        }
    }

    static void stop(ChannelPipeline pipeline) {
        if (pipeline.get(HandshakeTimeout.class) != null) {
            pipeline.remove(HandshakeTimeout.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor()
                .schedule(() -> end(ctx, "its handshake took too long"), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        begun = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !asked) {
            // What was read before may be a whole request, and is looked at before this is acted on.
            ctx.executor().execute(() -> {
                if (!ctx.isRemoved() && !asked) {
                    end(ctx, begun ? "it ended in the middle of its handshake" : null);
                }
            });
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (begun && !asked && !ctx.isRemoved()) {
            gate.refusals().add(Refusal.HANDSHAKE, entry, ctx.channel(), "it ended in the middle of its handshake");
        }
        ctx.fireChannelInactive();
    }

    private void end(ChannelHandlerContext ctx, @Nullable String why) {
        if (why != null) {
            gate.refusals().add(Refusal.HANDSHAKE, entry, ctx.channel(), why);
        }
        stop(ctx.pipeline());
        ctx.channel().close();
    }
}
