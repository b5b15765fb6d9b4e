package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.relay.Sevens;
import org.sallyport.proxy.testkit.Await;

/** MSN's gateway, Yahoo's pager, and one that is read in their place. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebTunnelTest {

    private static final String OPEN = "/gateway/gateway.dll?Action=open&Server=NS&IP=messenger.hotmail.com";

    private TunnelGate gate;

    @BeforeEach
    void start() throws IOException {
        gate = new TunnelGate();
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    /** Says what it heard, in other case, with a new ticket each time. */
    private static FarEnd msn() throws IOException {
        AtomicInteger ticket = new AtomicInteger();
        return new FarEnd(request -> FarEnd.ok(
                "X-MSN-Messenger: SessionID=4711." + ticket.incrementAndGet()
                        + "; GW-IP=127.0.0.1\r\nContent-Type: application/x-msn-messenger\r\n",
                request.text().replace("CVR0", "cvr0").getBytes(ISO_8859_1)));
    }

    private static String gateway(FarEnd farEnd, String pathAndQuery) {
        return "http://gateway.messenger.hotmail.com:" + farEnd.port() + pathAndQuery;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private void onlySevens() throws IOException {
        gate.inside.protocols = new Protocols(List.of(new Sevens()));
        gate.reopen();
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, true", "HTTP/1.1, false", "HTTP/1.0, true", "HTTP/1.0, false"})
    void msnThatIsAllowedPassesUnchanged(String version, boolean keepAlive) throws Exception {
        try (FarEnd farEnd = msn();
                HttpTalk talk = new HttpTalk(gate.gate().address("proxy"), "127.0.0.1", version, keepAlive)) {
            HttpTalk.Message answer = talk.post(gateway(farEnd, OPEN), bytes("VER 1 MSNP8 CVR0\r\n"));
            assertThat(answer.text()).isEqualTo("VER 1 MSNP8 cvr0\r\n");
            assertThat(answer.field("X-MSN-Messenger")).isEqualTo("SessionID=4711.1; GW-IP=127.0.0.1");
            // Some clients look for it letter by letter.
            assertThat(answer.head()).containsOnlyOnce("\r\nContent-Length: 18\r\n");
            answer = talk.post(
                    "http://127.0.0.1:" + farEnd.port() + "/gateway/gateway.dll?SessionID=4711.1",
                    bytes("CVR 2 0x0409 winnt 5.1 i386 MSNMSGR 5.0.0544 MSMSGS alice@example.com\r\n"));
            assertThat(answer.field("X-MSN-Messenger")).isEqualTo("SessionID=4711.2; GW-IP=127.0.0.1");
            answer = talk.post(
                    gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.2"),
                    bytes("USR 3 TWN I alice@example.com\r\n"));
            assertThat(answer.field("X-MSN-Messenger")).isEqualTo("SessionID=4711.3; GW-IP=127.0.0.1");
            answer = talk.post(
                    gateway(farEnd, "/gateway/gateway.dll?Action=poll&Lifespan=3&SessionID=4711.3"), new byte[0]);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(farEnd.asked())
                    .extracting(HttpTalk.Message::target)
                    .containsExactly(
                            OPEN,
                            "/gateway/gateway.dll?SessionID=4711.1",
                            "/gateway/gateway.dll?SessionID=4711.2",
                            "/gateway/gateway.dll?Action=poll&Lifespan=3&SessionID=4711.3");
            assertThat(farEnd.asked().getFirst().text()).isEqualTo("VER 1 MSNP8 CVR0\r\n");
            assertThat(farEnd.asked().getFirst().head()).containsOnlyOnce("\r\nContent-Length: 18\r\n");
        }
        assertThat(gate.asked(ImEvent.class)).singleElement().satisfies(question -> {
            assertThat(question.event()).isInstanceOf(ImEvent.SignOn.class);
            assertThat(question.event().from()).hasToString("msn:alice@example.com");
            assertThat(question.service().value()).isEqualTo("msn");
            assertThat(question.opening().destination().toString()).isEqualTo("messenger.hotmail.com:1863");
        });
    }

    @Test
    void msnThatIsDeniedIsToldThatItIsOver() throws Exception {
        gate.rule(event -> new Verdict.Deny(null));
        try (FarEnd farEnd = msn();
                HttpTalk talk = gate.talk()) {
            talk.post(gateway(farEnd, OPEN), bytes("VER 1 MSNP8 CVR0\r\n"));
            HttpTalk.Message answer = talk.post(
                    gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.1"),
                    bytes("USR 3 TWN I alice@example.com\r\n"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-MSN-Messenger")).endsWith("; Session=close");
            assertThat(answer.text()).isEqualTo("911 3\r\n");
            assertThat(farEnd.asked()).hasSize(1);
            assertThat(gate.tunnels()).isZero();
        }
    }

    @Test
    void whatNobodyKnowsInAMessengersTunnelIsThatMessengers() throws Exception {
        gate.rule(event -> new Verdict.Deny(null));
        try (FarEnd farEnd = msn();
                HttpTalk talk = gate.talk()) {
            HttpTalk.Message answer = talk.post(
                    "http://127.0.0.1:" + farEnd.port()
                            + "/gateway/gateway.dll?Action=open&Server=NS&IP=elsewhere.example",
                    bytes("\u0001\u0002 nobody knows this \u0003\r\n\r\n"));
            assertThat(answer.field("X-MSN-Messenger")).endsWith("; Session=close");
            assertThat(farEnd.asked()).isEmpty();
            assertThat(gate.asked(ImEvent.Unread.class))
                    .singleElement()
                    .satisfies(
                            question -> assertThat(question.service().value()).isEqualTo("msn"));
        }
    }

    @Test
    void aTunnelFromNowhereLeadsToNoMessenger() throws Exception {
        try (FarEnd farEnd = msn();
                HttpTalk talk = gate.talk()) {
            talk.post("http://127.0.0.1:" + farEnd.port() + OPEN, bytes("VER 1 MSNP8 CVR0\r\n"));
            HttpTalk.Message answer =
                    talk.post(gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.1"), bytes("OUT\r\n"));
            assertThat(answer.field("X-MSN-Messenger")).endsWith("; Session=close");
            assertThat(farEnd.asked()).hasSize(1);
        }
    }

    @Test
    void aSessionIsReadAnsweredAndEndedAsOnItsOwnConnection() throws Exception {
        onlySevens();
        try (FarEnd farEnd = msn();
                HttpTalk talk = gate.talk()) {
            HttpTalk.Message answer = talk.post(gateway(farEnd, OPEN), bytes("7p000007a00000"));
            assertThat(farEnd.asked().getFirst().text()).isEqualTo("7p000007a00000");
            assertThat(answer.body())
                    .as("our answer to the client's, and the one to the service's")
                    .hasSize(2 * Sevens.ANSWER + 14);
            assertThat(answer.text().replace("\u0000", "")).isEqualTo("7p000007a00000");

            talk.post(gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.1"), bytes("7e00"));
            assertThat(farEnd.asked().get(1).target())
                    .as("nothing may pass yet: it goes on as one that asks")
                    .isEqualTo("/gateway/gateway.dll?Action=poll&SessionID=4711.1");
            assertThat(farEnd.asked().get(1).body()).isEmpty();
            talk.post(gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.2"), bytes("000"));
            assertThat(farEnd.asked().get(2).text()).isEqualTo("7e00000");

            gate.rule(event -> new Verdict.Disconnect(null));
            answer = talk.post(gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.3"), bytes("7e11111"));
            assertThat(answer.field("X-MSN-Messenger"))
                    .startsWith("SessionID=4711.3; ")
                    .endsWith("; Session=close");
            assertThat(farEnd.asked()).hasSize(3);
            answer = talk.post(gateway(farEnd, "/gateway/gateway.dll?SessionID=4711.3"), bytes("7p11111"));
            assertThat(answer.field("X-MSN-Messenger")).endsWith("; Session=close");
            assertThat(farEnd.asked()).hasSize(3);
        }
    }

    @Test
    void whoGoesInTheMiddleLeavesNoTunnelWithoutAName() throws Exception {
        try (FarEnd silent = new FarEnd(request -> {
            Thread.sleep(60_000);
            return FarEnd.ok("", new byte[0]);
        })) {
            try (Socket client = new Socket(
                    gate.gate().address("proxy").getAddress(),
                    gate.gate().address("proxy").getPort())) {
                client.getOutputStream()
                        .write(bytes("POST " + gateway(silent, OPEN) + " HTTP/1.1\r\nHost: messenger.hotmail.com\r\n"
                                + "Content-Length: 18\r\n\r\nVER 1 MSNP8 CVR0\r\n"));
                Await.until("it is asked", () -> silent.asked().size() == 1);
                assertThat(gate.tunnels()).isEqualTo(1);
                client.setSoLinger(true, 0);
            }
            Await.until("the tunnel is gone", () -> gate.tunnels() == 0);
        }
    }

    // Yahoo.

    /** A packet: service, session id, body. */
    private static byte[] packet(int service, int session, String body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes("YMSG"));
        out.writeBytes(
                HexFormat.of().parseHex("0900c800%04x%04x00000000%08x".formatted(body.length(), service, session)));
        out.writeBytes(bytes(body));
        return out.toByteArray();
    }

    private static byte[] counted(byte[]... packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) packets.length, 0, 0, 0});
        for (byte[] packet : packets) {
            out.writeBytes(packet);
        }
        return out.toByteArray();
    }

    private static final int SESSION = 0xCD877B72;
    private static final byte[] CHALLENGE = packet(0x57, SESSION, pairs("94", "abc"));
    private static final byte[] ONE = packet(6, SESSION, pairs("4", "bob", "5", "alice", "14", "one"));
    private static final byte[] TWO = packet(6, SESSION, pairs("4", "bob", "5", "alice", "14", "two"));

    /** Keys and values, each with its separator. */
    private static String pairs(String... fields) {
        return String.join("\u00c0\u0080", fields) + "\u00c0\u0080";
    }

    private static FarEnd yahoo() throws IOException {
        return new FarEnd(request -> FarEnd.ok(
                "Content-Type: application/octet-stream\r\n",
                request.text().contains("alice") ? counted(CHALLENGE) : counted(ONE, TWO)));
    }

    private static String pager(FarEnd farEnd) {
        return "http://http.pager.yahoo.com:" + farEnd.port() + "/notify";
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, true", "HTTP/1.1, false", "HTTP/1.0, true", "HTTP/1.0, false"})
    void yahooThatIsAllowedPassesUnchanged(String version, boolean keepAlive) throws Exception {
        try (FarEnd farEnd = yahoo();
                HttpTalk talk = new HttpTalk(gate.gate().address("proxy"), "127.0.0.1", version, keepAlive)) {
            byte[] auth = packet(0x57, 0, pairs("1", "alice"));
            assertThat(talk.post(pager(farEnd), auth).body()).isEqualTo(counted(CHALLENGE));
            byte[] idle = packet(5, SESSION, "");
            assertThat(talk.post(pager(farEnd), idle, "Cookie: Y=1; T=2\r\n").body())
                    .isEqualTo(counted(ONE, TWO));
            byte[] nameless = packet(5, 0, "");
            assertThat(talk.post(pager(farEnd), nameless, "Cookie: Y=1; T=2\r\n")
                            .status())
                    .as("found by its cookie")
                    .isEqualTo(200);
            assertThat(farEnd.asked()).extracting(HttpTalk.Message::body).containsExactly(auth, idle, nameless);
        }
        assertThat(gate.asked(ImEvent.Message.class))
                .extracting(
                        question -> question.service().value(),
                        question -> question.event().text().plain())
                .containsExactly(
                        tuple("yahoo", "one"), tuple("yahoo", "two"), tuple("yahoo", "one"), tuple("yahoo", "two"));
    }

    @Test
    void yahooThatIsDeniedIsThrownOff() throws Exception {
        gate.rule(event -> new Verdict.Deny(null));
        try (FarEnd farEnd = yahoo();
                HttpTalk talk = gate.talk()) {
            byte[] kick = HexFormat.of().parseHex("594d5347" + "00000000" + "0000" + "0002" + "ffffffff" + "00000000");
            assertThat(talk.post(pager(farEnd), packet(0x57, 0, pairs("1", "alice")))
                            .body())
                    .isEqualTo(counted(CHALLENGE));
            byte[] answer = packet(0x54, SESSION, pairs("0", "alice", "6", "x", "96", "y", "1", "alice"));
            byte[] refusal = HexFormat.of()
                    .parseHex("594d5347" + "00000000" + "003d" + "0054" + "ffffffff" + "cd877b72"
                            + "30c080616c696365c080" // 0 alice
                            + "31c080616c696365c080" // 1 alice
                            + "3636c0803134c080" // 66 14
                            + "3230c080687474703a2f2f6d657373656e6765722e7961686f6f2e636f6d2fc080"); // 20 a page
            assertThat(talk.post(pager(farEnd), answer).body()).isEqualTo(counted(refusal, kick));
            assertThat(talk.post(pager(farEnd), packet(5, SESSION, "")).body())
                    .as("and has no tunnel")
                    .isEqualTo(counted(kick));
            assertThat(farEnd.asked()).hasSize(1);
            assertThat(gate.tunnels()).isZero();
        }
        assertThat(gate.asked(ImEvent.SignOn.class)).hasSize(1);
    }

    @Test
    void signingOnAgainMakesANewTunnelInPlaceOfTheOld() throws Exception {
        AtomicInteger sessions = new AtomicInteger(SESSION);
        try (FarEnd farEnd = new FarEnd(request -> FarEnd.ok("", greeting(sessions.incrementAndGet())));
                HttpTalk talk = gate.talk()) {
            for (int i = 1; i <= 3; i++) {
                assertThat(talk.post(pager(farEnd), packet(0x57, 0, pairs("1", "alice")), "Cookie: Y=1\r\n")
                                .body())
                        .isEqualTo(greeting(SESSION + i));
            }
            assertThat(gate.asked(ImEvent.Message.class)).hasSize(3);
            assertThat(gate.asked(ImEvent.Message.class))
                    .extracting(question -> question.opening().connection())
                    .doesNotHaveDuplicates();
        }
    }

    /** What a sign-on is answered here: the challenge, and a text that shows which tunnel it came through. */
    private static byte[] greeting(int session) {
        return counted(
                packet(0x57, session, pairs("94", "abc")),
                packet(6, session, pairs("4", "bob", "5", "alice", "14", "hello")));
    }

    @Test
    void aNameThatATunnelHasIsNotGivenToAnother() throws Exception {
        try (FarEnd first = msn();
                FarEnd second = msn();
                HttpTalk talk = gate.talk()) {
            assertThat(talk.post(gateway(first, OPEN), bytes("VER 1 MSNP8 CVR0\r\n"))
                            .field("X-MSN-Messenger"))
                    .doesNotContain("close");
            assertThat(talk.post(gateway(second, OPEN), bytes("VER 1 MSNP8 CVR0\r\n"))
                            .field("X-MSN-Messenger"))
                    .endsWith("; Session=close");
            assertThat(talk.post(gateway(first, "/gateway/gateway.dll?SessionID=4711.1"), bytes("OUT\r\n"))
                            .text())
                    .isEqualTo("OUT\r\n");
            assertThat(gate.tunnels()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoPagersAfterAllPasses() throws Exception {
        try (FarEnd farEnd = new FarEnd(request -> FarEnd.ok("", bytes("thanks for " + request.text())));
                HttpTalk talk = gate.talk()) {
            assertThat(talk.post("http://shop.example:" + farEnd.port() + "/notify", bytes("{\"order\": 5}"))
                            .text())
                    .isEqualTo("thanks for {\"order\": 5}");
            assertThat(gate.asked(ImEvent.class)).isEmpty();
            gate.rule(event -> new Verdict.Deny("not here"));
            HttpTalk.Message answer =
                    talk.post("http://www.icq.com:" + farEnd.port() + "/notify", bytes("{\"order\": 5}"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("not here");
        }
    }
}
