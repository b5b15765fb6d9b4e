package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.Advertiser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports that stand in for addresses which services hand out to clients of fixed entries: each leads to one such address. A port
 * per address, and not one port and a cookie, because a service may speak first and must be known before the client has said a
 * word.
 *
 * <p>Safe for any thread. Bounded by the ports configured: when all are in use the one longest not handed out is given a new
 * meaning, and a client that comes to it late is led to the new address, where its cookie is unknown.
 */
public final class RedirectPorts {

    private static final Logger LOG = LoggerFactory.getLogger(RedirectPorts.class);

    private final String name;
    private final Opening.NamedBy namedBy;
    private final String host;
    private final int first;
    private final int count;
    private final Deque<Port> free = new ArrayDeque<>();

    /** By meaning, the one longest not handed out first. */
    private final LinkedHashMap<Address, Port> inUse = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Integer, Port> ports = new LinkedHashMap<>();

    /**
     * @param name what the configuration calls them
     * @param namedBy what is said of connections that come to them
     * @param host where to listen
     * @param first the first port; 0 picks free ones
     * @param count how many, 1 to 1,000
     */
    public RedirectPorts(String name, Opening.NamedBy namedBy, String host, int first, int count) {
        this.name = name;
        this.namedBy = namedBy;
        this.host = host;
        this.first = first;
        this.count = count;
    }

    private static final class Port {
        private final int number;
        private @Nullable Address target;
        private String entry = "";
        private @Nullable String advertiseHost;

        Port(int number) {
            this.number = number;
        }
    }

    void bind(Entries entries, Gate gate, Upstreams upstreams) throws IOException {
        List<Port> bound = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = first == 0 ? 0 : first + i;
            int[] actual = new int[1];
            InetSocketAddress address = entries.bind(
                    name + "-" + i,
                    new InetSocketAddress(host, number),
                    namedBy != Opening.NamedBy.CALL_BACK,
                    () -> new RedirectHandler(gate, actual[0]));
            actual[0] = address.getPort();
            upstreams.own(address.getPort());
            bound.add(new Port(address.getPort()));
        }
        synchronized (this) {
            for (Port port : bound) {
                ports.put(port.number, port);
                free.add(port);
            }
        }
    }

    /** An advertiser for the clients of one entry. */
    Advertiser advertiser(String entry, @Nullable String advertiseHost) {
        return (client, target) -> advertise(entry, advertiseHost, client, target);
    }

    /**
     * An address of the gateway's that leads to {@code target} from now on.
     *
     * @param entry what connections that come there are said to have come in by
     * @param advertiseHost the gateway's name there; null for the address by which {@code client} reaches it
     */
    Address advertise(String entry, @Nullable String advertiseHost, Channel client, Address target) {
        Integer port = portFor(entry, advertiseHost, target);
        if (port == null) {
            return target;
        }
        String reachable = advertiseHost != null
                ? advertiseHost
                : ((InetSocketAddress) client.localAddress()).getAddress().getHostAddress();
        return new Address(reachable, port);
    }

    private synchronized @Nullable Integer portFor(String entry, @Nullable String advertiseHost, Address target) {
        Port port = inUse.get(target);
        if (port == null) {
            port = free.poll();
            if (port == null) {
                Map.Entry<Address, Port> eldest = inUse.pollFirstEntry();
                if (eldest == null) {
                    return null;
                }
                port = eldest.getValue();
                LOG.warn(
                        "all {} ports of '{}' are in use: {} no longer leads to {}; give it more",
                        count,
                        name,
                        port.number,
                        eldest.getKey());
            }
            port.target = target;
            port.entry = entry;
            port.advertiseHost = advertiseHost;
            inUse.put(target, port);
        }
        return port.number;
    }

    private synchronized @Nullable Port at(int number) {
        Port port = ports.get(number);
        return port == null || port.target == null ? null : port;
    }

    /** Finds out where this port leads to now. */
    private final class RedirectHandler extends io.netty.channel.ChannelInboundHandlerAdapter {
        private final Gate gate;
        private final int number;

        RedirectHandler(Gate gate, int number) {
            this.gate = gate;
            this.number = number;
        }

        @Override
        public void channelActive(io.netty.channel.ChannelHandlerContext ctx) {
            Port port = at(number);
            Channel client = ctx.channel();
            Address target = port == null ? null : port.target;
            if (port == null || target == null) {
                Gate.reset(client);
                return;
            }
            ctx.pipeline()
                    .replace(
                            this,
                            "direct",
                            new DirectHandler(
                                    gate,
                                    port.entry,
                                    Upstreams.Wanted.of(target),
                                    namedBy,
                                    advertiser(port.entry, port.advertiseHost),
                                    false));
            ctx.pipeline().fireChannelActive();
        }
    }
}
