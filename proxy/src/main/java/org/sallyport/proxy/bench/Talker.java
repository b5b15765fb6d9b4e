package org.sallyport.proxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: gathers bytes until all of what is expected next is there. Never holds more than what one read brings
 * beyond that. Confined to its event loop.
 */
abstract class Talker extends ChannelInboundHandlerAdapter {

    private @Nullable ByteBuf in;

    /** How many bytes come next. */
    abstract int expected();

    /** They are there, from {@code at} on. */
    abstract void take(ChannelHandlerContext ctx, ByteBuf bytes, int at);

    /** The connection is gone, or unusable. Called once or more. */
    abstract void failed(ChannelHandlerContext ctx, String why);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf all = in == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), in, bytes);
        in = null;
        int n;
        while (all.readableBytes() >= (n = expected())) {
            int at = all.readerIndex();
            all.skipBytes(n);
            take(ctx, all, at);
        }
        if (all.isReadable()) {
            in = all;
        } else {
            all.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        failed(ctx, "the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed(ctx, String.valueOf(cause.getMessage()));
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (in != null) {
            in.release();
            in = null;
        }
    }
}
