package org.sallyport.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.proxy.dns.DnsMeters.Happened;
import org.sallyport.proxy.entry.ClientNetworks;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.testkit.Await;

/** Clients, forwarder and resolvers, each with real sockets. */
class DnsForwarderTest {

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int NO_ERROR = 0;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;

    private final Resolver resolver = new Resolver();
    private final DnsNames names = new DnsNames(1_000, Duration.ofHours(1), System::nanoTime);
    private final Map<Happened, AtomicInteger> counts = new ConcurrentHashMap<>();
    private List<String> clients = ClientNetworks.PRIVATE;
    private Transport transport = Transport.best();
    private @Nullable DnsForwarder running;

    private void start(Duration timeout, InetSocketAddress... servers) throws IOException {
        DnsSettings settings = new DnsSettings(
                DnsClient.ANY_PORT,
                List.of(servers),
                timeout,
                Duration.ofHours(1),
                1_000,
                List.of(new DnsSettings.Answer("login.oscar.aol.com", InetAddress.getByName("10.0.0.5"))));
        running = DnsForwarder.start(
                settings,
                transport,
                new ClientNetworks(clients),
                names,
                happened -> counts.computeIfAbsent(happened, h -> new AtomicInteger())
                        .incrementAndGet());
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
        resolver.close();
    }

    private DnsForwarder forwarder() {
        return Objects.requireNonNull(running);
    }

    private DnsClient client() throws IOException {
        return new DnsClient(() -> forwarder().address());
    }

    private Socket connect() throws IOException {
        return DnsClient.connect(forwarder().address());
    }

    private int count(Happened happened) {
        AtomicInteger count = counts.get(happened);
        return count == null ? 0 : count.get();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void anAnswerComesBackAndItsNameIsRemembered(Transport kind) throws Exception {
        transport = kind;
        start(LONG, resolver.address());
        try (DnsClient client = client()) {
            byte[] answer = client.ask(Wire.query(7, "Chat.Example.COM"));
            assertThat(DnsClient.id(answer)).isEqualTo(7);
            assertThat(DnsClient.code(answer)).isEqualTo(NO_ERROR);
        }
        assertThat(names.nameOf(LOCAL, InetAddress.getByName("192.0.2.1"))).isEqualTo("chat.example.com");
        assertThat(names.nameOf(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("192.0.2.1")))
                .isNull();
        assertThat(count(Happened.ANSWERED)).isOne();
    }

    @Test
    void onlyTheIdIsChangedOnTheWay() throws Exception {
        try (DatagramSocket upstream = new DatagramSocket(DnsClient.ANY_PORT);
                DnsClient client = client()) {
            start(LONG, (InetSocketAddress) upstream.getLocalSocketAddress());
            Set<Integer> ids = new HashSet<>();
            Set<Integer> ports = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                byte[] query = Wire.bytes(Wire.QUERY);
                query[1] = (byte) i;
                client.send(query);
                DatagramPacket seen = DnsClient.receive(upstream);
                ids.add(DnsClient.id(DnsClient.bytes(seen)));
                ports.add(seen.getPort());
                assertThat(DnsClient.tail(DnsClient.bytes(seen))).isEqualTo(DnsClient.tail(query));
                // Whatever an answer has, EDNS and all, goes back as it is.
                byte[] answer = DnsClient.bytes(seen);
                answer[2] = (byte) 0x81;
                answer[3] = (byte) 0xA3;
                upstream.send(new DatagramPacket(answer, answer.length, seen.getSocketAddress()));
                byte[] got = client.receive();
                assertThat(DnsClient.id(got)).isEqualTo(0x1200 + i);
                assertThat(DnsClient.tail(got)).isEqualTo(DnsClient.tail(answer));
            }
            assertThat(ids).hasSizeGreaterThan(4);
            assertThat(ports).hasSizeGreaterThan(4);
        }
    }

    @Test
    void whatIsNoAnswerToTheQuestionIsIgnored() throws Exception {
        try (DatagramSocket upstream = new DatagramSocket(DnsClient.ANY_PORT);
                DatagramSocket liar = new DatagramSocket(DnsClient.ANY_PORT);
                DnsClient client = client()) {
            start(LONG, (InetSocketAddress) upstream.getLocalSocketAddress());
            client.send(Wire.query(9, "real.example"));
            DatagramPacket seen = DnsClient.receive(upstream);
            int id = DnsClient.id(DnsClient.bytes(seen));
            byte[] wrongId = DnsClient.answer(Wire.query(id ^ 1, "real.example"), 66);
            byte[] wrongName = DnsClient.answer(Wire.query(id, "fake.example"), 66);
            byte[] right = DnsClient.answer(Wire.query(id, "real.example"), 1);
            byte[] elsewhere = DnsClient.answer(Wire.query(id, "real.example"), 66);
            // The kernel keeps from us what doesn't come from the resolver.
            liar.send(new DatagramPacket(elsewhere, elsewhere.length, seen.getSocketAddress()));
            for (byte[] each : List.of(wrongId, wrongName, new byte[5], right)) {
                upstream.send(new DatagramPacket(each, each.length, seen.getSocketAddress()));
            }
            byte[] got = client.receive();
            assertThat(DnsClient.id(got)).isEqualTo(9);
            assertThat(got[got.length - 1]).isEqualTo((byte) 1);
            assertThat(count(Happened.MISMATCHED)).isEqualTo(3);
            assertThat(names.nameOf(LOCAL, InetAddress.getByName("192.0.2.66"))).isNull();
            assertThat(names.nameOf(LOCAL, InetAddress.getByName("192.0.2.1"))).isEqualTo("real.example");
        }
    }

    @Test
    void truncatedAnswersPassAndTheRestComesOverTcp() throws Exception {
        start(LONG, resolver.address());
        try (DnsClient client = client()) {
            byte[] answer = client.ask(Wire.query(3, "many.example"));
            assertThat(answer[2] & 0x02).as("truncated").isEqualTo(2);
        }
        try (Socket socket = connect()) {
            DnsClient.send(socket, Wire.query(4, "many.example"));
            byte[] answer = DnsClient.receive(socket);
            assertThat(DnsClient.id(answer)).isEqualTo(4);
            assertThat(answer.length).isGreaterThan(1_500);
            assertThat(answer[2] & 0x02).isZero();
        }
        assertThat(resolver.overTcp).hasValue(1);
        assertThat(names.nameOf(LOCAL, InetAddress.getByName("192.0.2.99"))).isEqualTo("many.example");
    }

    @Test
    void oneConnectionCarriesManyQueries() throws Exception {
        start(LONG, resolver.address());
        try (Socket socket = connect()) {
            Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                DnsClient.send(socket, Wire.query(i, "host" + i + ".example"));
            }
            for (int i = 0; i < 20; i++) {
                ids.add(DnsClient.id(DnsClient.receive(socket)));
            }
            assertThat(ids).hasSize(20);
        }
    }

    @Test
    void theNextResolverIsAskedWhenOneIsSilent() throws Exception {
        try (DatagramSocket dead = new DatagramSocket(DnsClient.ANY_PORT);
                DnsClient client = client()) {
            start(SHORT, (InetSocketAddress) dead.getLocalSocketAddress(), resolver.address());
            assertThat(DnsClient.code(client.ask(Wire.query(1, "a.example")))).isEqualTo(NO_ERROR);
            assertThat(count(Happened.NEXT_SERVER)).isOne();
            // From now on the one that answers is asked first.
            assertThat(DnsClient.code(client.ask(Wire.query(2, "b.example")))).isEqualTo(NO_ERROR);
            assertThat(count(Happened.NEXT_SERVER)).isOne();
        }
    }

    @Test
    void theNextResolverIsAskedWhenNobodyListensThere() throws Exception {
        InetSocketAddress gone;
        try (DatagramSocket socket = new DatagramSocket(DnsClient.ANY_PORT)) {
            gone = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        // Long before the time is over: the network says so.
        start(Duration.ofSeconds(80), gone, resolver.address());
        try (DnsClient client = client();
                Socket socket = connect()) {
            assertThat(DnsClient.code(client.ask(Wire.query(1, "a.example")))).isEqualTo(NO_ERROR);
            DnsClient.send(socket, Wire.query(2, "b.example"));
            assertThat(DnsClient.code(DnsClient.receive(socket))).isEqualTo(NO_ERROR);
        }
    }

    @Test
    void aFailureIsPassedOnWhenNobodyDoesBetter() throws Exception {
        try (Resolver second = new Resolver();
                DnsClient client = client()) {
            start(LONG, resolver.address(), second.address());
            assertThat(DnsClient.code(client.ask(Wire.query(1, "broken.example"))))
                    .isEqualTo(SERVER_FAILURE);
            assertThat(second.overUdp).hasValue(1);
            assertThat(DnsClient.code(client.ask(Wire.query(2, "no.example")))).isEqualTo(NO_SUCH_NAME);
            assertThat(second.overUdp).hasValue(1);
        }
    }

    @Test
    void whenNobodyAnswersTheClientIsTold() throws Exception {
        start(SHORT, resolver.address());
        try (DnsClient client = client()) {
            byte[] answer = client.ask(Wire.query(5, "silent.example"));
            assertThat(DnsClient.id(answer)).isEqualTo(5);
            assertThat(DnsClient.code(answer)).isEqualTo(SERVER_FAILURE);
            assertThat(count(Happened.FAILED)).isOne();
            // A datagram gets lost now and then: a single resolver is asked twice.
            assertThat(resolver.overUdp).hasValue(2);
        }
    }

    @Test
    void aQuestionAskedAgainIsLookedUpOnce() throws Exception {
        try (DatagramSocket upstream = new DatagramSocket(DnsClient.ANY_PORT);
                DnsClient client = client()) {
            start(LONG, (InetSocketAddress) upstream.getLocalSocketAddress());
            client.send(Wire.query(1, "a.example"));
            DatagramPacket seen = DnsClient.receive(upstream);
            client.send(Wire.query(1, "a.example"));
            Await.until("the repetition is counted", () -> count(Happened.REPEATED) == 1);
            byte[] answer = DnsClient.answer(DnsClient.bytes(seen), 1);
            upstream.send(new DatagramPacket(answer, answer.length, seen.getSocketAddress()));
            assertThat(DnsClient.id(client.receive())).isOne();
            client.send(Wire.query(1, "a.example"));
            assertThat(DnsClient.receive(upstream)).isNotNull();
        }
    }

    @Test
    void oneClientHasOnlySoManyQuestionsUnderWay() throws Exception {
        start(LONG, resolver.address());
        try (DnsClient client = client()) {
            for (int i = 0; i < Desk.LOOKUPS_PER_CLIENT; i++) {
                client.send(Wire.query(i, "silent.example"));
            }
            byte[] answer = client.ask(Wire.query(5_000, "a.example"));
            assertThat(DnsClient.id(answer)).isEqualTo(5_000);
            assertThat(DnsClient.code(answer)).isEqualTo(SERVER_FAILURE);
            assertThat(count(Happened.OVERLOADED)).isOne();
        }
    }

    @Test
    void whoHangsUpMakesRoom() throws Exception {
        start(LONG, resolver.address());
        try (Socket socket = connect()) {
            for (int i = 0; i < Desk.LOOKUPS_PER_CLIENT; i++) {
                DnsClient.send(socket, Wire.query(i, "silent.example"));
            }
            Await.until("all are asked", () -> resolver.overTcp.get() == Desk.LOOKUPS_PER_CLIENT);
        }
        Await.until("there is room again", () -> {
            try (DnsClient client = client()) {
                return DnsClient.code(client.ask(Wire.query(1, "a.example"))) == NO_ERROR;
            }
        });
    }

    @Test
    void strangersAreNotAnswered() throws Exception {
        clients = List.of("10.0.0.0/8");
        start(LONG, resolver.address());
        try (DnsClient client = client();
                Socket socket = connect()) {
            client.send(Wire.query(1, "a.example"));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            Await.until("both are counted", () -> count(Happened.STRANGER) == 2);
            client.socket.setSoTimeout(50);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::receive);
        }
        assertThat(resolver.overUdp).hasValue(0);
        assertThat(count(Happened.ASKED)).isZero();
    }

    @Test
    void brokenQueriesHurtNobody() throws Exception {
        start(LONG, resolver.address());
        try (DnsClient client = client();
                Socket socket = connect()) {
            client.send(new byte[0]);
            client.send(new byte[] {1, 2, 3});
            client.send(DnsClient.answer(Wire.query(1, "a.example"), 1));
            byte[] twoQuestions = Wire.query(2, "a.example");
            twoQuestions[5] = 2;
            byte[] refusal = client.ask(twoQuestions);
            assertThat(DnsClient.id(refusal)).isEqualTo(2);
            assertThat(DnsClient.code(refusal)).isOne();
            DnsClient.send(socket, new byte[] {1, 2, 3});
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(DnsClient.code(client.ask(Wire.query(3, "a.example")))).isEqualTo(NO_ERROR);
            assertThat(count(Happened.MALFORMED)).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void namesOfTheConfigurationAreAnsweredHere() throws Exception {
        start(LONG, resolver.address());
        try (DnsClient client = client()) {
            byte[] answer = client.ask(Wire.query(1, "LOGIN.oscar.aol.com"));
            assertThat(Arrays.copyOfRange(answer, answer.length - 4, answer.length))
                    .containsExactly(10, 0, 0, 5);
            byte[] none = client.ask(Wire.query(2, "login.oscar.aol.com", Query.AAAA));
            assertThat(DnsClient.code(none)).isEqualTo(NO_ERROR);
            assertThat(none[7]).as("answers").isZero();
        }
        assertThat(resolver.overUdp).hasValue(0);
        // That address is the gateway's own, and many names lead there.
        assertThat(names.size()).isZero();
    }

    @Test
    void onlySoManyConnectionsPerClient() throws Exception {
        start(LONG, resolver.address());
        Socket[] sockets = new Socket[16];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = connect();
            DnsClient.send(sockets[i], Wire.query(i, "a.example"));
            assertThat(DnsClient.id(DnsClient.receive(sockets[i]))).isEqualTo(i);
        }
        try (Socket more = connect()) {
            assertThat(more.getInputStream().read()).isEqualTo(-1);
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        Await.until("there is room again", () -> {
            try (Socket socket = connect()) {
                DnsClient.send(socket, Wire.query(1, "a.example"));
                return socket.getInputStream().read() >= 0;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void closingEndsWhatIsUnderWayAndFreesThePort() throws Exception {
        start(LONG, resolver.address());
        InetSocketAddress address = forwarder().address();
        try (DnsClient client = client();
                Socket socket = connect()) {
            client.send(Wire.query(1, "silent.example"));
            DnsClient.send(socket, Wire.query(2, "silent.example"));
            Await.until("both are asked", () -> resolver.overUdp.get() == 1 && resolver.overTcp.get() == 1);
            forwarder().close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        try (DatagramSocket free = new DatagramSocket(address)) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(DnsClient.ANY_PORT)) {
            DnsSettings settings = new DnsSettings(
                    (InetSocketAddress) taken.getLocalSocketAddress(),
                    List.of(resolver.address()),
                    LONG,
                    LONG,
                    8,
                    List.of());
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            DnsForwarder.start(settings, transport, new ClientNetworks(clients), names, DnsMeters.NONE))
                    .withMessageContaining("can't listen on");
        }
    }
}
