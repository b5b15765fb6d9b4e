package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.sallyport.proxy.dns.DnsMeters.Happened;

/**
 * Takes queries over one TCP connection (RFC 7766): several at a time, answered as the answers come. A client that doesn't take
 * its answers, or is silent for long, is hung up on.
 */
final class StreamDoor extends SimpleChannelInboundHandler<ByteBuf> {

    private final Desk desk;
    private final DnsMeters meters;
    private final Set<Desk.Waiting> underWay = new HashSet<>();

    StreamDoor(Desk desk, DnsMeters meters) {
        this.desk = desk;
        this.meters = meters;
    }

    /** One query of this connection, and whether its answer has come. */
    private static final class Slot {
        private Desk.Waiting waiting = Desk.Waiting.NOT;
        private boolean answered;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
        InetAddress client = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        Query.Read read = Query.read(message);
        if (read instanceof Query.Read.Noise) {
            meters.count(Happened.MALFORMED);
            ctx.close();
            return;
        }
        Slot slot = new Slot();
        slot.waiting = desk.handle(client, message, read, true, answer -> {
            slot.answered = true;
            underWay.remove(slot.waiting);
            answer(ctx, answer);
        });
        if (!slot.answered) {
            underWay.add(slot.waiting);
        }
    }

    private static void answer(ChannelHandlerContext ctx, ByteBuf answer) {
        if (!ctx.channel().isWritable()) {
            answer.release();
            ctx.close();
            return;
        }
        ctx.write(ctx.alloc().buffer(2).writeShort(answer.readableBytes()));
        ctx.writeAndFlush(answer);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent && underWay.isEmpty()) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        underWay.forEach(Desk.Waiting::cancel);
        underWay.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
