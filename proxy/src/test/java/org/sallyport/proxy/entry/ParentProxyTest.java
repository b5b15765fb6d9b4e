package org.sallyport.proxy.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Echo;
import org.sallyport.proxy.testkit.LogLines;

/** Connections that go through another proxy: what that is told, byte by byte, and what becomes of its answers. */
class ParentProxyTest {

    private static final UpstreamSettings.Way USUAL = UpstreamSettings.Way.Usual.INSTANCE;
    private static final UpstreamSettings.Way DIRECT = UpstreamSettings.Way.Direct.INSTANCE;

    private final Counted counted = new Counted();
    private final OpenGate.Inside inside = new OpenGate.Inside();

    private static ParentProxy proxy(
            ParentProxy.Kind kind, int port, @Nullable String user, @Nullable String password) {
        return new ParentProxy(kind, new Address("127.0.0.1", port), user, password);
    }

    private OpenGate gate(boolean local, @Nullable ParentProxy via, UpstreamSettings.Route... routes) throws Exception {
        inside.meters = counted;
        inside.lookup = name -> {
            throw new AssertionError(name + " was looked up");
        };
        return new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                new UpstreamSettings(List.of(routes), Duration.ofSeconds(20), local, via),
                inside,
                OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    private static Talk ask(OpenGate gate, String host, int port) throws Exception {
        return Talk.proxy(gate).sayText("CONNECT " + host + ":" + port + " HTTP/1.1\r\n\r\n");
    }

    private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

    /** What the other side does with its one connection; its failures are the test's. */
    private interface Part {
        void play(Talk gateway) throws Exception;
    }

    private static CompletableFuture<@Nullable Void> next(ServerSocket listener, Part part) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Talk gateway = new Talk(listener.accept())) {
                        part.play(gateway);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                Thread.ofVirtual()::start);
    }

    private static ServerSocket listen() throws Exception {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @EnumSource(ParentProxy.Kind.class)
    void anotherGatewayIsAProxyLikeAnyOther(ParentProxy.Kind kind) throws Exception {
        boolean signsIn = kind != ParentProxy.Kind.SOCKS4;
        try (Echo service = new Echo("127.0.0.1");
                OpenGate parent = new OpenGate(
                        Transport.best(),
                        OpenGate.relaySettings(),
                        OpenGate.proxy(
                                signsIn ? EntrySettings.Authentication.REQUIRED : EntrySettings.Authentication.NONE));
                OpenGate gate = gate(
                        true,
                        proxy(
                                kind,
                                parent.address("proxy").getPort(),
                                signsIn ? OpenGate.LOGIN : "somebody",
                                signsIn ? OpenGate.PASSWORD : null));
                Talk client = ask(gate, "localhost", service.port())) {
            client.hearText(ESTABLISHED).echo("through two doors").echo("x".repeat(100_000));
            client.socket().shutdownOutput();
            client.end();
        }
    }

    @Test
    void socks5IsToldTheNameAndWhatItSaysEarlyIsKept() throws Exception {
        try (ServerSocket listener = listen();
                OpenGate gate = gate(false, proxy(ParentProxy.Kind.SOCKS5, listener.getLocalPort(), "u", "pw"))) {
            CompletableFuture<?> parent = next(listener, gateway -> {
                gateway.hear("05 02 00 02").say("05 02");
                gateway.hear("01 01 75 02 7077").say("01 00");
                // login.oscar.aol.com:5190, and the service's first words in the same segment.
                gateway.hear("05 01 00 03 13 6c6f67696e2e6f736361722e616f6c2e636f6d 1446");
                gateway.say("05 00 00 01 0a000001 1234" + Talk.hex("hello")).hearText("and you");
            });
            try (Talk client = Talk.proxy(gate)) {
                client.say("05 01 00").hear("05 00");
                client.say("05 01 00 03 13 6c6f67696e2e6f736361722e616f6c2e636f6d 1446");
                // Which address the service sees is the other proxy's to know.
                client.hear("05 00 00 01 00000000 0000")
                        .hearText("hello")
                        .sayText("and you")
                        .end();
            }
            parent.join();
        }
    }

    @Test
    void socks4IsToldTheName() throws Exception {
        try (ServerSocket listener = listen();
                OpenGate gate = gate(false, proxy(ParentProxy.Kind.SOCKS4, listener.getLocalPort(), "me", null))) {
            CompletableFuture<?> parent = next(listener, gateway -> {
                gateway.hear("04 01 1446 00000001 6d65 00 " + Talk.hex("im.example.com") + "00");
                gateway.say("00 5a 0000 00000000" + Talk.hex("hello")).hearText("and you");
            });
            try (Talk client = ask(gate, "im.example.com", 5190)) {
                client.hearText(ESTABLISHED + "hello").sayText("and you").end();
            }
            parent.join();
        }
    }

    @Test
    void httpIsToldTheName() throws Exception {
        String basic = Base64.getEncoder().encodeToString("u:pw".getBytes(ISO_8859_1));
        try (ServerSocket listener = listen();
                OpenGate gate = gate(false, proxy(ParentProxy.Kind.HTTP, listener.getLocalPort(), "u", "pw"))) {
            CompletableFuture<?> parent = next(listener, gateway -> {
                gateway.hearText("CONNECT im.example.com:5190 HTTP/1.1\r\n");
                StringBuilder fields = new StringBuilder();
                while (fields.indexOf("\r\n\r\n") < 0) {
                    fields.append((char) gateway.socket().getInputStream().read());
                }
                assertThat(fields.toString().toLowerCase(java.util.Locale.ROOT))
                        .contains("host: im.example.com:5190\r\n")
                        .contains("proxy-authorization: basic " + basic.toLowerCase(java.util.Locale.ROOT) + "\r\n");
                // A length means nothing here (RFC 9110, section 9.3.6), and the service speaks at once.
                gateway.sayText("HTTP/1.1 200 fine\r\nContent-Length: 3\r\n\r\nhello")
                        .hearText("and you");
            });
            try (Talk client = ask(gate, "im.example.com", 5190)) {
                client.hearText(ESTABLISHED + "hello").sayText("and you").end();
            }
            parent.join();
        }
    }

    @ParameterizedTest
    @EnumSource(ParentProxy.Kind.class)
    void oneThatSaysNothingIsGivenUp(ParentProxy.Kind kind) throws Exception {
        inside.meters = counted;
        try (ServerSocket listener = listen();
                OpenGate gate = new OpenGate(
                        Transport.best(),
                        OpenGate.relaySettings(),
                        new UpstreamSettings(
                                List.of(),
                                Duration.ofSeconds(1),
                                false,
                                proxy(kind, listener.getLocalPort(), null, null)),
                        inside,
                        OpenGate.proxy(EntrySettings.Authentication.NONE));
                Talk client = ask(gate, "im.example.com", 5190)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 504 ");
            counted.await("{unreachable=1}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"05 ff", "05 00 05 05 00 01 00000000 0000", "05", "ff ff ff ff", "", "48 54 54 50 2f 31 2e 31"})
    void oneThatRefusesOrTalksNonsenseIsAnUnreachableService(String answer) throws Exception {
        try (ServerSocket listener = listen();
                LogLines log = new LogLines("org.sallyport.proxy", Level.DEBUG);
                OpenGate gate =
                        gate(false, proxy(ParentProxy.Kind.SOCKS5, listener.getLocalPort(), "user", "secret"))) {
            CompletableFuture<?> parent = next(listener, gateway -> {
                gateway.hear("05 02 00 02").say(answer);
                gateway.socket().shutdownOutput();
                gateway.rest();
            });
            try (Talk client = ask(gate, "im.example.com", 5190)) {
                assertThat(client.rest()).startsWith("HTTP/1.1 502 ");
            }
            parent.join();
            counted.await("{unreachable=1}");
            log.await("no connection to im.example.com:5190: through socks5://127.0.0.1:");
            assertThat(log.lines()).noneMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void aRouteMayGoAnotherWay() throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                ServerSocket usual = listen();
                ServerSocket other = listen();
                OpenGate gate = gate(
                        false,
                        proxy(ParentProxy.Kind.SOCKS4, usual.getLocalPort(), null, null),
                        new UpstreamSettings.Route(
                                "direct.example.com", 0, new Address("127.0.0.1", service.port()), null, DIRECT),
                        new UpstreamSettings.Route(
                                "other.example.com",
                                0,
                                null,
                                null,
                                new UpstreamSettings.Way.Through(
                                        proxy(ParentProxy.Kind.SOCKS4, other.getLocalPort(), null, null))),
                        new UpstreamSettings.Route(
                                "moved.example.com", 0, new Address("new.example.com", 443), null, USUAL))) {
            try (Talk client = ask(gate, "direct.example.com", 5190)) {
                client.hearText(ESTABLISHED).echo("no proxy");
            }
            CompletableFuture<?> otherway = next(
                    other,
                    gateway -> gateway.hear("04 01 1446 00000001 00" + Talk.hex("other.example.com") + "00")
                            .say("00 5a 0000 00000000"));
            try (Talk client = ask(gate, "other.example.com", 5190)) {
                client.hearText(ESTABLISHED);
            }
            otherway.join();
            CompletableFuture<?> moved = next(
                    usual,
                    gateway -> gateway.hear("04 01 01bb 00000001 00" + Talk.hex("new.example.com") + "00")
                            .say("00 5a 0000 00000000"));
            try (Talk client = ask(gate, "moved.example.com", 5190)) {
                client.hearText(ESTABLISHED);
            }
            moved.join();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "0x7f.1", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"
            })
    void aProxyIsNoWayAroundTheChecks(String host) throws Exception {
        try (ServerSocket listener = listen();
                OpenGate gate = gate(false, proxy(ParentProxy.Kind.SOCKS5, listener.getLocalPort(), null, null));
                Talk client = ask(gate, host, 5190)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 403 ");
            counted.await("{forbidden=1}");
        }
    }

    @Test
    void theGatewayIsNotItsOwnProxy() throws Exception {
        int port;
        try (ServerSocket free = listen()) {
            port = free.getLocalPort();
        }
        inside.meters = counted;
        try (OpenGate gate = new OpenGate(
                        Transport.best(),
                        OpenGate.relaySettings(),
                        new UpstreamSettings(
                                List.of(),
                                Duration.ofSeconds(5),
                                true,
                                proxy(ParentProxy.Kind.SOCKS5, port, null, null)),
                        inside,
                        new EntrySettings.Proxy(
                                "proxy",
                                new java.net.InetSocketAddress("127.0.0.1", port),
                                EntrySettings.Authentication.NONE));
                Talk client = ask(gate, "im.example.com", 5190)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 403 ");
            counted.await("{forbidden=1}");
        }
    }

    @Test
    void socks4HasNoIpv6() throws Exception {
        try (ServerSocket listener = listen();
                OpenGate gate = gate(false, proxy(ParentProxy.Kind.SOCKS4, listener.getLocalPort(), null, null));
                Talk client = ask(gate, "[2001:db8::1]", 5190)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void secretsAreNotShown() {
        assertThat(new ParentProxy(ParentProxy.Kind.HTTP, new Address("p", 1), "user", "secret").toString())
                .isEqualTo("http://p:1");
    }
}
