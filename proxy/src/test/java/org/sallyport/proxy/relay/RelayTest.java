package org.sallyport.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;

/** What must not get past a relay, and what must not stop it. Real sockets; the service end is the test's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest {

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final Sevens sevens = new Sevens();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger faults = new AtomicInteger();
    private ServerSocket service;

    @BeforeEach
    void listen() throws IOException {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inside.meters = new Counting();
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    private OpenGate open() throws IOException {
        return new OpenGate(OpenGate.relaySettings(), inside);
    }

    private Socket dial(OpenGate gate) throws IOException {
        return gate.socks("127.0.0.1", service.getLocalPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** All that comes until the end, be it an end or a reset. */
    private static byte[] rest(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void disconnectMalformed() {
        inside.policy = question -> new Decision.Decided(
                question.event() instanceof ImEvent.Malformed ? new Verdict.Disconnect(null) : Verdict.Allow.INSTANCE,
                List.of("rule"),
                List.of(),
                "test",
                List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2a010064000900000001000600ff01", // a TLV runs past the end
                "2a01006400060000000100060000", // half a TLV header
                "2a0500010000", // something else first
                "2a", // and silence
                "2a010064ffff" + "000000", // and silence
            })
    void aStrangeHelloIsNoWayPast(String hello) throws Exception {
        disconnectMalformed();
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            client.getOutputStream().write(HexFormat.of().parseHex(hello));
            if (hello.startsWith("2a05")) {
                // A keep-alive is a frame like others; what follows it is read all the same.
                client.getOutputStream().write(HexFormat.of().parseHex("2a0200020003000406"));
                assertThat(HexFormat.of().formatHex(rest(upstream))).isIn("", hello);
            } else {
                assertThat(rest(upstream)).isEmpty();
            }
            assertThat(rest(client)).isEmpty();
        }
    }

    private void denyUnread() {
        inside.policy = question -> new Decision.Decided(
                question.event() instanceof ImEvent.Unread ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE,
                List.of("rule"),
                List.of(),
                "test",
                List.of());
    }

    @Test
    void whatCannotBeReadGoesToAMessengerAsTheRulesSay() throws Exception {
        inside.catalogued = new ServiceId("aim");
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "hello, who is there?");
            assertThat(new String(upstream.getInputStream().readNBytes(20), ISO_8859_1))
                    .isEqualTo("hello, who is there?");
        }
    }

    @Test
    void whatCannotBeReadDoesNotGoToAMessengerWhereTheRulesForbidIt() throws Exception {
        inside.catalogued = new ServiceId("aim");
        denyUnread();
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "hello, who is there?");
            assertThat(rest(upstream)).isEmpty();
            assertThat(rest(client)).isEmpty();
        }
    }

    @Test
    void halfATlsRecordIsNoWayPast() throws Exception {
        inside.catalogued = new ServiceId("aim");
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "\u0016\u0003\u0001");
            assertThat(rest(upstream)).isEmpty();
            assertThat(rest(client)).isEmpty();
        }
    }

    @Test
    void halfAHelloAndTheEndOfInputIsNoWayPast() throws Exception {
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "*\u0001");
            client.shutdownOutput();
            assertThat(rest(upstream)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7t00000", "7x00000"})
    void aFaultInTheSessionClosesAndPassesNothing(String frame) throws Exception {
        inside.protocols = new Protocols(List.of(sevens));
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, frame + "7p11111");
            assertThat(rest(upstream)).isEmpty();
            assertThat(rest(client)).isEmpty();
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(faults).hasValue(1);
        }
    }

    @Test
    void aFaultInThePolicyClosesAndPassesNothing() throws Exception {
        inside.protocols = new Protocols(List.of(sevens));
        inside.policy = question -> {
            throw new IllegalStateException("rules");
        };
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "7e000007p11111");
            assertThat(rest(upstream)).isEmpty();
            assertThat(rest(client)).isEmpty();
        }
    }

    @Test
    void bothPeersGoneWhileBothAreJudgedIsAnEndAllTheSame() throws Exception {
        inside.protocols = new Protocols(List.of(sevens));
        Queue<Journal.Appended> held = new ConcurrentLinkedQueue<>();
        CountDownLatch two = new CountDownLatch(2);
        inside.journal = new Journal() {
            @Override
            public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
                held.add(done);
                two.countDown();
            }

            @Override
            public void close() {}
        };
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "7e00000");
            send(upstream, "7e00000");
            assertThat(two.await(20, TimeUnit.SECONDS)).isTrue();
            reset(client);
            reset(upstream);
            held.forEach(done -> done.kept(1));
            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aPeerThatReadsLateGetsEverything() throws Exception {
        inside.protocols = new Protocols(List.of(sevens));
        int frames = 3_000;
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            send(client, "7a00000".repeat(frames));
            client.shutdownOutput();
            // Answers of twelve megabytes are due by now, more than the buffers on the way take.
            Thread answers = Thread.ofVirtual().start(() -> {
                try {
                    assertThat(upstream.getInputStream().readAllBytes()).hasSize(frames * Sevens.LENGTH);
                    upstream.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(rest(client)).hasSize(frames * Sevens.ANSWER);
            answers.join();
        }
    }

    @Test
    void aStreamWhoseReadsNeverEndWithAFrameIsNotKept() throws Exception {
        inside.protocols = new Protocols(List.of(sevens));
        try (OpenGate gate = open();
                Socket client = dial(gate);
                Socket upstream = service.accept()) {
            byte[] frames = "7p00000".repeat(900).getBytes(ISO_8859_1);
            byte[] shifted = "p000007".repeat(900).getBytes(ISO_8859_1);
            client.getOutputStream().write('7');
            for (int i = 0; i < 500; i++) {
                client.getOutputStream().write(shifted);
                upstream.getInputStream().readNBytes(frames.length);
            }
            assertThat(sevens.largestBuffer.get()).isLessThan(400_000);
        }
    }

    private final class Counting implements RelayMeters {
        @Override
        public void closed(String entry) {
            closed.countDown();
        }

        @Override
        public void faulted(ProtocolId protocol) {
            faults.incrementAndGet();
        }
    }
}
