package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.sallyport.protocols.Side;

/** A socket as a peer: the last handler of its channel's pipeline, which tells the relay what happens there. */
final class ChannelPeer extends ChannelInboundHandlerAdapter implements Peer {

    private final Relay relay;
    private final Side side;
    private final Channel channel;

    /** {@code channel} is a {@link DuplexChannel} that does not read by itself. */
    ChannelPeer(Relay relay, Side side, Channel channel) {
        this.relay = relay;
        this.side = side;
        this.channel = channel;
    }

    Channel channel() {
        return channel;
    }

    /** From now on the relay hears of what happens. */
    void attach() {
        channel.pipeline().addLast("relay", this);
    }

    /** From now on it doesn't, and the channel belongs to somebody else. */
    void detach() {
        channel.pipeline().remove(this);
    }

    /** Whether the gateway itself speaks TLS here. */
    boolean isEncrypted() {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    private boolean isOutputShutdown() {
        return ((DuplexChannel) channel).isOutputShutdown();
    }

    @Override
    public ByteBufAllocator alloc() {
        return channel.alloc();
    }

    @Override
    public void write(ByteBuf bytes) {
        if (isOutputShutdown()) {
            // Nobody is there for it any more, which is no reason to end the other direction.
            bytes.release();
        } else {
            channel.write(bytes, channel.voidPromise());
        }
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void read() {
        channel.read();
    }

    @Override
    public boolean isActive() {
        return channel.isActive();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public boolean isFull() {
        return !channel.isWritable() && channel.isActive() && !isOutputShutdown();
    }

    @Override
    public void finish() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> HalfClose.output(channel));
    }

    @Override
    public void closeAfterFlush() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void whenClosed(Runnable then) {
        channel.closeFuture().addListener(closed -> then.run());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            relay.received(side, bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        relay.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        relay.writabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Data may still be in the kernel's buffer: the end is where a further read finds nothing.
            relay.readComplete();
        } else if (event instanceof ChannelInputShutdownReadComplete) {
            relay.inputEnded(side);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        relay.inactive(side);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        relay.failed(side, cause);
    }
}
