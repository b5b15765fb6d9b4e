package org.sallyport.proxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * One end of a connection: compares every byte that comes with the one that should. Keeps none of them. Confined to its event
 * loop.
 */
abstract class Talker extends ChannelInboundHandlerAdapter {

    /** How many bytes of what is expected were there already. */
    private int position;

    /** How many bytes come next; 0: none should. */
    abstract int expected();

    /** Whether {@code n} bytes of {@code in} are what is expected from {@code position} on. */
    abstract boolean matches(int position, ByteBuf in, int at, int n);

    /** All of what was expected is there. */
    abstract void complete(ChannelHandlerContext ctx);

    /** The connection is gone, or unusable, or said something wrong. Called once or more. */
    abstract void failed(ChannelHandlerContext ctx, String why);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                int wanted = expected() - position;
                int n = Math.min(wanted, bytes.readableBytes());
                if (n <= 0) {
                    failed(ctx, "more than was asked for");
                    return;
                }
                if (!matches(position, bytes, bytes.readerIndex(), n)) {
                    failed(ctx, "a wrong byte");
                    return;
                }
                bytes.skipBytes(n);
                position += n;
                if (n == wanted) {
                    position = 0;
                    complete(ctx);
                }
            }
        } finally {
            bytes.release();
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

    /** Whether {@code wanted} has these {@code n} bytes from {@code position} on. */
    static boolean same(byte[] wanted, int position, ByteBuf in, int at, int n) {
        for (int i = 0; i < n; i++) {
            if (wanted[position + i] != in.getByte(at + i)) {
                return false;
            }
        }
        return true;
    }
}
