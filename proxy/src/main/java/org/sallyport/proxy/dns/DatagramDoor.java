package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.sallyport.proxy.dns.DnsMeters.Happened;
import org.sallyport.proxy.entry.ClientNetworks;

/** Takes queries over UDP, and a query that is asked again while it is being looked up only once. On the event loop. */
final class DatagramDoor extends SimpleChannelInboundHandler<DatagramPacket> {

    private record Asked(InetSocketAddress sender, Query query) {}

    private final Desk desk;
    private final ClientNetworks clients;
    private final DnsMeters meters;
    private final Set<Asked> underWay = new HashSet<>();

    DatagramDoor(Desk desk, ClientNetworks clients, DnsMeters meters) {
        this.desk = desk;
        this.clients = clients;
        this.meters = meters;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        InetSocketAddress sender = packet.sender();
        // No service asks from port 0, and what is sent there comes to nobody.
        if (!clients.allow(sender.getAddress()) || sender.getPort() == 0) {
            meters.count(Happened.STRANGER);
            return;
        }
        ByteBuf message = packet.content();
        Query.Read read = Query.read(message);
        Asked asked = read instanceof Query.Read.Asked one ? new Asked(sender, one.query()) : null;
        if (asked != null && !underWay.add(asked)) {
            meters.count(Happened.REPEATED);
            return;
        }
        // Every query that is read is answered in the end, so the set is no larger than the look-ups are many.
        desk.handle(sender.getAddress(), message, read, false, answer -> {
            underWay.remove(asked);
            ctx.writeAndFlush(new DatagramPacket(answer, sender));
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A client that is gone, or a message that broke us: the others are served on.
        meters.count(Happened.MALFORMED);
    }
}
