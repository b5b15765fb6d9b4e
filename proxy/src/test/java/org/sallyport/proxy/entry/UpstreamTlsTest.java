package org.sallyport.proxy.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.relay.HalfClose;
import org.sallyport.proxy.testkit.Certificates;
import org.sallyport.proxy.testkit.Echo;
import org.sallyport.proxy.testkit.LogLines;

/** Routes whose service speaks TLS, to clients that do not. */
class UpstreamTlsTest {

    private static final String HOST = "im.example.test";
    private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    private final Counted counted = new Counted();

    @BeforeAll
    static void certificate() throws Exception {
        certificates = new Certificates(folder, HOST);
    }

    private static UpstreamSettings settings(
            int port, @Nullable Path ca, @Nullable String name, UpstreamSettings.Way way) {
        return new UpstreamSettings(
                List.of(new UpstreamSettings.Route(
                        "login.oscar.aol.com",
                        0,
                        new Address("127.0.0.1", port),
                        new UpstreamSettings.Tls(ca, name),
                        way)),
                Duration.ofSeconds(20),
                false);
    }

    private static UpstreamSettings settings(int port) {
        return settings(port, certificates.pem(), HOST, UpstreamSettings.Way.Usual.INSTANCE);
    }

    private OpenGate gate(Transport transport, UpstreamSettings settings) throws Exception {
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.meters = counted;
        return new OpenGate(
                transport,
                OpenGate.relaySettings(),
                settings,
                inside,
                OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    private static Talk ask(OpenGate gate) throws Exception {
        return Talk.proxy(gate).sayText("CONNECT login.oscar.aol.com:5190 HTTP/1.1\r\n\r\n");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theServiceSpeaksTlsAndTheClientDoesNot(Transport transport) throws Exception {
        try (Echo service = new Echo(certificates.listen());
                OpenGate gate = gate(transport, settings(service.port()));
                Talk client = ask(gate)) {
            client.hearText(ESTABLISHED).echo("hello").echo("y".repeat(300_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServiceThatSpeaksFirstIsHeardAndToldTheName(String version) throws Exception {
        try (SSLServerSocket listener = certificates.listen();
                OpenGate gate = gate(Transport.best(), settings(listener.getLocalPort()))) {
            listener.setEnabledProtocols(new String[] {version});
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(
                    () -> {
                        try (SSLSocket socket = (SSLSocket) listener.accept()) {
                            socket.getOutputStream().write("welcome".getBytes(ISO_8859_1));
                            return ((ExtendedSSLSession) socket.getSession())
                                    .getRequestedServerNames()
                                    .toString();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    Thread.ofVirtual()::start);
            try (Talk client = ask(gate)) {
                client.hearText(ESTABLISHED + "welcome").end();
            }
            assertThat(asked.join()).contains(HOST);
        }
    }

    @Test
    void tlsGoesThroughAProxyToTheService() throws Exception {
        try (Echo service = new Echo(certificates.listen());
                OpenGate parent = new OpenGate(
                        Transport.best(),
                        OpenGate.relaySettings(),
                        OpenGate.proxy(EntrySettings.Authentication.NONE))) {
            for (ParentProxy.Kind kind : ParentProxy.Kind.values()) {
                ParentProxy proxy = new ParentProxy(
                        kind, new Address("127.0.0.1", parent.address("proxy").getPort()), null, null);
                try (OpenGate gate = gate(
                                Transport.best(),
                                settings(
                                        service.port(),
                                        certificates.pem(),
                                        HOST,
                                        new UpstreamSettings.Way.Through(proxy)));
                        Talk client = ask(gate)) {
                    client.hearText(ESTABLISHED).echo("hello by " + kind);
                }
            }
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws Exception {
        refused(certificates.pem(), "other.example.test");
    }

    @Test
    void aCertificateNobodyTrustsIsRefused() throws Exception {
        refused(null, HOST);
    }

    @Test
    void withoutANameTheAddressMustBeInTheCertificate() throws Exception {
        refused(certificates.pem(), null);
    }

    private void refused(@Nullable Path ca, @Nullable String name) throws Exception {
        try (Echo service = new Echo(certificates.listen());
                LogLines log = new LogLines("org.sallyport.proxy", Level.INFO);
                OpenGate gate = gate(
                        Transport.best(), settings(service.port(), ca, name, UpstreamSettings.Way.Usual.INSTANCE));
                Talk client = ask(gate)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 502 ");
            counted.await("{unreachable=1}");
            log.await("no connection to login.oscar.aol.com:5190");
        }
    }

    @Test
    void aServiceWithoutTlsIsRefused() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                OpenGate gate = gate(Transport.best(), settings(listener.getLocalPort()))) {
            Thread service = Thread.ofVirtual().start(() -> {
                try (Talk socket = new Talk(listener.accept())) {
                    socket.sayText("220 plain words\r\n").rest();
                } catch (IOException e) {
                    // The gateway is gone.
                }
            });
            try (Talk client = ask(gate)) {
                assertThat(client.rest()).startsWith("HTTP/1.1 502 ");
            }
            service.join();
        }
    }

    @Test
    void aFileThatIsNoCertificateIsSaidAtTheStart() {
        assertThatThrownBy(() -> new Upstreams(
                        settings(1, folder.resolve("nothing.pem"), null, UpstreamSettings.Way.Usual.INSTANCE),
                        Transport.best()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing.pem");
    }

    /** What comes out of an upstream connection, as the relay would see it. */
    private static final class Ear extends ChannelInboundHandlerAdapter {
        private final StringBuilder heard = new StringBuilder();
        private final CompletableFuture<String> all = new CompletableFuture<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            heard.append(bytes.toString(ISO_8859_1));
            bytes.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.read();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownReadComplete) {
                all.complete(heard.toString());
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            all.complete("gone after " + heard);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void oneDirectionEndsInTlsAndTheOtherGoesOn(Transport transport) throws Exception {
        EventLoopGroup group = transport.newGroup("test", 1);
        try (SSLServerSocket listener = certificates.listen();
                Upstreams upstreams = new Upstreams(settings(listener.getLocalPort()), transport)) {
            CompletableFuture<String> service = CompletableFuture.supplyAsync(
                    () -> {
                        try (SSLSocket socket = (SSLSocket) listener.accept()) {
                            // Without close_notify this would fail: the end would look cut off.
                            String heard = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
                            OutputStream out = socket.getOutputStream();
                            out.write(("z".repeat(50_000) + heard).getBytes(ISO_8859_1));
                            out.flush();
                            return heard;
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    Thread.ofVirtual()::start);
            CompletableFuture<Channel> connected = new CompletableFuture<>();
            upstreams.connect(group.next(), Upstreams.Wanted.of(new Address("login.oscar.aol.com", 5190)), result -> {
                if (result instanceof Upstreams.Result.Connected one) {
                    connected.complete(one.channel());
                } else {
                    connected.completeExceptionally(new AssertionError(result));
                }
            });
            Channel channel = connected.get(60, TimeUnit.SECONDS);
            Ear ear = new Ear();
            channel.eventLoop().execute(() -> {
                channel.pipeline().addLast(ear);
                channel.read();
                channel.writeAndFlush(Unpooled.copiedBuffer("the last word", ISO_8859_1))
                        .addListener(written -> HalfClose.output(channel));
            });
            assertThat(service.get(60, TimeUnit.SECONDS)).isEqualTo("the last word");
            assertThat(ear.all.get(60, TimeUnit.SECONDS)).isEqualTo("z".repeat(50_000) + "the last word");
            channel.close().sync();
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
