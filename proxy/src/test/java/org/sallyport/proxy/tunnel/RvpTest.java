package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.policy.Question;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;

/** Exchange's instant messaging through the web proxy's road: a client that asks, and is called back through the gateway. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RvpTest {

    private static final String CONVERSATION = "{16A2CC82-6F84-CFD7-C3D2-1BFFC84EDDDC}";

    private final AtomicBoolean mute = new AtomicBoolean();
    private TunnelGate gate;
    private FarEnd server;
    private FarEnd client;

    @BeforeEach
    void start() throws IOException {
        gate = new TunnelGate();
        gate.inside.catalogue =
                address -> address.host().equals("im.example.com") ? new ServiceId("exchange-im") : ServiceId.UNKNOWN;
        gate.reopen();
        gate.rule(event -> event instanceof ImEvent.Forged ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE);
        server = new FarEnd(request -> {
            if (mute.getAndSet(false)) {
                throw new IOException("nothing to say");
            }
            String id = request.head().startsWith("SUBSCRIBE ") ? "Subscription-Id: 101\r\n" : "";
            return FarEnd.ok("RVP-Notifications-Version: 1.0\r\n" + id, new byte[0]);
        });
        client = new FarEnd(request -> FarEnd.ok("RVP-Notifications-Version: 1.0\r\n", new byte[0]));
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        server.close();
        client.close();
    }

    private String node(String person) {
        return "http://im.example.com:" + server.port() + "/instmsg/aliases/" + person;
    }

    private static String from(String person) {
        return "RVP-Notifications-Version: 1.0\r\nRVP-From-Principal: http://im.example.com/instmsg/aliases/" + person
                + "\r\n";
    }

    private HttpTalk.Message logOn(HttpTalk talk) throws IOException {
        return talk.ask(
                "SUBSCRIBE " + node("bob"),
                from("bob") + "Notification-Type: pragma/notify\r\nCall-Back: http://127.0.0.1:" + client.port()
                        + "\r\nSubscription-Lifetime: 14400\r\n",
                null);
    }

    /** The port of the gateway's at which the server was told to call. */
    private int calledAt() {
        String callBack = server.asked().getFirst().field("Call-Back");
        assertThat(callBack).startsWith("http://127.0.0.1:");
        int port = Integer.parseInt(callBack.substring(callBack.lastIndexOf(':') + 1));
        assertThat(port).isNotEqualTo(client.port());
        return port;
    }

    private static byte[] says(String from, String to, String words) {
        return ("<r:notification xmlns:d='DAV:' xmlns:r='http://schemas.microsoft.com/rvp/'><r:message>"
                        + "<r:notification-from><r:contact><d:href>http://im.example.com/instmsg/aliases/" + from
                        + "</d:href></r:contact></r:notification-from><r:notification-to><r:contact>"
                        + "<d:href>http://im.example.com/instmsg/aliases/" + to
                        + "</d:href></r:contact></r:notification-to><r:msgbody><r:mime-data><![CDATA[MIME-Version:"
                        + " 1.0\r\n"
                        + "Content-Type:"
                        + " text/plain;"
                        + " charset=UTF-8\r\n"
                        + "Session-Id:"
                        + " " + CONVERSATION + "\r\n\r\n" + words
                        + "]]></r:mime-data></r:msgbody></r:message></r:notification>")
                .getBytes(ISO_8859_1);
    }

    private HttpTalk.Message call(String source, String what, String person, String words) throws IOException {
        InetSocketAddress there = new InetSocketAddress("127.0.0.1", calledAt());
        try (HttpTalk talk = new HttpTalk(there, source, "HTTP/1.1", true)) {
            return talk.ask(what, from(person) + "Content-Type: text/xml\r\n", says(person, "bob", words));
        }
    }

    private Question only(Class<? extends ImEvent> kind) {
        List<Question> asked = gate.asked(kind);
        assertThat(asked).hasSize(1);
        return asked.getFirst();
    }

    @Test
    void logsOnSendsAndIsCalledBack() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            assertThat(logOn(talk).field("Subscription-Id")).isEqualTo("101");
            byte[] body = says("bob", "alice", "hello");
            assertThat(talk.ask("NOTIFY " + node("alice"), from("bob") + "Content-Type: text/xml\r\n", body)
                            .status())
                    .isEqualTo(200);
            assertThat(server.asked().get(1).body()).isEqualTo(body);
        }
        assertThat(gate.asked(ImEvent.SignOn.class)).hasSize(2);
        Question sent = only(ImEvent.Message.class);
        assertThat(sent.event().text().plain()).isEqualTo("hello");
        assertThat(sent.service().value()).isEqualTo("exchange-im");

        assertThat(call("127.0.0.1", "NOTIFY /", "alice", "hello yourself").status())
                .isEqualTo(200);
        assertThat(client.asked()).hasSize(1);
        assertThat(client.asked().getFirst().body()).isEqualTo(says("alice", "bob", "hello yourself"));
        Question heard = gate.asked(ImEvent.Message.class).getLast();
        assertThat(heard.event().flow()).isEqualTo(Flow.INBOUND);
        assertThat(String.valueOf(heard.account())).isEqualTo("exchange-im:bob@example.com");
        assertThat(gate.asked(ImEvent.Forged.class)).isEmpty();
    }

    @Test
    void refusesACallFromElsewhere() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            logOn(talk);
            assertThat(call("127.0.0.2", "NOTIFY /", "ceo", "you are fired").status())
                    .isEqualTo(403);
            assertThat(client.asked()).isEmpty();
            ImEvent.Forged forged = (ImEvent.Forged) only(ImEvent.Forged.class).event();
            assertThat(String.valueOf(forged.from())).isEqualTo("exchange-im:ceo@example.com");
        }
    }

    @Test
    void refusesAnythingElseWhereItIsCalled() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            logOn(talk);
            assertThat(call("127.0.0.1", "GET /", "alice", "").status()).isEqualTo(403);
            InetSocketAddress there = new InetSocketAddress("127.0.0.1", calledAt());
            try (HttpTalk plain = new HttpTalk(there)) {
                assertThat(plain.get("/").status()).isEqualTo(403);
            }
            assertThat(client.asked()).isEmpty();
        }
    }

    @Test
    void tellsTheClientWhyByACallOfItsOwn() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            logOn(talk);
            gate.rule(event -> new Verdict.Deny("Not to her."));
            assertThat(talk.ask(
                                    "NOTIFY " + node("alice"),
                                    from("bob") + "Content-Type: text/xml\r\n",
                                    says("bob", "alice", "hello"))
                            .status())
                    .isEqualTo(403);
            assertThat(server.asked()).hasSize(1);
            Await.until("the notice is there", () -> client.asked().size() == 1);
            assertThat(client.asked().getFirst().text()).contains("Not to her.").contains("aliases/sallyport");
        }
    }

    @Test
    void putsOtherWordsInTheirPlace() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            logOn(talk);
            gate.rule(event -> new Verdict.Rewrite("***"));
            talk.ask(
                    "NOTIFY " + node("alice"),
                    from("bob") + "Content-Type: text/xml\r\n",
                    says("bob", "alice", "hello"));
            assertThat(server.asked().get(1).text()).contains("***").doesNotContain("hello");
        }
    }

    @Test
    void anAnswerThatNeverCameIsNotTakenForTheNext() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            mute.set(true);
            assertThat(logOn(talk).status()).isEqualTo(502);
            assertThat(talk.ask("SUBSCRIPTIONS " + node("bob"), from("bob"), null)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(gate.asked(ImEvent.SignOn.class))
                .extracting(question -> ((ImEvent.SignOn) question.event()).phase())
                .containsExactly(ImEvent.SignOn.Phase.REQUESTED, ImEvent.SignOn.Phase.REFUSED);
    }

    @Test
    void provesNothingToAHostNobodyKnows() throws Exception {
        try (HttpTalk talk = gate.talk()) {
            String elsewhere = node("bob").replace("im.example.com", "im.example.net");
            HttpTalk.Message answer = talk.ask(
                    "SUBSCRIBE " + elsewhere,
                    from("bob") + "Notification-Type: pragma/notify\r\nAuthorization: NTLM TlRMTVNTUAABAAAA\r\n",
                    null);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(server.asked()).isEmpty();
            assertThat(only(ImEvent.Forged.class).event().flow()).isEqualTo(Flow.OUTBOUND);
        }
    }
}
