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
 * A client that the kernel handed over. After REDIRECT the kernel remembers where it wanted to go ({@code SO_ORIGINAL_DST},
 * linux/netfilter_ipv4.h; {@code IP6T_SO_ORIGINAL_DST}, linux/netfilter_ipv6/ip6_tables.h), and only the native epoll channel
 * can ask it; a socket that listens on both families has to be asked in the family the client came by. After TPROXY the
 * destination is the accepted socket's own address (Linux, Documentation/networking/tproxy.rst).
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
    private final EntrySettings.Mode mode;

    TransparentHandler(Gate gate, String entry, EntrySettings.Mode mode) {
        this.gate = gate;
        this.entry = entry;
        this.mode = mode;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
        InetAddress client = ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress();
        InetSocketAddress destination = switch (mode) {
            case REDIRECT -> redirectedFrom(ctx, local);
            case TPROXY -> local;
        };
        if (destination == null) {
            LOG.info(
                    "{}: a client at {} came without having been redirected here: refused",
                    entry,
                    client.getHostAddress());
            Gate.reset(ctx.channel());
            return;
        }
        Address address = new Address(destination.getAddress().getHostAddress(), destination.getPort());
        // Port 0: see Tproxy.
        InetSocketAddress source = mode == EntrySettings.Mode.TPROXY ? new InetSocketAddress(client, 0) : null;
        Upstreams.Wanted wanted = new Upstreams.Wanted(address, destination.getAddress(), source);
        ctx.pipeline()
                .replace(
                        this,
                        "direct",
                        new DirectHandler(
                                gate, entry, wanted, Opening.NamedBy.ORIGINAL_DESTINATION, Advertiser.IDENTITY, true));
        ctx.pipeline().fireChannelActive();
    }

    /** Where it wanted to go; null when it came here by itself. */
    private static @Nullable InetSocketAddress redirectedFrom(ChannelHandlerContext ctx, InetSocketAddress local) {
        InetSocketAddress original = originalDestination(ctx, local);
        return local.equals(original) ? null : original;
    }

    private static @Nullable InetSocketAddress originalDestination(ChannelHandlerContext ctx, InetSocketAddress local) {
        // Netty gives the address of an IPv4 client of a socket for both families as what it is.
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
