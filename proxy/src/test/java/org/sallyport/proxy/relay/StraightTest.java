package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.testkit.Await;

/** What nobody reads goes from socket to socket: every byte, both ways, to the end, and no faster than it is taken. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StraightTest {

    /** Nobody's protocol. */
    private static final byte[] HELLO = {(byte) 0xf4, (byte) 0x9d, 1, 2, 3, 4, 5, 6};

    private static final int MEGABYTE = 1 << 20;

    /** More than all buffers on the way take: of two pairs of sockets and the gateway. */
    private static final int TOO_MUCH = 300 * MEGABYTE;

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final List<Passed> passed = new CopyOnWriteArrayList<>();
    private ServerSocket service;

    private record Passed(RelayMeters.Outcome outcome, int port, long fromClient, long fromServer) {}

    @BeforeEach
    void listen() throws IOException {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inside.meters = new Counting();
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    /** A client and a service that have said hello, so that nothing is held any more. */
    private final class Pair implements AutoCloseable {
        private final Socket client;
        private final Socket server;

        Pair(OpenGate gate) throws IOException {
            client = gate.socks("127.0.0.1", service.getLocalPort());
            server = service.accept();
            say(client, HELLO);
            assertThat(server.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
            say(server, HELLO);
            assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
        }

        Socket of(Side side) {
            return side == Side.CLIENT ? client : server;
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    private OpenGate open() throws IOException {
        return new OpenGate(OpenGate.relaySettings(), inside);
    }

    private static void say(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static byte[] block(int seed) {
        byte[] block = new byte[MEGABYTE];
        new Random(seed).nextBytes(block);
        return block;
    }

    /** Writes a block again and again, then ends the direction. Gives what it wrote, as a digest. */
    private static CompletableFuture<String> pour(Socket socket, int megabytes, AtomicLong written) {
        CompletableFuture<String> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                MessageDigest digest = MessageDigest.getInstance("MD5");
                byte[] block = block(megabytes);
                OutputStream out = socket.getOutputStream();
                for (int i = 0; i < megabytes; i++) {
                    block[0] = (byte) i;
                    digest.update(block);
                    // In pieces: what can't be written must be seen before all of it is.
                    for (int at = 0; at < MEGABYTE; at += 16_384) {
                        out.write(block, at, 16_384);
                        written.addAndGet(16_384);
                    }
                }
                socket.shutdownOutput();
                done.complete(HexFormat.of().formatHex(digest.digest()));
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static String drain(Socket socket) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("MD5");
        byte[] buffer = new byte[65_536];
        InputStream in = socket.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whoIsNotReadStopsWriting(Side from) throws Exception {
        try (OpenGate gate = open();
                Pair pair = new Pair(gate)) {
            AtomicLong written = new AtomicLong();
            CompletableFuture<String> poured = pour(pair.of(from), TOO_MUCH / MEGABYTE, written);
            AtomicLong before = new AtomicLong(-1);
            Duration still = Duration.ofMillis(700);
            AtomicLong since = new AtomicLong(System.nanoTime());
            Await.until("it stops, or has written everything", () -> {
                long now = written.get();
                if (now != before.getAndSet(now)) {
                    since.set(System.nanoTime());
                }
                return poured.isDone() || System.nanoTime() - since.get() > still.toNanos();
            });
            assertThat(written.get()).isLessThan(TOO_MUCH / 2);
            // The other direction has a life of its own.
            for (int i = 0; i < 100; i++) {
                say(pair.of(from.other()), HELLO);
                assertThat(pair.of(from).getInputStream().readNBytes(HELLO.length))
                        .isEqualTo(HELLO);
            }
            assertThat(drain(pair.of(from.other()))).isEqualTo(poured.get());
        }
    }

    @Test
    void bothWaysAtOnceEverythingArrives() throws Exception {
        try (OpenGate gate = open();
                Pair pair = new Pair(gate)) {
            CompletableFuture<String> there = pour(pair.client, 60, new AtomicLong());
            CompletableFuture<String> back = pour(pair.server, 61, new AtomicLong());
            CompletableFuture<String> heard = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    heard.complete(drain(pair.server));
                } catch (Exception e) {
                    heard.completeExceptionally(e);
                }
            });
            assertThat(drain(pair.client)).isEqualTo(back.get());
            assertThat(heard.get()).isEqualTo(there.get());
        }
        Await.until("the end is counted", () -> !passed.isEmpty());
        assertThat(passed)
                .extracting(Passed::fromClient, Passed::fromServer)
                .containsExactly(tuple(60L * MEGABYTE + HELLO.length, 61L * MEGABYTE + HELLO.length));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whoHasEndedStillHears(Side first) throws Exception {
        try (OpenGate gate = open();
                Pair pair = new Pair(gate)) {
            say(pair.of(first), HELLO);
            pair.of(first).shutdownOutput();
            assertThat(pair.of(first.other()).getInputStream().readAllBytes()).isEqualTo(HELLO);
            CompletableFuture<String> poured = pour(pair.of(first.other()), 20, new AtomicLong());
            assertThat(drain(pair.of(first))).isEqualTo(poured.get());
        }
        Await.until("the end is counted", () -> !passed.isEmpty());
        Passed one = passed.getFirst();
        long firsts = first == Side.CLIENT ? one.fromClient() : one.fromServer();
        assertThat(firsts).isEqualTo(2L * HELLO.length);
        assertThat(one.fromClient() + one.fromServer()).isEqualTo(3L * HELLO.length + 20L * MEGABYTE);
        assertThat(one.outcome()).isEqualTo(RelayMeters.Outcome.UNREAD);
        assertThat(one.port()).isEqualTo(service.getLocalPort());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aResetEndsTheOtherSide(Side from) throws Exception {
        try (OpenGate gate = open();
                Pair pair = new Pair(gate)) {
            pair.of(from).setSoLinger(true, 0);
            pair.of(from).close();
            try {
                assertThat(pair.of(from.other()).getInputStream().read()).isEqualTo(-1);
            } catch (SocketException e) {
                // A reset is an end as well.
            }
            Await.until("the connection is gone", () -> gate.connections() == 0 && !passed.isEmpty());
            assertThat(passed).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResetInTheMiddleOfMuchEndsTheWriter(boolean serverWrites) throws Exception {
        Side writer = serverWrites ? Side.SERVER : Side.CLIENT;
        try (OpenGate gate = open();
                Pair pair = new Pair(gate)) {
            CompletableFuture<String> poured = pour(pair.of(writer), TOO_MUCH / MEGABYTE, new AtomicLong());
            pair.of(writer.other()).getInputStream().readNBytes(MEGABYTE);
            pair.of(writer.other()).setSoLinger(true, 0);
            pair.of(writer.other()).close();
            assertThatThrownBy(poured::get).hasRootCauseInstanceOf(IOException.class);
            Await.until("the connection is gone", () -> gate.connections() == 0);
        }
    }

    @Test
    void silenceEndsAConnectionAndTalkDoesNot() throws Exception {
        RelaySettings usual = OpenGate.relaySettings();
        RelaySettings impatient = new RelaySettings(
                Limits.DEFAULT,
                usual.identifyTimeout(),
                usual.identifyBytes(),
                usual.unknown(),
                usual.unknownTls(),
                Duration.ofSeconds(3),
                usual.noticeName());
        try (OpenGate gate = new OpenGate(impatient, inside);
                Pair busy = new Pair(gate)) {
            // Twice as long as silence may last.
            for (int i = 0; i < 2; i++) {
                talkUntilASilentOneIsClosed(gate, busy);
            }
            say(busy.client, HELLO);
            assertThat(busy.server.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
        }
    }

    private void talkUntilASilentOneIsClosed(OpenGate gate, Pair busy) throws Exception {
        try (Pair silent = new Pair(gate)) {
            CompletableFuture<Integer> end = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    end.complete(silent.client.getInputStream().read());
                } catch (IOException e) {
                    end.completeExceptionally(e);
                }
            });
            Await.until("the silent one is closed", () -> {
                // One way only: either direction counts.
                say(busy.server, HELLO);
                assertThat(busy.client.getInputStream().readNBytes(HELLO.length))
                        .isEqualTo(HELLO);
                return end.isDone();
            });
            assertThat(end.get()).isEqualTo(-1);
        }
    }

    private final class Counting implements RelayMeters {
        @Override
        public void ended(
                String entry,
                ProtocolId protocol,
                ServiceId service,
                Outcome outcome,
                String destinationHost,
                int destinationPort,
                long bytesFromClient,
                long bytesFromServer) {
            passed.add(new Passed(outcome, destinationPort, bytesFromClient, bytesFromServer));
        }
    }
}
