package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what a peer sends before its relay is there, its end included, and gives it to the relay when that first asks for
 * something to read; then it leaves.
 *
 * <p>Bounded by not being read: what can still come is what was on its way through the decoders of a handshake, and what a
 * transport reads unasked when the peer has closed its side, one receive buffer each.
 */
final class Early extends ChannelDuplexHandler {

    static final String NAME = "early";

    private final Queue<Object> kept = new ArrayDeque<>();
    private boolean asked;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf) {
            kept.add(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete) {
            kept.add(event);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!asked) {
            asked = true;
            // Whoever asks is in the middle of something.
            ctx.executor().execute(() -> leave(ctx));
        }
        if (kept.isEmpty()) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // First what it said, then that it is gone.
        leave(ctx);
        ctx.fireChannelInactive();
    }

    private void leave(ChannelHandlerContext ctx) {
        if (!ctx.isRemoved()) {
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        boolean bytes = false;
        Object next;
        while ((next = kept.poll()) != null) {
            if (next instanceof ByteBuf) {
                bytes = true;
                ctx.fireChannelRead(next);
            } else {
                if (bytes) {
                    bytes = false;
                    ctx.fireChannelReadComplete();
                }
                ctx.fireUserEventTriggered(next);
            }
        }
        if (bytes) {
            ctx.fireChannelReadComplete();
        }
    }

    /** A peer that fails before the relay is there is closed, and the relay finds it so. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
