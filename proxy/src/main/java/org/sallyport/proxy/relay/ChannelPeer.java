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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;

/**
 * A socket as a peer: the last handler of its channel's pipeline, which tells the relay what happens there.
 *
 * <p><b>Straight:</b> once nothing of a connection is read or held any more, what one socket receives is written to the other as
 * it is, in the buffer it was received in, and the relay hears only of what is rare: ends, errors and silence. Each direction then
 * has a back-pressure of its own, as without a gateway: a side is read while the other one takes it.
 */
final class ChannelPeer extends ChannelInboundHandlerAdapter implements Peer {

    private final Relay relay;
    private final Side side;
    private final Channel channel;

    /** Where what comes goes at once; null: to the relay. */
    private @Nullable ChannelPeer straightTo;

    /** Whose bytes come here past the relay; null when nobody's do. */
    private @Nullable ChannelPeer straightFrom;

    /** The relay is done with it, and hears no more of it. */
    private boolean parted;

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

    /** From now on what comes from either goes to the other at once. Both are read on. */
    static void goStraight(ChannelPeer one, ChannelPeer other) {
        one.straightTo = other;
        one.straightFrom = other;
        other.straightTo = one;
        other.straightFrom = one;
        one.readWhileTaken(other);
        other.readWhileTaken(one);
    }

    /** What comes from here goes through the relay again, which knows what is to be done with an end. */
    private void goRound() {
        ChannelPeer to = straightTo;
        if (to != null) {
            straightTo = null;
            to.straightFrom = null;
        }
    }

    private void readWhileTaken(ChannelPeer to) {
        // Where this doesn't ask for more, the other's becoming writable will.
        if (!to.isFull()) {
            channel.read();
        }
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
    public void flush(Consumer<Boolean> then) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(written -> then.accept(written.isSuccess() && !isOutputShutdown()));
    }

    @Override
    public void read() {
        channel.read();
    }

    @Override
    public boolean isActive() {
        return !parted && channel.isActive();
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
        goRound();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void part() {
        goRound();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (!written.isSuccess() || ((DuplexChannel) channel).isInputShutdown()) {
                channel.close();
            } else {
                HalfClose.output(channel);
                parted = true;
                relay.inactive(side);
                channel.read();
            }
        });
    }

    @Override
    public void close() {
        goRound();
        channel.close();
    }

    @Override
    public void whenClosed(Runnable then) {
        channel.closeFuture().addListener(closed -> then.run());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && !parted) {
            ChannelPeer to = straightTo;
            if (to == null) {
                relay.received(side, bytes);
            } else {
                relay.passed(side, bytes.readableBytes());
                to.write(bytes);
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ChannelPeer to = straightTo;
        if (parted) {
            channel.read();
        } else if (to == null) {
            relay.readComplete();
        } else {
            to.channel.flush();
            readWhileTaken(to);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ChannelPeer from = straightFrom;
        if (from == null) {
            relay.writabilityChanged();
        } else {
            from.readWhileTaken(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Data may still be in the kernel's buffer: the end is where a further read finds nothing.
            channelReadComplete(ctx);
        } else if (event instanceof ChannelInputShutdownReadComplete) {
            if (parted) {
                channel.close();
                return;
            }
            goRound();
            relay.inputEnded(side);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        goRound();
        if (!parted) {
            relay.inactive(side);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (parted) {
            channel.close();
        } else {
            relay.ending().failed(side, cause);
        }
    }
}
