package org.sallyport.proxy.entry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.relay.HttpRoad;
import org.sallyport.proxy.testkit.Await;

/** Connections with a destination of their own, as the relay hands them over. */
class TravellerTest {

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final AtomicInteger numbers = new AtomicInteger();
    private OpenGate gate;

    @BeforeEach
    void open() throws IOException {
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    @AfterEach
    void close() {
        gate.close();
    }

    /** A listener whose every client is taken for one the kernel says goes to {@code service}. */
    private Channel redirecting(WebService service) throws Exception {
        Transport transport = Transport.best();
        return new ServerBootstrap()
                .group(gate.group())
                .channel(transport.serverChannel())
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        new Bootstrap()
                                .group(client.eventLoop())
                                .channel(transport.channel())
                                .option(ChannelOption.AUTO_READ, false)
                                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                                .handler(new ChannelInboundHandlerAdapter())
                                .connect("127.0.0.1", service.port())
                                .addListener((io.netty.channel.ChannelFuture done) ->
                                        gate.http().take(traveller(client, done.channel(), service)));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private HttpRoad.Traveller traveller(Channel client, Channel server, WebService service) {
        Opening opening = new Opening(
                "t-" + numbers.incrementAndGet(),
                Instant.now(),
                "transparent",
                (InetSocketAddress) client.remoteAddress(),
                new Address("127.0.0.1", service.port()),
                Opening.NamedBy.ORIGINAL_DESTINATION,
                null,
                true);
        return new HttpRoad.Traveller(opening, null, client, Unpooled.buffer(), server, false);
    }

    private static Dialogue dial(Channel listener) throws IOException {
        return new Dialogue((InetSocketAddress) listener.localAddress());
    }

    @Test
    void aLyingHostLeadsNowhereElse() throws Exception {
        try (WebService real = WebService.answering("127.0.0.1", request -> WebService.ok("real"));
                WebService other = WebService.answering("127.0.0.2", request -> WebService.ok("other"));
                Dialogue client = dial(redirecting(real))) {
            client.say("GET /a HTTP/1.1\r\nHost: " + other.authority() + "\r\n\r\n");
            assertThat(client.response()).endsWith("real");
            client.say("GET http://" + other.authority() + "/b HTTP/1.1\r\nHost: " + other.authority() + "\r\n\r\n");
            assertThat(client.response()).endsWith("real");
            client.say("GET /c HTTP/1.0\r\n\r\n");
            assertThat(client.response()).endsWith("real");
            client.expectEnd();
            assertThat(other.connections()).isZero();
            assertThat(real.connections()).isEqualTo(1);
            assertThat(real.asked())
                    .as("as the client sent them: the one in absolute form is for another proxy")
                    .containsExactly(
                            "GET /a HTTP/1.1\r\nHost: " + other.authority() + "\r\n\r\n",
                            "GET http://" + other.authority() + "/b HTTP/1.1\r\nHost: " + other.authority()
                                    + "\r\n\r\n",
                            "GET /c HTTP/1.0\r\n\r\n");
        }
    }

    @Test
    void whereAConnectionGoesCountsAsWellAsWhatItsHostFieldSays() throws Exception {
        AtomicReference<Address> told = new AtomicReference<>();
        try (WebService real = WebService.answering("127.0.0.1", request -> WebService.ok("real"))) {
            inside.policy = question -> {
                told.set(question.opening().destination());
                return new Decision.Decided(
                        new Verdict.Deny(null),
                        java.util.List.of("none"),
                        java.util.List.of(),
                        "test",
                        java.util.List.of());
            };
            inside.catalogued = new ServiceId("aim");
            gate.close();
            open();
            try (Dialogue client = dial(redirecting(real))) {
                client.say("GET / HTTP/1.1\r\nHost: innocent.example\r\n\r\n");
                assertThat(client.response()).startsWith("HTTP/1.1 403 ");
                assertThat(told.get()).isEqualTo(new Address("innocent.example", real.port()));
                assertThat(real.asked()).isEmpty();
            }
        }
    }

    @Test
    void aWebSocketTalksFreelyOnceBothAgree() throws Exception {
        try (WebService service = webSocket();
                Dialogue client = dial(redirecting(service))) {
            talk(client, service);
        }
        try (WebService service = webSocket();
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            talk(client, service);
        }
    }

    private static WebService webSocket() throws IOException {
        return new WebService("127.0.0.1", socket -> {
            String head = WebService.head(socket.getInputStream());
            assertThat(head).contains("\r\nUpgrade: websocket\r\n").contains("\r\nConnection: Upgrade\r\n");
            // The first frame comes with the answer.
            socket.getOutputStream()
                    .write(
                            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u0081\u0002hi"
                                    .getBytes(ISO_8859_1));
            socket.getInputStream().transferTo(socket.getOutputStream());
        });
    }

    private static void talk(Dialogue client, WebService service) throws IOException {
        client.say(("GET /chat HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n\u0082\u0001x")
                .formatted(service.authority()));
        client.hear(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u0081\u0002hi");
        client.hear("\u0082\u0001x");
        String frame = "\u0082\u0005GET /";
        for (int i = 0; i < 100; i++) {
            client.say(frame);
            client.hear(frame);
        }
        client.socket().shutdownOutput();
        client.expectEnd();
    }

    @Test
    void otherProtocolsAreNotOffered() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("plain"));
                Dialogue client = dial(redirecting(service))) {
            client.play("""
                    C: GET / HTTP/1.1
                    C: Host: h
                    C: Upgrade: h2c
                    C: HTTP2-Settings: AAMAAABk
                    C: Connection: Upgrade, HTTP2-Settings
                    C:
                    """);
            assertThat(client.response()).endsWith("plain");
            assertThat(service.asked()).containsExactly("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        }
    }

    @Test
    void whenTheServiceClosesSoDoWe() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
                    WebService.head(socket.getInputStream());
                    socket.getOutputStream().write(WebService.ok("bye").getBytes(ISO_8859_1));
                });
                Dialogue client = dial(redirecting(service))) {
            client.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response()).endsWith("bye");
            client.expectEnd();
        }
    }

    @Test
    void whenTheClientGoesSoDoesTheService() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
            WebService.head(socket.getInputStream());
            socket.getInputStream().read();
        })) {
            try (Dialogue client = dial(redirecting(service))) {
                client.say("GET /monitor HTTP/1.1\r\nHost: h\r\n\r\n");
                Await.until("the service is asked", () -> service.open() == 1);
                client.socket().setSoLinger(true, 0);
            }
            Await.until("the service's connection is gone", () -> service.open() == 0);
        }
    }
}
