package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.UpstreamSettings;

/** TLS that nobody looks into: where it goes is judged, and what it says is left alone. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsRelayTest {

    private static final ServiceId WHATSAPP = new ServiceId("whatsapp");
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private final Rules rules = new Rules();
    private final OpenGate.Inside inside = new OpenGate.Inside();
    private RelaySettings.Unknown unknownTls = RelaySettings.Unknown.PASS;
    private Duration patience = Duration.ofMillis(300);
    private TlsPeers peers;

    @BeforeEach
    void start() throws Exception {
        peers = new TlsPeers(folder);
        inside.policy = rules;
    }

    @AfterEach
    void stop() throws IOException {
        peers.close();
    }

    private void catalogueByName() {
        inside.catalogue = address -> address.host().equals(TlsPeers.HOST) ? WHATSAPP : ServiceId.UNKNOWN;
    }

    private OpenGate open() throws IOException {
        RelaySettings relay = new RelaySettings(
                Limits.DEFAULT,
                patience,
                4_096,
                RelaySettings.Unknown.PASS,
                unknownTls,
                Duration.ofMinutes(5),
                "sallyport");
        return new OpenGate(relay, inside);
    }

    /** The whole of a conversation under TLS with the service's own certificate. */
    private void talk(Socket through) throws Exception {
        CompletableFuture<String> served = peers.serve(tls -> {
            String heard = TlsPeers.hear(tls, 5);
            TlsPeers.say(tls, "world");
            return heard;
        });
        try (SSLSocket client = TlsPeers.client(through, peers.pem())) {
            client.startHandshake();
            TlsPeers.say(client, "hello");
            assertThat(TlsPeers.hear(client, 5)).isEqualTo("world");
        }
        assertThat(TlsPeers.get(served)).isEqualTo("hello");
    }

    @Test
    void theNameInTheHelloSaysWhereAnAddressLeads() throws Exception {
        catalogueByName();
        try (OpenGate gate = open()) {
            talk(gate.socks("127.0.0.1", peers.port()));
        }
        assertThat(rules.asked()).singleElement().satisfies(question -> {
            assertThat(question.service()).isEqualTo(WHATSAPP);
            assertThat(question.protocol()).isEqualTo(new ProtocolId("tls"));
            assertThat(question.event()).isInstanceOf(ImEvent.Unread.class);
            assertThat(question.opening().destination()).isEqualTo(new Address(TlsPeers.HOST, peers.port()));
            assertThat(question.opening().namedBy()).isEqualTo(Opening.NamedBy.TLS);
        });
        assertThat(rules.carriers()).containsExactly("tls");
    }

    @Test
    void theNameInTheHelloDoesNotReplaceTheHostThatWasAskedFor() throws Exception {
        catalogueByName();
        try (OpenGate gate = open()) {
            talk(gate.socks("localhost", peers.port()));
        }
        assertThat(rules.asked()).singleElement().satisfies(question -> {
            assertThat(question.service()).isEqualTo(WHATSAPP);
            assertThat(question.opening().destination()).isEqualTo(new Address("localhost", peers.port()));
            assertThat(question.opening().namedBy()).isEqualTo(Opening.NamedBy.SOCKS);
        });
    }

    @Test
    void aNameNobodyKnowsDoesNotMakeAKnownAddressUnknown() throws Exception {
        inside.catalogue = address -> address.host().equals("127.0.0.1") ? WHATSAPP : ServiceId.UNKNOWN;
        try (OpenGate gate = open()) {
            talk(gate.socks("127.0.0.1", peers.port()));
        }
        assertThat(rules.asked()).singleElement().satisfies(question -> {
            assertThat(question.service()).isEqualTo(WHATSAPP);
            assertThat(question.opening().destination().host()).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void whatIsForbiddenIsClosedBeforeAByteReachesTheService() throws Exception {
        catalogueByName();
        rules.forbid(question -> question.service().equals(WHATSAPP));
        try (OpenGate gate = open();
                Socket through = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept();
                SSLSocket client = TlsPeers.client(through, peers.pem())) {
            assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
            assertThat(TlsPeers.rest(upstream)).isEmpty();
        }
        assertThat(rules.carriers()).containsExactly("tls");
    }

    @ParameterizedTest
    @EnumSource
    void whatGoesToNoMessengerGoesAsConfigured(RelaySettings.Unknown setting) throws Exception {
        unknownTls = setting;
        try (OpenGate gate = open()) {
            if (setting != RelaySettings.Unknown.BLOCK) {
                talk(gate.socks("127.0.0.1", peers.port()));
            } else {
                try (Socket through = gate.socks("127.0.0.1", peers.port());
                        Socket upstream = peers.accept();
                        SSLSocket client = TlsPeers.client(through, peers.pem())) {
                    assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
                    assertThat(TlsPeers.rest(upstream)).isEmpty();
                }
            }
        }
        assertThat(rules.asked()).isEmpty();
    }

    /** The JDK's; with {@code long} many protocols are offered, so that it does not fit in 4 KiB. */
    private static byte[] hello(boolean isLong) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(TlsPeers.HOST)));
        if (isLong) {
            parameters.setApplicationProtocols(IntStream.range(0, 40)
                    .mapToObj(i -> "p" + i + "-".repeat(150))
                    .toArray(String[]::new));
        }
        engine.setSSLParameters(parameters);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        out.write(record.array(), 0, record.position());
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHelloMayComeInPieces(boolean isLong) throws Exception {
        catalogueByName();
        patience = LONG;
        byte[] hello = hello(isLong);
        assertThat(hello.length > 4_096).isEqualTo(isLong);
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            client.setTcpNoDelay(true);
            for (byte b : hello) {
                client.getOutputStream().write(b);
            }
            assertThat(upstream.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            TlsPeers.say(upstream, "anything");
            assertThat(TlsPeers.hear(client, 8)).isEqualTo("anything");
        }
        assertThat(rules.carriers()).containsExactly("tls");
    }

    @Test
    void halfAHelloGoesNowhere() throws Exception {
        byte[] hello = hello(false);
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            client.getOutputStream().write(hello, 0, hello.length / 2);
            assertThat(TlsPeers.rest(upstream)).isEmpty();
            assertThat(TlsPeers.rest(client)).isEmpty();
        }
    }

    @Test
    void halfAHelloAndTheEndIsRefusedAtOnce() throws Exception {
        patience = LONG;
        byte[] hello = hello(false);
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            client.getOutputStream().write(hello, 0, hello.length / 2);
            client.shutdownOutput();
            assertThat(TlsPeers.rest(upstream)).isEmpty();
            assertThat(TlsPeers.rest(client)).isEmpty();
        }
    }

    /** A session id longer than any: whoever accepts that is still someone who speaks TLS. */
    @ParameterizedTest
    @EnumSource(names = {"PASS", "BLOCK"})
    void aHelloThatBreaksTheRulesIsTlsAllTheSame(RelaySettings.Unknown setting) throws Exception {
        unknownTls = setting;
        byte[] hello = hello(false);
        hello[43] = (byte) 0xFF;
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            client.getOutputStream().write(hello);
            if (setting == RelaySettings.Unknown.PASS) {
                assertThat(upstream.getInputStream().readNBytes(hello.length)).isEqualTo(hello);
            } else {
                assertThat(TlsPeers.rest(upstream)).isEmpty();
                assertThat(TlsPeers.rest(client)).isEmpty();
            }
        }
    }

    @Test
    void aClientThatEndsWithoutAWordIsNotKeptWaiting() throws Exception {
        patience = LONG;
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            client.shutdownOutput();
            assertThat(TlsPeers.rest(upstream)).isEmpty();
            TlsPeers.say(upstream, "bye");
            upstream.shutdownOutput();
            assertThat(TlsPeers.rest(client)).isEqualTo("bye");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONN", "2", "<?xml", "USER a"})
    void aClientThatEndsWithinItsFirstWordsIsNotKeptWaiting(String words) throws Exception {
        patience = LONG;
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            TlsPeers.say(client, words);
            client.shutdownOutput();
            // Nobody's protocol passes; the beginning of somebody's is refused.
            assertThat(TlsPeers.rest(upstream)).isIn("", words);
            upstream.shutdownOutput();
            assertThat(TlsPeers.rest(client)).isEmpty();
        }
    }

    @Test
    void aPeerThatGoesOnBeforeItIsKnownWhatThisIsHasToWait() throws Exception {
        patience = LONG;
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            String request = "CONNECT far.example:80 HTTP/1.1\r\n\r\n";
            TlsPeers.say(client, request);
            assertThat(TlsPeers.hear(upstream, request.length())).isEqualTo(request);
            byte[] much = new byte[20 << 20];
            Arrays.fill(much, (byte) 0xFF);
            CompletableFuture<Object> written = peers.later(() -> {
                client.getOutputStream().write(much);
                return much;
            });
            assertThatThrownBy(() -> written.get(2, java.util.concurrent.TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            String answer = "HTTP/1.1 200 OK\r\n\r\n";
            TlsPeers.say(upstream, answer);
            assertThat(TlsPeers.hear(client, answer.length())).isEqualTo(answer);
            assertThat(upstream.getInputStream().readNBytes(much.length)).isEqualTo(much);
            TlsPeers.get(written);
        }
    }

    /** Who signed in at the proxy entry is who a connection belongs to that nobody can read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rulesKnowWhoSignedInAtTheDoor(boolean aliceMay) throws Exception {
        catalogueByName();
        Kept kept = new Kept();
        inside.journal = kept;
        rules.forbid(question -> !aliceMay
                && question.people().values().stream()
                        .anyMatch(identity -> identity instanceof Identity.Known known
                                && known.person().login().equals(OpenGate.LOGIN)));
        UpstreamSettings upstreams = new UpstreamSettings(List.of(), Duration.ofSeconds(5), true);
        try (OpenGate gate = new OpenGate(inside, upstreams, OpenGate.proxy(EntrySettings.Authentication.REQUIRED));
                Socket through = new Socket("127.0.0.1", gate.address("proxy").getPort())) {
            signIn(through);
            if (aliceMay) {
                talk(through);
            } else {
                try (Socket upstream = peers.accept();
                        SSLSocket client = TlsPeers.client(through, peers.pem())) {
                    assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
                    assertThat(TlsPeers.rest(upstream)).isEmpty();
                }
            }
        }
        assertThat(kept.records).singleElement().satisfies(record -> {
            assertThat(record.event().from()).isNotNull();
            assertThat(String.valueOf(record.event().from())).contains(OpenGate.LOGIN);
            assertThat(record.people().values())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Identity.Known.class,
                            known -> assertThat(known.person().login()).isEqualTo(OpenGate.LOGIN));
        });
    }

    /** SOCKS 5 with name and password (RFC 1929). */
    private void signIn(Socket socket) throws IOException {
        socket.getOutputStream().write(new byte[] {5, 1, 2});
        assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(OpenGate.LOGIN.length());
        out.writeBytes(OpenGate.LOGIN.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.write(OpenGate.PASSWORD.length());
        out.writeBytes(OpenGate.PASSWORD.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        socket.getOutputStream().write(out.toByteArray());
        assertThat(socket.getInputStream().readNBytes(2)).containsExactly(1, 0);
        int port = peers.port();
        socket.getOutputStream().write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port});
        assertThat(socket.getInputStream().readNBytes(10)).startsWith(5, 0);
    }

    private static final class Kept implements Journal {
        private final Queue<ArchiveRecord> records = new ConcurrentLinkedQueue<>();

        @Override
        public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
            records.add(record);
            done.kept(records.size());
        }

        @Override
        public void close() {}
    }
}
