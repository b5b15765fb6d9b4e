package org.sallyport.proxy.entry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.sallyport.proxy.relay.HalfClose;

/**
 * Hands what one channel reads to another, which may live on another event loop, and stops it from reading while the other
 * can't take more. One for each way.
 */
final class Bridge extends ChannelInboundHandlerAdapter {

    private final Channel to;
    private final boolean halfCloses;
    private boolean ended;

    /** @param halfCloses whether the end of input is passed on as just that; else it ends both ways */
    Bridge(Channel to, boolean halfCloses) {
        this.to = to;
        this.halfCloses = halfCloses;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf) {
            to.write(message, to.voidPromise());
        } else if (message instanceof ByteBufHolder last) {
            // What a codec made before it left.
            to.write(last.content(), to.voidPromise());
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        to.flush();
        if (!to.isWritable() && !ended) {
            // Should it become so right now: its word of that comes to this loop, after this.
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && to.isActive()) {
            to.eventLoop().execute(() -> {
                Bridge other = to.pipeline().get(Bridge.class);
                if (other != null && !other.ended) {
                    to.config().setAutoRead(true);
                }
            });
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownReadComplete && !ended) {
            ended = true;
            ctx.channel().config().setAutoRead(false);
            if (halfCloses) {
                to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> HalfClose.output(to));
            } else {
                closeOther();
            }
        } else if (event instanceof IdleStateEvent) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        closeOther();
    }

    private void closeOther() {
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
