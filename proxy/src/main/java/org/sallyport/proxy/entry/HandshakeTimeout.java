package org.sallyport.proxy.entry;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a client that takes too long over its handshake. Stands in the pipeline until {@link #stop}. */
final class HandshakeTimeout extends ChannelInboundHandlerAdapter {

    private final long time;
    private final TimeUnit unit;
    private @Nullable ScheduledFuture<?> timer;

    private HandshakeTimeout(long time, TimeUnit unit) {
        this.time = time;
        this.unit = unit;
    }

    static void start(ChannelPipeline pipeline, long time, TimeUnit unit) {
        pipeline.addFirst(new HandshakeTimeout(time, unit));
    }

    static void stop(ChannelPipeline pipeline) {
        if (pipeline.get(HandshakeTimeout.class) != null) {
            pipeline.remove(HandshakeTimeout.class);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer = ctx.executor().schedule(() -> ctx.close(), time, unit);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
