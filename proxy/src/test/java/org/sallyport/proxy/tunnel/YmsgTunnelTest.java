package org.sallyport.proxy.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;
import org.sallyport.proxy.testkit.YmsgService;

/** Somebody who reaches Yahoo! Messenger by nothing but requests to its pager, and somebody who has a connection. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YmsgTunnelTest {

    private static final int VERSION = 9;
    private static final int IDLE = 0x05;
    private static final int LOGON = 0x01;

    private YmsgService service;
    private Pager pager;
    private TunnelGate gate;

    @BeforeEach
    void start() throws IOException {
        service = YmsgService.start();
        pager = new Pager(service);
        gate = new TunnelGate();
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        pager.close();
        service.close();
    }

    private YmsgClient connected(String name) throws Exception {
        YmsgClient client = YmsgClient.signOn(
                Dialer.socks5(gate.gate().address("proxy")),
                new Address("scsa.msg.yahoo.com", service.port()),
                name,
                YmsgClient.V16);
        Await.until(name + " is online", () -> service.isOnline(name));
        return client;
    }

    @Test
    void peopleTalkThroughThePager() throws Exception {
        try (YmsgClient bob = connected("bob");
                WebClient alice = new WebClient("alice")) {
            alice.signOn();
            assertThat(service.isOnline("alice")).isTrue();
            alice.say("bob", "hello through the web");
            bob.expectMessage("alice", "hello through the web");
            bob.expectAck(bob.say("alice", "hello yourself"));
            alice.polls(packet -> packet.is(YmsgClient.MESSAGE, 1)
                    && packet.first(4).equals("bob")
                    && packet.first(14).equals("hello yourself"));
            assertThat(service.faults()).isEmpty();
        }
        assertThat(gate.malformed()).isZero();
        assertThat(gate.asked(ImEvent.Message.class))
                .extracting(
                        question -> question.event().flow(),
                        question -> String.valueOf(question.event().from()),
                        question -> question.event().to().toString(),
                        question -> question.event().text().plain())
                .containsExactlyInAnyOrder(
                        tuple(Flow.OUTBOUND, "yahoo:alice", "[yahoo:bob]", "hello through the web"),
                        tuple(Flow.INBOUND, "yahoo:alice", "[yahoo:bob]", "hello through the web"),
                        tuple(Flow.OUTBOUND, "yahoo:bob", "[yahoo:alice]", "hello yourself"),
                        tuple(Flow.INBOUND, "yahoo:bob", "[yahoo:alice]", "hello yourself"));
    }

    @Test
    void aRefusedMessageGoesNowhereAndTheNoticeComesWithTheAnswer() throws Exception {
        gate.rule(event -> event instanceof ImEvent.Message && event.flow() == Flow.OUTBOUND
                ? new Verdict.Deny("No secrets, please.")
                : Verdict.Allow.INSTANCE);
        try (YmsgClient bob = connected("bob");
                WebClient alice = new WebClient("alice")) {
            alice.signOn();
            alice.say("bob", "a secret");
            alice.polls(packet -> packet.is(YmsgClient.MESSAGE, 1)
                    && packet.first(4).equals("sallyport")
                    && packet.first(14).equals("No secrets, please."));
            assertThat(service.words()).isEmpty();
            assertThat(bob.waiting(packet -> packet.service() == YmsgClient.MESSAGE))
                    .isZero();
            assertThat(service.faults()).isEmpty();
        }
    }

    /** The service by way of HTTP: one packet a request, and what has gathered since in the answer. */
    private static final class Pager implements AutoCloseable {

        private final YmsgService service;
        private final FarEnd farEnd;
        private final Map<Integer, Visitor> visitors = new ConcurrentHashMap<>();

        private record Visitor(YmsgService.Guest guest, BlockingQueue<YmsgPacket> waiting) {}

        Pager(YmsgService service) throws IOException {
            this.service = service;
            this.farEnd =
                    new FarEnd(request -> FarEnd.ok("Content-Type: application/octet-stream\r\n", answer(request)));
        }

        private byte[] answer(HttpTalk.Message request) throws IOException {
            YmsgPacket packet = Objects.requireNonNull(YmsgPacket.read(in(request.body(), 0)));
            Visitor visitor = packet.session() == 0 ? enter() : visitors.get(packet.session());
            Objects.requireNonNull(visitor, "a session nobody has").guest().take(packet);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            List<YmsgPacket> now = new ArrayList<>();
            visitor.waiting().drainTo(now);
            all.writeBytes(new byte[] {(byte) now.size(), 0, 0, 0});
            now.forEach(one -> all.writeBytes(one.bytes()));
            return all.toByteArray();
        }

        private Visitor enter() {
            BlockingQueue<YmsgPacket> waiting = new LinkedBlockingQueue<>();
            Visitor visitor = new Visitor(service.enter(waiting::add), waiting);
            visitors.put(visitor.guest().session(), visitor);
            return visitor;
        }

        int port() {
            return farEnd.port();
        }

        @Override
        public void close() throws IOException {
            farEnd.close();
        }
    }

    private static DataInputStream in(byte[] body, int from) {
        return new DataInputStream(new ByteArrayInputStream(body, from, body.length - from));
    }

    /** A client of version 9 that posts its packets. One thread. */
    private final class WebClient implements AutoCloseable {

        private final String name;
        private final HttpTalk talk = gate.talk();
        private final List<YmsgPacket> heard = new ArrayList<>();
        private int session;

        WebClient(String name) {
            this.name = name;
        }

        List<YmsgPacket> post(YmsgPacket packet) throws IOException {
            HttpTalk.Message answer = talk.post(
                    "http://http.pager.yahoo.com:" + pager.port() + "/notify",
                    packet.in(VERSION, session).bytes());
            assertThat(answer.status()).isEqualTo(200);
            byte[] body = answer.body();
            int count = Byte.toUnsignedInt(body[0]);
            DataInputStream rest = in(body, 4);
            List<YmsgPacket> packets = new ArrayList<>();
            for (YmsgPacket one = YmsgPacket.read(rest); one != null; one = YmsgPacket.read(rest)) {
                packets.add(one);
                session = one.session();
            }
            assertThat(packets).as("as many as it counts").hasSize(count);
            return packets;
        }

        void signOn() throws IOException {
            assertThat(post(YmsgPacket.of(YmsgClient.AUTH, 0).with(1, name)))
                    .singleElement()
                    .satisfies(
                            packet -> assertThat(packet.is(YmsgClient.AUTH, 1)).isTrue());
            assertThat(post(YmsgPacket.of(YmsgClient.AUTH_RESPONSE, 0)
                            .with(0, name)
                            .with(6, YmsgClient.PROOF)
                            .with(96, YmsgClient.PROOF)
                            .with(1, name)))
                    .anyMatch(packet -> packet.service() == LOGON);
        }

        void say(String to, String words) throws IOException {
            heard.addAll(post(YmsgPacket.of(YmsgClient.MESSAGE, 0x5A55_AA56)
                    .with(0, name)
                    .with(1, name)
                    .with(5, to)
                    .with(14, words)));
        }

        /** Asks until it is told. */
        void polls(Predicate<YmsgPacket> wanted) throws Exception {
            Await.until("something in an answer", () -> {
                heard.addAll(post(YmsgPacket.of(IDLE, 0).with(1, name).with(0, name)));
                return heard.stream().anyMatch(wanted);
            });
        }

        @Override
        public void close() throws IOException {
            talk.close();
        }
    }
}
