package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.held.HeldMessage.State;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.ReviewDesk;

/** Two people at Exchange clients, and a server that must not hear what they say to each other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RvpRoutingTest {

    private static final String CONVERSATION = "{16A2CC82-6F84-CFD7-C3D2-1BFFC84EDDDC}";
    private static final String FORMAT = "X-MMS-IM-Format: FN=Tahoma; EF=B; CO=ff; CS=0; PF=0";

    private final AtomicBoolean refuses = new AtomicBoolean();
    private TunnelGate gate;
    private FarEnd server;
    private FarEnd alice;
    private FarEnd bob;

    @BeforeEach
    void start() throws IOException {
        gate = new TunnelGate();
        gate.inside.catalogue =
                address -> address.host().equals("im.example.com") ? new ServiceId("exchange-im") : ServiceId.UNKNOWN;
        gate.reopen();
        gate.rule(event -> event instanceof ImEvent.Forged ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE);
        server = new FarEnd(
                request -> FarEnd.ok("RVP-Notifications-Version: 1.0\r\nSubscription-Id: 7\r\n", new byte[0]));
        alice = new FarEnd(request -> FarEnd.ok("RVP-Notifications-Version: 1.0\r\n", new byte[0]));
        bob = new FarEnd(request -> refuses.get()
                ? new HttpTalk.Message("HTTP/1.1 503 Busy\r\n", new byte[0])
                : FarEnd.ok("RVP-Notifications-Version: 1.0\r\n", new byte[0]));
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        server.close();
        alice.close();
        bob.close();
    }

    /** What goes out between people is to stay here. */
    private void keep(Duty.Reach reach) {
        gate.duties(event ->
                (event instanceof ImEvent.Message || event instanceof ImEvent.Typing) && event.flow() == Flow.OUTBOUND
                        ? List.of(new Duty.Route(reach))
                        : List.of());
    }

    private String node(String person) {
        return "http://im.example.com:" + server.port() + "/instmsg/aliases/" + person;
    }

    private static String from(String person) {
        return "RVP-Notifications-Version: 1.0\r\nRVP-From-Principal: http://im.example.com/instmsg/aliases/" + person
                + "\r\n";
    }

    private HttpTalk signOn(String person, FarEnd client) throws IOException {
        HttpTalk talk = gate.talk();
        assertThat(talk.ask(
                                "SUBSCRIBE " + node(person),
                                from(person) + "Notification-Type: pragma/notify\r\nCall-Back: http://127.0.0.1:"
                                        + client.port() + "\r\nSubscription-Lifetime: 14400\r\n",
                                null)
                        .status())
                .isEqualTo(200);
        return talk;
    }

    private int say(HttpTalk talk, String from, String to, String words) throws IOException {
        return notify(talk, node(to), from, to, words);
    }

    private static int notify(HttpTalk talk, String target, String from, String to, String words) throws IOException {
        String mime = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n" + FORMAT + "\r\nSession-Id: "
                + CONVERSATION + "\r\n\r\n" + words;
        byte[] body = ("<r:notification xmlns:d='DAV:' xmlns:r='http://schemas.microsoft.com/rvp/'><r:message>"
                        + "<r:notification-from><r:contact><d:href>http://im.example.com/instmsg/aliases/" + from
                        + "</d:href></r:contact></r:notification-from><r:notification-to><r:contact>"
                        + "<d:href>http://im.example.com/instmsg/aliases/" + to
                        + "</d:href></r:contact></r:notification-to><r:msgbody><r:mime-data><![CDATA[" + mime
                        + "]]></r:mime-data></r:msgbody></r:message></r:notification>")
                .getBytes(UTF_8);
        return talk.ask("NOTIFY " + target, from(from) + "Content-Type: text/xml\r\n", body)
                .status();
    }

    private boolean isStillOn(HttpTalk talk) throws IOException {
        return talk.ask("SUBSCRIPTIONS " + node("bob"), from("bob"), null).status() == 200;
    }

    private long notices() {
        return server.asked().stream()
                .filter(request -> request.head().startsWith("NOTIFY "))
                .count();
    }

    @Test
    void wordsReachAColleagueAndNotTheServer() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (HttpTalk hers = signOn("alice", alice);
                HttpTalk his = signOn("bob", bob)) {
            for (int i = 0; i < 5; i++) {
                assertThat(say(hers, "alice", "bob", "not for strangers " + i)).isEqualTo(200);
            }
            assertThat(say(his, "bob", "alice", "understood")).isEqualTo(200);
            assertThat(bob.asked()).hasSize(5);
            for (int i = 0; i < 5; i++) {
                assertThat(bob.asked().get(i).text())
                        .contains("not for strangers " + i, CONVERSATION, FORMAT, "aliases/alice", "aliases/bob");
            }
            assertThat(alice.asked()).hasSize(1);
            assertThat(alice.asked().getFirst().text()).contains("understood");
        }
        assertThat(notices()).as("what the server heard").isZero();
        assertThat(gate.asked(ImEvent.Message.class).stream()
                        .filter(question -> question.event().flow() == Flow.INBOUND)
                        .map(question -> String.valueOf(question.account())))
                .as("judged at each recipient")
                .containsExactly(
                        "exchange-im:bob@example.com",
                        "exchange-im:bob@example.com",
                        "exchange-im:bob@example.com",
                        "exchange-im:bob@example.com",
                        "exchange-im:bob@example.com",
                        "exchange-im:alice@example.com");
    }

    @Test
    void whoeverDoesNotTakeItGetsItFromTheServer() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (HttpTalk hers = signOn("alice", alice);
                HttpTalk his = signOn("bob", bob)) {
            assertThat(say(his, "bob", "alice", "I am busy")).isEqualTo(200);
            assertThat(alice.asked()).hasSize(1);
            refuses.set(true);
            assertThat(say(hers, "alice", "bob", "hello?")).isEqualTo(200);
            assertThat(notices()).isEqualTo(1);
            bob.close();
            assertThat(say(hers, "alice", "bob", "are you there?")).isEqualTo(200);
            assertThat(notices()).isEqualTo(2);
            assertThat(say(hers, "alice", "carol", "and you?")).isEqualTo(200);
            assertThat(notices()).isEqualTo(3);
        }
    }

    @Test
    void whatMustStayHereGoesBackWhenItCantBeDelivered() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (HttpTalk hers = signOn("alice", alice)) {
            assertThat(say(hers, "alice", "bob", "between us")).isEqualTo(403);
            Await.until("she is told", () -> alice.asked().size() == 1);
            assertThat(alice.asked().getFirst().text()).contains("not signed on here");
        }
        assertThat(notices()).isZero();
    }

    /** What the server calls with is held, and its client is called once a reviewer lets it go. */
    @Test
    void whatIsHeldIsShownOnceItIsReleased(@TempDir Path directory) throws Exception {
        try (ReviewDesk desk = new ReviewDesk(directory)) {
            desk.into(gate.inside);
            gate.reopen();
            gate.rule(
                    event -> event.text().plain().contains("secret") ? Verdict.Drop.INSTANCE : Verdict.Allow.INSTANCE);
            gate.duties(event ->
                    event.text().plain().contains("secret") ? List.of(new Duty.Quarantine("review")) : List.of());
            try (HttpTalk his = signOn("bob", bob)) {
                String callBack = server.asked().getFirst().field("Call-Back");
                int port = Integer.parseInt(callBack.substring(callBack.lastIndexOf(':') + 1));
                InetSocketAddress there = new InetSocketAddress("127.0.0.1", port);
                try (HttpTalk calls = new HttpTalk(there, "127.0.0.1", "HTTP/1.1", true)) {
                    assertThat(notify(calls, "/", "alice", "bob", "secret plans"))
                            .isEqualTo(200);
                }
                assertThat(desk.one(State.WAITING).text()).isEqualTo("secret plans");
                assertThat(bob.asked()).isEmpty();
                assertThat(isStillOn(his)).isTrue();
                desk.release();
                desk.one(State.DELIVERED);
                assertThat(bob.asked()).hasSize(1);
                assertThat(bob.asked().getFirst().text())
                        .contains("secret plans", CONVERSATION, FORMAT, "aliases/alice");
            }
        }
    }

    /** A name in a field is a claim: without the server's word nobody is spoken for. */
    @Test
    void nobodySpeaksForAColleague() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (HttpTalk hers = signOn("alice", alice);
                HttpTalk his = signOn("bob", bob);
                HttpTalk stranger = gate.talk()) {
            say(stranger, "alice", "bob", "you are fired");
            assertThat(bob.asked()).isEmpty();
            say(hers, "bob", "alice", "I quit");
            assertThat(alice.asked()).isEmpty();
            assertThat(isStillOn(his)).isTrue();
        }
    }
}
