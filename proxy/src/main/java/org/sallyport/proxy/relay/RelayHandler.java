package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.ReferenceCountUtil;
import org.sallyport.protocols.Side;

/** Tells the relay what happens on one of its two channels. */
final class RelayHandler extends ChannelInboundHandlerAdapter {

    private final Relay relay;
    private final Side side;

    RelayHandler(Relay relay, Side side) {
        this.relay = relay;
        this.side = side;
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
        relay.readComplete(side);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        relay.writabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Data may still be in the kernel's buffer: the end is where a further read finds nothing.
            relay.readComplete(side);
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
