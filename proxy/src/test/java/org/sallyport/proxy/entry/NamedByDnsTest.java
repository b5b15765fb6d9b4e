package org.sallyport.proxy.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.proxy.dns.DnsNames;
import org.sallyport.proxy.relay.Advertiser;

/** A client that was redirected by the kernel, so that it comes with an address, after it had asked for a name. */
class NamedByDnsTest {

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final ServiceId CHAT = new ServiceId("chat");

    private final DnsNames names = new DnsNames(100, Duration.ofHours(1), System::nanoTime);

    @Test
    void theNameItAskedForIsWhereItGoes() throws Exception {
        names.remember(LOCAL, LOCAL, "chat.example.com", 60);
        Opening opening = openingOf("chat.example.com");
        assertThat(opening.destination().host()).isEqualTo("chat.example.com");
        assertThat(opening.namedBy()).isEqualTo(Opening.NamedBy.DNS);
    }

    @Test
    void anotherClientsNameIsNot() throws Exception {
        names.remember(InetAddress.getByName("10.0.0.1"), LOCAL, "chat.example.com", 60);
        Opening opening = openingOf("chat.example.com");
        assertThat(opening.destination().host()).isEqualTo("127.0.0.1");
        assertThat(opening.namedBy()).isEqualTo(Opening.NamedBy.ORIGINAL_DESTINATION);
    }

    @Test
    void aNameOfNoServiceDoesNotHideAnAddressOfOne() throws Exception {
        names.remember(LOCAL, LOCAL, "innocent.example.org", 60);
        Opening opening = openingOf("127.0.0.1");
        assertThat(opening.destination().host()).isEqualTo("127.0.0.1");
        assertThat(opening.namedBy()).isEqualTo(Opening.NamedBy.ORIGINAL_DESTINATION);
    }

    /** What the relay is told of a connection to loopback, while only {@code ofService} is in the catalogue. */
    private Opening openingOf(String ofService) throws Exception {
        Watcher watcher = new Watcher();
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.names = names;
        inside.protocols = new Protocols(List.of(watcher));
        inside.catalogue = address -> address.host().equals(ofService) ? CHAT : ServiceId.UNKNOWN;
        Transport transport = Transport.best();
        EventLoopGroup group = transport.newGroup("test-redirected", 1);
        try (ServerSocket service = new ServerSocket(0, 50, LOCAL);
                OpenGate gate = new OpenGate(OpenGate.relaySettings(), inside)) {
            Address dialled = new Address("127.0.0.1", service.getLocalPort());
            Channel redirected = new ServerBootstrap()
                    .group(group)
                    .channel(transport.serverChannel())
                    .childOption(ChannelOption.AUTO_READ, false)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel ch) {
                            ch.pipeline()
                                    .addLast(new DirectHandler(
                                            gate.gate(),
                                            "transparent",
                                            new Upstreams.Wanted(dialled, LOCAL, null),
                                            Opening.NamedBy.ORIGINAL_DESTINATION,
                                            Advertiser.IDENTITY,
                                            true));
                        }
                    })
                    .bind(new InetSocketAddress(LOCAL, 0))
                    .sync()
                    .channel();
            try (Socket client = new Socket(LOCAL, ((InetSocketAddress) redirected.localAddress()).getPort());
                    Socket accepted = service.accept()) {
                assertThat(accepted.isConnected()).isTrue();
                client.getOutputStream().write('x');
                return watcher.seen.get(60, TimeUnit.SECONDS);
            }
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** Claims nothing, and tells what it was shown. */
    private static final class Watcher implements ProtocolPlugin {
        final CompletableFuture<Opening> seen = new CompletableFuture<>();

        @Override
        public ProtocolId id() {
            return new ProtocolId("watcher");
        }

        @Override
        public Set<ServiceId> services() {
            return Set.of(CHAT);
        }

        @Override
        public Detection detect(Opening opening, FirstBytes first) {
            seen.complete(opening);
            return Detection.NeedMore.INSTANCE;
        }

        @Override
        public Codec newCodec(Side from, Limits limits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Session newSession(SessionContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScreenName screenName(ServiceId service, String name) {
            throw new UnsupportedOperationException();
        }
    }
}
