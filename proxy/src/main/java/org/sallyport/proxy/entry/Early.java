package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a client sends before the relay is there to take it. A client that is not read is silent, with one exception: when it says
 * that it is done, the native transport reads on by itself to the end. Both its bytes and that end would be lost.
 *
 * <p>Confined to the event loop. Holds at most {@value #MOST} bytes, about what the kernel takes of a connection that is not read;
 * a client with more is reset.
 */
final class Early {

    private static final int MOST = 1 << 20;

    private final Deque<Object> held = new ArrayDeque<>();
    private int bytes;

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Takes over the buffer. */
    void add(ChannelHandlerContext ctx, ByteBuf more) {
        if (more.readableBytes() > MOST - bytes || !ctx.channel().isActive()) {
            more.release();
            Gate.reset(ctx.channel());
            return;
        }
        bytes += more.readableBytes();
        held.add(more);
    }

    /** Keeps it if it says that the client is done. */
    void event(Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete) {
            held.add(event);
        }
    }

    /** Gives everything to whoever comes next in the pipeline, in the order it came; to nobody when the client has gone. */
    void replay(ChannelHandlerContext ctx) {
        boolean reading = false;
        Object next;
        while ((next = held.poll()) != null) {
            if (!ctx.channel().isActive()) {
                ReferenceCountUtil.release(next);
            } else if (next instanceof ByteBuf) {
                ctx.fireChannelRead(next);
                reading = true;
            } else {
                if (reading) {
                    ctx.fireChannelReadComplete();
                }
                ctx.fireUserEventTriggered(next);
                reading = false;
            }
        }
        if (reading && ctx.channel().isActive()) {
            ctx.fireChannelReadComplete();
        }
    }
}
