package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Protocols;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.testkit.LogLines;
import org.sallyport.proxy.tls.Interception;

/** TLS that is looked into, by the relay: what is in it is what the connection is. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterceptedRelayTest {

    private static final int MUCH = 20 << 20;

    @TempDir
    private Path folder;

    private final Rules rules = new Rules();
    private final OpenGate.Inside inside = new OpenGate.Inside();
    private TlsPeers peers;
    private @Nullable Interception interception;

    @BeforeEach
    void start() throws Exception {
        peers = new TlsPeers(folder);
        inside.policy = rules;
        inside.protocols = new Protocols(List.of(new Sevens()));
    }

    @AfterEach
    void stop() throws IOException {
        peers.close();
        if (interception != null) {
            interception.close();
        }
    }

    private OpenGate open(@Nullable Path trust) throws Exception {
        interception = peers.interception(trust);
        inside.interception = interception;
        return new OpenGate(OpenGate.relaySettings(), inside);
    }

    private OpenGate open() throws Exception {
        return open(peers.pem());
    }

    private SSLSocket dial(OpenGate gate) throws Exception {
        return TlsPeers.client(gate.socks("127.0.0.1", peers.port()), peers.authority());
    }

    @Test
    void whatIsInTlsIsReadAndJudged() throws Exception {
        CompletableFuture<String> served = peers.serve(tls -> {
            String heard = TlsPeers.hear(tls, 7);
            TlsPeers.say(tls, "7e11111");
            return heard;
        });
        try (OpenGate gate = open();
                SSLSocket client = dial(gate)) {
            TlsPeers.say(client, "7e00000");
            assertThat(TlsPeers.hear(client, 7)).isEqualTo("7e11111");
            assertThat(TlsPeers.get(served)).isEqualTo("7e00000");
        }
        assertThat(rules.asked()).hasSizeGreaterThanOrEqualTo(2).allSatisfy(question -> {
            assertThat(question.protocol().value()).isEqualTo("sevens");
            assertThat(question.opening().destination()).isEqualTo(new Address(TlsPeers.HOST, peers.port()));
        });
    }

    @Test
    void whatIsForbiddenInTlsDoesNotArrive() throws Exception {
        rules.forbid(question -> true);
        CompletableFuture<String> served = peers.serve(TlsPeers::rest);
        try (OpenGate gate = open();
                SSLSocket client = dial(gate)) {
            TlsPeers.say(client, "7e00000");
            assertThat(TlsPeers.rest(client)).isEmpty();
            assertThat(TlsPeers.get(served)).isEmpty();
        }
    }

    @Test
    void httpInTlsGoesTheWayOfHttpOverTheSameConnection() throws Exception {
        CompletableFuture<String> served = peers.serve(tls -> {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = tls.getInputStream().read();
                assertThat(next).isNotNegative();
                head.append((char) next);
            }
            TlsPeers.say(tls, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(TlsPeers.rest(tls)).isEmpty();
            return head.toString();
        });
        try (OpenGate gate = open();
                SSLSocket client = dial(gate)) {
            TlsPeers.say(client, "GET /page HTTP/1.1\r\nHost: chat.example\r\nConnection: close\r\n\r\n");
            assertThat(TlsPeers.rest(client)).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nhello");
            assertThat(TlsPeers.get(served)).startsWith("GET /page HTTP/1.1\r\n");
        }
        peers.listener().setSoTimeout(1);
        assertThatThrownBy(peers::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void aServiceThatIsNotWhoItSaysEndsItWithAnAlert() throws Exception {
        CompletableFuture<String> served = peers.serve(TlsPeers::rest);
        try (LogLines log = new LogLines("org.sallyport.proxy.tls", Level.INFO);
                OpenGate gate = open(null);
                SSLSocket client = dial(gate)) {
            assertThatThrownBy(client::startHandshake)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("certificate_unknown");
            assertThatThrownBy(() -> TlsPeers.get(served)).hasRootCauseInstanceOf(SSLException.class);
            assertThat(log.lines()).anyMatch(line -> line.contains(TlsPeers.HOST));
        }
        assertThat(rules.asked()).isEmpty();
    }

    @Test
    void muchGoesBothWaysAndEachEndsByItself() throws Exception {
        inside.protocols = new Protocols(List.of());
        byte[] up = new byte[MUCH];
        byte[] down = new byte[MUCH];
        new Random(1).nextBytes(up);
        new Random(2).nextBytes(down);
        // Neither HTTP nor SOCKS nor TLS.
        up[0] = 1;
        CompletableFuture<byte[]> served = peers.serve(tls -> {
            byte[] heard = tls.getInputStream().readAllBytes();
            tls.getOutputStream().write(down);
            tls.shutdownOutput();
            return heard;
        });
        try (OpenGate gate = open();
                SSLSocket client = dial(gate)) {
            client.getOutputStream().write(up);
            client.shutdownOutput();
            byte[] heard = client.getInputStream().readAllBytes();
            assertThat(java.util.Arrays.equals(TlsPeers.get(served), up)).isTrue();
            assertThat(java.util.Arrays.equals(heard, down)).isTrue();
        }
    }

    @Test
    void muchGoesBothWaysAtOnce() throws Exception {
        inside.protocols = new Protocols(List.of());
        byte[] much = new byte[MUCH];
        new Random(3).nextBytes(much);
        much[0] = 1;
        CompletableFuture<Long> served = peers.serve(tls -> {
            long n = tls.getInputStream().transferTo(tls.getOutputStream());
            tls.shutdownOutput();
            return n;
        });
        try (OpenGate gate = open();
                SSLSocket client = dial(gate)) {
            client.startHandshake();
            CompletableFuture<Object> written = peers.later(() -> {
                client.getOutputStream().write(much);
                client.shutdownOutput();
                return much;
            });
            assertThat(java.util.Arrays.equals(client.getInputStream().readAllBytes(), much))
                    .isTrue();
            TlsPeers.get(written);
            assertThat(TlsPeers.get(served)).isEqualTo(MUCH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void tlsInATunnelIsLookedIntoToo(NestedTest.Way way) throws Exception {
        CompletableFuture<String> served = peers.serve(tls -> TlsPeers.hear(tls, 7));
        try (OpenGate elsewhere = new OpenGate(
                        Transport.best(), OpenGate.relaySettings(), OpenGate.proxy(EntrySettings.Authentication.NONE));
                OpenGate gate = open();
                Socket through =
                        gate.socks("127.0.0.1", elsewhere.address("proxy").getPort())) {
            way.ask(through, (java.net.InetSocketAddress) peers.listener().getLocalSocketAddress());
            try (SSLSocket client = TlsPeers.client(through, peers.authority())) {
                TlsPeers.say(client, "7e00000");
                assertThat(TlsPeers.get(served)).isEqualTo("7e00000");
            }
        }
        assertThat(rules.asked())
                .singleElement()
                .satisfies(question ->
                        assertThat(question.opening().destination().host()).isEqualTo(TlsPeers.HOST));
    }

    @Test
    void tlsWhereTheGatewaySpeaksTlsItselfIsClosed() throws Exception {
        UpstreamSettings upstreams = new UpstreamSettings(
                List.of(new UpstreamSettings.Route(
                        "other.example",
                        0,
                        new Address("127.0.0.1", peers.port()),
                        new UpstreamSettings.Tls(peers.pem(), TlsPeers.HOST),
                        UpstreamSettings.Way.Usual.INSTANCE)),
                Duration.ofSeconds(20),
                false);
        interception = peers.interception(peers.pem());
        inside.interception = interception;
        CompletableFuture<String> served = peers.serve(TlsPeers::rest);
        try (LogLines log = new LogLines(Discovery.class.getName(), Level.INFO);
                OpenGate gate = new OpenGate(inside, upstreams, OpenGate.proxy(EntrySettings.Authentication.NONE));
                SSLSocket client = TlsPeers.client(gate.socks("other.example", 443), peers.authority())) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
            assertThat(TlsPeers.get(served)).isEmpty();
            assertThat(log.lines()).anyMatch(line -> line.contains("can't be"));
        }
    }
}
