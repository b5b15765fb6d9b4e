package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.tls.Interception;

/** XML streams that change over to TLS, or don't (RFC 6120, section 5.4). */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartTlsRelayTest {

    private static final String OPEN = "<?xml version='1.0'?><stream:stream to='chat.example' version='1.0'>";
    private static final String FEATURES = "<stream:stream from='chat.example'><stream:features>"
            + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";
    private static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private static final String PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

    @TempDir
    private Path folder;

    private final Rules rules = new Rules();
    private final OpenGate.Inside inside = new OpenGate.Inside();
    private RelaySettings.Unknown unknownTls = RelaySettings.Unknown.PASS;
    private TlsPeers peers;
    private @Nullable Interception interception;

    @BeforeEach
    void start() throws Exception {
        peers = new TlsPeers(folder);
        inside.policy = rules;
    }

    @AfterEach
    void stop() throws IOException {
        peers.close();
        if (interception != null) {
            interception.close();
        }
    }

    private OpenGate open() throws IOException {
        RelaySettings relay = new RelaySettings(
                Limits.DEFAULT,
                Duration.ofHours(1),
                4_096,
                RelaySettings.Unknown.PASS,
                unknownTls,
                Duration.ofMinutes(5),
                "sallyport");
        return new OpenGate(relay, inside);
    }

    private static void exchange(Socket from, Socket to, String text) throws IOException {
        TlsPeers.say(from, text);
        assertThat(TlsPeers.hear(to, text.length())).isEqualTo(text);
    }

    private static void upToProceed(Socket client, Socket upstream) throws IOException {
        exchange(client, upstream, OPEN);
        exchange(upstream, client, FEATURES);
        exchange(client, upstream, STARTTLS);
        exchange(upstream, client, PROCEED);
    }

    /** The rules have allowed the stream: that TLS to unknown places is blocked has no say in it. */
    @ParameterizedTest
    @ValueSource(strings = {"PASS", "BLOCK"})
    void theTlsAfterItPassesAsWhatWasAllowed(String setting) throws Exception {
        unknownTls = RelaySettings.Unknown.valueOf(setting);
        try (OpenGate gate = open();
                Socket through = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            upToProceed(through, upstream);
            CompletableFuture<String> served = peers.later(() -> peers.serve(upstream, TlsPeers::rest));
            try (SSLSocket client = TlsPeers.client(through, peers.pem())) {
                TlsPeers.say(client, OPEN);
            }
            assertThat(TlsPeers.get(served)).isEqualTo(OPEN);
        }
        assertThat(rules.carriers()).containsExactly("xmpp");
    }

    @Test
    void whatIsInTheTlsAfterItIsAStreamAgain() throws Exception {
        interception = peers.interception(peers.pem());
        inside.interception = interception;
        try (OpenGate gate = open();
                Socket through = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            upToProceed(through, upstream);
            CompletableFuture<String> served = peers.later(() -> peers.serve(upstream, TlsPeers::rest));
            try (SSLSocket client = TlsPeers.client(through, peers.authority())) {
                TlsPeers.say(client, OPEN);
                client.shutdownOutput();
                assertThat(TlsPeers.get(served)).isEqualTo(OPEN);
            }
        }
        assertThat(rules.carriers()).containsExactly("xmpp", "xmpp");
        assertThat(rules.asked())
                .extracting(Question::opening)
                .extracting(Opening::destination)
                .extracting(address -> address.host())
                .containsExactly("127.0.0.1", TlsPeers.HOST);
    }

    @Test
    void theStreamInTlsMayBeForbidden() throws Exception {
        interception = peers.interception(peers.pem());
        inside.interception = interception;
        rules.forbid(question -> question.opening().namedBy() == Opening.NamedBy.TLS);
        try (OpenGate gate = open();
                Socket through = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            upToProceed(through, upstream);
            CompletableFuture<String> served = peers.later(() -> peers.serve(upstream, TlsPeers::rest));
            try (SSLSocket client = TlsPeers.client(through, peers.authority())) {
                TlsPeers.say(client, OPEN);
                assertThat(TlsPeers.rest(client)).isEmpty();
            }
            assertThat(TlsPeers.get(served)).isEmpty();
        }
    }

    @Test
    void aHelloThatDoesNotWaitForTheAnswerIsLookedIntoAllTheSame() throws Exception {
        interception = peers.interception(null);
        inside.interception = interception;
        try (OpenGate gate = open();
                Socket through = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            exchange(through, upstream, OPEN);
            TlsPeers.say(through, STARTTLS);
            try (SSLSocket client = TlsPeers.client(through, peers.pem())) {
                CompletableFuture<Object> shaken = peers.later(() -> {
                    client.startHandshake();
                    return "done";
                });
                assertThat(TlsPeers.hear(upstream, STARTTLS.length())).isEqualTo(STARTTLS);
                CompletableFuture<String> served = peers.later(() -> {
                    TlsPeers.say(upstream, FEATURES + PROCEED);
                    return peers.serve(upstream, TlsPeers::rest);
                });
                // The client sees plain text where it wants TLS, the service a gateway that does not trust it.
                assertThatThrownBy(() -> TlsPeers.get(shaken)).isNotNull();
                assertThatThrownBy(() -> TlsPeers.get(served)).isNotNull();
            }
        }
    }

    @Test
    void aStreamThatStaysPlainPassesAndEnds() throws Exception {
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            exchange(client, upstream, OPEN);
            exchange(upstream, client, FEATURES);
            exchange(client, upstream, "<auth/>");
            exchange(client, upstream, "</stream:stream>");
            client.shutdownOutput();
            assertThat(TlsPeers.rest(upstream)).isEmpty();
            TlsPeers.say(upstream, "</stream:stream>");
            upstream.shutdownOutput();
            assertThat(TlsPeers.rest(client)).isEqualTo("</stream:stream>");
        }
        assertThat(rules.carriers()).containsExactly("xmpp");
    }

    @Test
    void aForbiddenStreamDoesNotBegin() throws Exception {
        rules.forbid(question -> true);
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            TlsPeers.say(client, OPEN);
            assertThat(TlsPeers.rest(upstream)).isEmpty();
            assertThat(TlsPeers.rest(client)).isEmpty();
        }
    }

    /** The end may come before the rules have answered: a journal that is slow holds them up. */
    @Test
    void anEndThatCameWhileTheRulesWereAskedIsNotForgotten() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicReference<Journal.@Nullable Appended> waiting = new AtomicReference<>();
        inside.journal = new Journal() {
            @Override
            public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
                waiting.set(done);
                asked.countDown();
            }

            @Override
            public void close() {}
        };
        try (OpenGate gate = open();
                Socket client = gate.socks("127.0.0.1", peers.port());
                Socket upstream = peers.accept()) {
            TlsPeers.say(client, OPEN);
            assertThat(asked.await(40, TimeUnit.SECONDS)).isTrue();
            client.shutdownOutput();
            upstream.shutdownOutput();
            Journal.Appended done = waiting.get();
            assertThat(done).isNotNull();
            if (done != null) {
                done.kept(1);
            }
            assertThat(TlsPeers.rest(upstream)).isEqualTo(OPEN);
            assertThat(TlsPeers.rest(client)).isEmpty();
        }
    }
}
