package org.sallyport.proxy.entry;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.Advertiser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that the kernel redirected: the kernel remembers where it wanted to go ({@code SO_ORIGINAL_DST}, linux/netfilter_ipv4.h;
 * {@code IP6T_SO_ORIGINAL_DST}, linux/netfilter_ipv6/ip6_tables.h). Only the native epoll channel can ask it.
 */
final class TransparentHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TransparentHandler.class);

    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;
    private static final int SO_ORIGINAL_DST = 80;

    /** struct sockaddr_in: family, port at 2, address at 4. */
    private static final RawUnixChannelOption ORIGINAL_V4 =
            new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, SO_ORIGINAL_DST, 16);

    /** struct sockaddr_in6: family, port at 2, flow label, address at 8. */
    private static final RawUnixChannelOption ORIGINAL_V6 =
            new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", SOL_IPV6, SO_ORIGINAL_DST, 28);

    private final Gate gate;
    private final String entry;

    TransparentHandler(Gate gate, String entry) {
        this.gate = gate;
        this.entry = entry;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress destination = originalDestination(ctx);
        InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
        if (destination == null || destination.equals(local)) {
            LOG.info(
                    "{}: a client at {} came without having been redirected here: refused",
                    entry,
                    ((InetSocketAddress) ctx.channel().remoteAddress())
                            .getAddress()
                            .getHostAddress());
            Gate.reset(ctx.channel());
            return;
        }
        Address address = new Address(destination.getAddress().getHostAddress(), destination.getPort());
        Upstreams.Wanted wanted = new Upstreams.Wanted(address, destination.getAddress(), null);
        ctx.pipeline()
                .replace(
                        this,
                        "direct",
                        new DirectHandler(
                                gate, entry, wanted, Opening.NamedBy.ORIGINAL_DESTINATION, Advertiser.IDENTITY, true));
        ctx.pipeline().fireChannelActive();
    }

    private static @Nullable InetSocketAddress originalDestination(ChannelHandlerContext ctx) {
        InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
        boolean v4 = local.getAddress() instanceof java.net.Inet4Address;
        try {
            ByteBuffer answer = ctx.channel().config().getOption(v4 ? ORIGINAL_V4 : ORIGINAL_V6);
            if (answer == null) {
                return null;
            }
            byte[] address = new byte[v4 ? 4 : 16];
            int port = ((answer.get(2) & 0xFF) << 8) | (answer.get(3) & 0xFF);
            answer.get(v4 ? 4 : 8, address);
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException | io.netty.channel.ChannelException e) {
            // The kernel knows nothing of this connection: it was not redirected.
            return null;
        }
    }
}
