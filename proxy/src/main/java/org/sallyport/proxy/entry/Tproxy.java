package org.sallyport.proxy.entry;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Sockets with addresses that are not this machine's ({@code IP_TRANSPARENT}, ip(7)). One socket option serves both families:
 * the kernel has one flag for it.
 *
 * <p>The gateway calls services from the client's address but from a port of its own. With the client's port, the connection's
 * two halves would have the same addresses and ports, and the kernel's connection tracking would take the second for a repetition
 * of the first. The port is chosen when connecting ({@code IP_BIND_ADDRESS_NO_PORT}), so that one client may have as many
 * connections as there are ports to each service, and not to all of them together.
 */
final class Tproxy {

    private Tproxy() {}

    /**
     * Tries whether this process may have such sockets.
     *
     * @throws IOException when not; says what to grant
     */
    static void require(String entry) throws IOException {
        EpollServerSocketChannel trial = new EpollServerSocketChannel();
        try {
            trial.config().setOption(EpollChannelOption.IP_TRANSPARENT, true);
        } catch (ChannelException e) {
            throw new IOException(
                    "entry '" + entry
                            + "' in mode tproxy needs the capability CAP_NET_RAW or CAP_NET_ADMIN, which this process does not have: grant it"
                            + " (with systemd AmbientCapabilities=CAP_NET_RAW, see docs/deploy.md), or set entries.transparent.mode to redirect",
                    e);
        } finally {
            trial.unsafe().closeForcibly();
        }
    }

    /** On a machine without IPv6, {@code [::]} is {@code 0.0.0.0}: all there is. */
    static InetSocketAddress families(InetSocketAddress listen) {
        InetAddress address = listen.getAddress();
        boolean all = address instanceof java.net.Inet6Address && address.isAnyLocalAddress();
        return all && !Socket.isIPv6Preferred() ? new InetSocketAddress("0.0.0.0", listen.getPort()) : listen;
    }

    /** The address to call {@code to} from: never this machine, nor the other IP version, from a client's. */
    static @Nullable InetSocketAddress source(@Nullable InetSocketAddress wanted, InetSocketAddress to) {
        if (wanted == null || wanted.getAddress().getClass() != to.getAddress().getClass()) {
            return null;
        }
        return Destinations.isOwn(to.getAddress()) ? null : wanted;
    }

    /** Connects, from an address of somebody else when one is given. */
    static ChannelFuture connect(Bootstrap bootstrap, InetSocketAddress to, @Nullable InetSocketAddress from) {
        if (from == null) {
            return bootstrap.connect(to);
        }
        return bootstrap
                .option(EpollChannelOption.IP_TRANSPARENT, true)
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .option(ChannelOption.SO_REUSEADDR, true)
                .connect(to, from);
    }
}
