package org.sallyport.proxy.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/** A client that reaches AIM and ICQ by nothing but HTTP requests through the proxy entry. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OscarTunnelTest {

    private TunnelGate gate;
    private IcqFarEnd farEnd;
    private OscarService service;
    private Address authorizer;

    @BeforeEach
    void start() throws IOException {
        gate = new TunnelGate();
        farEnd = new IcqFarEnd();
        int bos = freePort();
        service = OscarService.start(InetAddress.getLoopbackAddress(), 0, bos, new Address("127.0.0.1", bos));
        authorizer = new Address("127.0.0.1", service.authorizerPort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        farEnd.close();
        service.close();
    }

    private IcqTunnel tunnel() throws IOException {
        return new IcqTunnel(gate.gate().address("proxy"), farEnd.port(), "HTTP/1.1", true);
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, true", "HTTP/1.1, false", "HTTP/1.0, true", "HTTP/1.0, false"})
    void peopleTalkAsIfTheyHadAConnection(String version, boolean keepAlive) throws Exception {
        try (IcqTunnel tunnel = new IcqTunnel(gate.gate().address("proxy"), farEnd.port(), version, keepAlive);
                OscarClient bob = OscarClient.signOn(Dialer.direct(), authorizer, "bob");
                OscarClient alice = OscarClient.signOn(tunnel, authorizer, "alice")) {
            alice.expectAck(alice.say("bob", "hello through the web"));
            bob.expectMessage("alice", "hello through the web");
            bob.expectAck(bob.say("alice", "hello yourself"));
            alice.expectMessage("bob", "hello yourself");

            assertThat(service.faults()).isEmpty();
            assertThat(farEnd.faults()).isEmpty();
            for (int number = 1; number <= 2; number++) {
                int which = number;
                Await.until("all has come", () -> tunnel.sent(which).length == farEnd.received(which).length);
                assertThat(farEnd.received(number)).isEqualTo(tunnel.sent(number));
                Await.until("all has come back", () -> tunnel.received(which).length == farEnd.sent(which).length);
                assertThat(tunnel.received(number)).isEqualTo(farEnd.sent(number));
            }
            assertThat(tunnel.ended()).isZero();
        }
        assertThat(gate.asked(ImEvent.SignOn.class)).isNotEmpty().allSatisfy(OscarTunnelTest::isAlices);
        assertThat(gate.asked(ImEvent.Message.class)).hasSize(2).allSatisfy(OscarTunnelTest::isAlices);
        assertThat(gate.asked(ImEvent.Message.class).getFirst().opening().destination())
                .as("as the client asked for it, within the tunnel")
                .isEqualTo(new Address("127.0.0.1", service.bosPort()));
        assertThat(gate.malformed()).isZero();
    }

    private static void isAlices(Question question) {
        assertThat(question.protocol().value()).isEqualTo("oscar");
        assertThat(Objects.requireNonNull(question.account()).normalized()).isEqualTo("alice");
    }

    @Test
    void whatIsDeniedDoesNotArriveAndTheClientIsToldSo() throws Exception {
        gate.rule(event -> event instanceof ImEvent.Message message
                        && message.text().plain().contains("secret")
                ? new Verdict.Deny("not this")
                : Verdict.Allow.INSTANCE);
        try (IcqTunnel tunnel = tunnel();
                OscarClient bob = OscarClient.signOn(Dialer.direct(), authorizer, "bob");
                OscarClient alice = OscarClient.signOn(tunnel, authorizer, "alice")) {
            alice.expectError(alice.say("bob", "the secret is out"));
            alice.expectAck(alice.say("bob", "good day"));
            bob.expectMessage("alice", "good day");
            bob.say("alice", "and to you");
            alice.expectMessage("bob", "and to you");
            assertThat(service.words()).containsExactly("good day", "and to you");
            assertThat(service.faults()).as("every number is there").isEmpty();
            assertThat(farEnd.faults()).isEmpty();
        }
    }

    @Test
    void whoIsDisconnectedHasNoConnectionLeftInTheTunnel() throws Exception {
        gate.rule(
                event -> event instanceof ImEvent.Message ? new Verdict.Disconnect("goodbye") : Verdict.Allow.INSTANCE);
        try (IcqTunnel tunnel = tunnel();
                OscarClient alice = OscarClient.signOn(tunnel, authorizer, "alice")) {
            Await.until("alice is there", () -> service.isOnline("alice"));
            alice.say("bob", "anything");
            alice.expectClosed();
            Await.until("the service is told", () -> farEnd.isClosed(2) && !service.isOnline("alice"));
            assertThat(service.words()).isEmpty();
            assertThat(tunnel.ended()).as("the tunnel goes on without it").isZero();
            gate.rule(event -> Verdict.Allow.INSTANCE);
            try (OscarClient again = OscarClient.signOn(tunnel, authorizer, "alice")) {
                Await.until("alice is back", () -> service.isOnline("alice"));
                assertThat(again.bos().port()).isEqualTo(service.bosPort());
            }
        }
    }

    @Test
    void nobodyReachesATunnelThatIsNotHisOrIsNone() throws Exception {
        try (IcqTunnel tunnel = tunnel();
                HttpTalk stranger = new HttpTalk(gate.gate().address("proxy"), "127.0.0.2", "HTTP/1.1", true);
                HttpTalk owner = gate.talk()) {
            String base = "http://127.0.0.1:" + farEnd.port();
            byte[] open = IcqFarEnd.record(3, 9, new byte[] {0, 1, 'h', 0x14, 0x46});
            assertThat(stranger.get(base + "/monitor?sid=" + IcqFarEnd.SID).status())
                    .isEqualTo(403);
            assertThat(stranger.post(base + "/data?sid=" + IcqFarEnd.SID + "&seq=1", open)
                            .status())
                    .isEqualTo(403);
            String unknown = "ffffffffffffffffffffffffffffffff";
            assertThat(owner.get(base + "/monitor?sid=" + unknown).status()).isEqualTo(403);
            assertThat(owner.post(base + "/data?sid=" + unknown + "&seq=1", open)
                            .status())
                    .isEqualTo(403);
            assertThat(farEnd.asked())
                    .noneMatch(request -> request.target().startsWith("/data")
                            || request.target().contains(unknown));
            assertThat(gate.malformed()).isEqualTo(4);
            assertThat(owner.get(base + "/monitor?sid=" + IcqFarEnd.SID).status())
                    .as("his own, on any connection")
                    .isEqualTo(200);
            assertThat(tunnel.ended()).isZero();
        }
    }

    @Test
    void whatIsNoRecordIsRefusedAndCounted() throws Exception {
        try (IcqTunnel tunnel = tunnel();
                HttpTalk talk = gate.talk()) {
            String data = "http://127.0.0.1:" + farEnd.port() + "/data?sid=" + IcqFarEnd.SID + "&seq=1";
            assertThat(talk.post(data, new byte[] {1, 2, 3}).status()).isEqualTo(403);
            assertThat(gate.malformed()).isEqualTo(1);
            assertThat(talk.post(data, IcqFarEnd.record(5, 7, new byte[] {0x2A}))
                            .status())
                    .as("of a connection that was never opened")
                    .isEqualTo(403);
            assertThat(gate.malformed()).isGreaterThanOrEqualTo(2);
            Await.until("the tunnel is over", () -> gate.tunnels() == 0 && tunnel.ended() == 403);
            assertThat(farEnd.asked()).noneMatch(request -> request.target().startsWith("/data"));
        }
    }

    @Test
    void aTunnelThatNobodyCouldComeBackToIsGone() throws Exception {
        try (FarEnd mute = new FarEnd(request -> FarEnd.ok("", new byte[0]));
                HttpTalk talk = gate.talk()) {
            assertThat(talk.get("http://http.proxy.icq.com:" + mute.port() + "/hello")
                            .status())
                    .isEqualTo(200);
            Await.until("it is gone", () -> gate.tunnels() == 0);
        }
    }
}
