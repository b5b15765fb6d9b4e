package org.sallyport.proxy.entry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.relay.RelayMeters;
import org.sallyport.proxy.testkit.Await;

/** What doesn't pass, and what the client is told. */
class HttpRefusalTest {

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final AtomicInteger malformed = new AtomicInteger();

    HttpRefusalTest() {
        inside.meters = new Counting();
    }

    private OpenGate open(EntrySettings.Authentication authentication) throws IOException {
        return open(authentication, true);
    }

    private OpenGate open(EntrySettings.Authentication authentication, boolean local) throws IOException {
        return new OpenGate(
                inside, new UpstreamSettings(List.of(), Duration.ofSeconds(5), local), OpenGate.proxy(authentication));
    }

    /** Shapes that two readers take for different requests (RFC 9112, section 11.2), and other things that are no request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: h|Content-Length: 4|Transfer-Encoding: chunked||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: chunked|Content-Length: 4||",
                "POST / HTTP/1.1|Host: h|Content-Length: 4|Content-Length: 5||",
                "POST / HTTP/1.1|Host: h|Content-Length: 4, 4||",
                "POST / HTTP/1.1|Host: h|Content-Length: +4||",
                "POST / HTTP/1.1|Host: h|Content-Length: -1||",
                "POST / HTTP/1.1|Host: h|Content-Length:||",
                "POST / HTTP/1.1|Host: h|Content-Length: 0x4||",
                "POST / HTTP/1.1|Host: h|Content-Length: 99999999999999999999||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: gzip, chunked||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: chunked|Transfer-Encoding: chunked||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: identity||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: xchunked||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: \u000Bchunked||",
                "POST / HTTP/1.0|Host: h|Transfer-Encoding: chunked||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding : chunked||",
                "POST / HTTP/1.1|Host: h| Transfer-Encoding: chunked||",
                "GET / HTTP/1.1|Host: h|X: a| b||",
                "GET / HTTP/1.1|Host: h|\tX: a||",
                "GET / HTTP/1.1|Host: h|X: a\u0000b||",
                "GET / HTTP/1.1|Host: h|X\u0000: a||",
                "GET / HTTP/1.1|Host: h|X: a\rY: b||",
                "GET / HTTP/1.1|Host: h|X: a\nY: b||",
                "GET / HTTP/1.1\nHost: h\n\n",
                "GET / HTTP/1.1|Host: h|: a||",
                "GET / HTTP/1.1|Host: h|no colon||",
                "GET / HTTP/1.1|Host: h|X Y: a||",
                "GET / HTTP/1.1|Host: h|Host: i||",
                "GET / HTTP/1.1|Host: h|host: h||",
                "GET / HTTP/1.1||",
                "GET / HTTP/1.1|Host:||",
                "GET / HTTP/1.1|Host: a b||",
                "GET / HTTP/1.1|Host: user@h||",
                "GET / HTTP/1.1|Host: h:99999||",
                "GET / HTTP/1.1|Host: h/||",
                "GET / HTTP/1.0||",
                "GET http://user@h/ HTTP/1.1|Host: h||",
                "GET http:///x HTTP/1.1|Host: h||",
                "GET / HTTP/1.1 |Host: h||",
                "GET  / HTTP/1.1|Host: h||",
                "GET /a b HTTP/1.1|Host: h||",
                "GET /\u0001 HTTP/1.1|Host: h||",
                "GET x HTTP/1.1|Host: h||",
                "GET * HTTP/1.1|Host: h||",
                "G(T / HTTP/1.1|Host: h||",
                "GET /|",
                "GET / http/1.1|Host: h||",
                "GET / HTTP/1.1\u0000|Host: h||",
                "POST / HTTP/1.1|Host: h|Transfer-Encoding: chunked||-1|x|",
            })
    void whatIsNoPlainRequestIsRefused(String shape) throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("smuggled"));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say(shape.replace("|", "\r\n").replace(": h\r", ": " + service.authority() + "\r"));
            String answer = client.rest();
            assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("\r\nConnection: close\r\n");
            assertThat(malformed).hasValue(1);
            assertThat(service.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "505 PRI * HTTP/2.0||SM||",
                "505 GET / HTTP/1.2|Host: h||",
                "501 GET https://h/ HTTP/1.1|Host: h||",
                "501 GET ftp://h/ HTTP/1.1|Host: h||",
            })
    void otherKindsOfRequestAreToldSo(String shape) throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say(shape.substring(4).replace("|", "\r\n"));
            assertThat(client.rest()).startsWith("HTTP/1.1 " + shape.substring(0, 3) + " ");
        }
    }

    @Test
    void headsHaveBounds() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE)) {
            try (Dialogue client = new Dialogue(gate.address("proxy"))) {
                client.say("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(RequestHead.MAX_BYTES) + "\r\n\r\n");
                assertThat(client.rest()).startsWith("HTTP/1.1 431 ");
            }
            try (Dialogue client = new Dialogue(gate.address("proxy"))) {
                client.say("GET / HTTP/1.1\r\nHost: h\r\n" + "X: x\r\n".repeat(RequestHead.MAX_FIELDS) + "\r\n");
                assertThat(client.rest()).startsWith("HTTP/1.1 431 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz|abc|0||",
                "|abc|0||",
                "3|abcd|0||",
                "3|ab|0||",
                "3 x|abc|0||",
                "3\nabc|0||",
                "ffffffffffffffff|abc|0||",
                "3;x=\u0000|abc|0||",
                "3|abc|0| folded|||",
                "3|abc|0|no colon||",
            })
    void chunksThatAreNoneEndTheRequest(String body) throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("smuggled"));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .formatted(service.authority()));
            client.say(body.replace("|", "\r\n"));
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
            assertThat(malformed).hasValue(1);
            assertThat(service.asked()).isEmpty();
        }
    }

    @Test
    void extensionsOfChunksHaveBounds() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("smuggled"));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .formatted(service.authority()));
            client.say(("1;" + "x".repeat(200) + "\r\na\r\n").repeat(100));
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void aHeadThatTricklesRunsOutOfTime() throws Exception {
        inside.http = new HttpSettings(Duration.ofMillis(700), 1 << 20);
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("GET / HTTP/1.1\r\n");
            Thread trickle = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.say("X: x\r\n");
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException e) {
                    // The gateway had enough.
                }
            });
            assertThat(client.rest()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
            trickle.join();
            Await.until("the connection is gone", () -> gate.connections() == 0);
        }
    }

    @Test
    void destinationsThatAreRefusedAreRefusedHereAsWell() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("inside"));
                OpenGate gate = open(EntrySettings.Authentication.NONE, false);
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            for (String host : List.of(service.authority(), "169.254.1.1:80", "0.0.0.0:" + service.port())) {
                client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(host));
                assertThat(client.response()).startsWith("HTTP/1.1 403 Forbidden\r\n");
            }
            assertThat(service.connections()).isZero();
        }
    }

    @Test
    void noRequestLeadsBackIntoTheGateway() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            for (int port : List.of(
                    gate.address("proxy").getPort(),
                    gate.http().innerPort(),
                    gate.http().exitPort())) {
                client.say("GET http://127.0.0.1:%1$d/ HTTP/1.1\r\nHost: 127.0.0.1:%1$d\r\n\r\n".formatted(port));
                assertThat(client.response()).startsWith("HTTP/1.1 403 Forbidden\r\n");
            }
        }
    }

    /** Another program on the machine comes to the two ports on loopback. */
    @Test
    void theInnerPortsServeNobodyElse() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("stolen"))) {
            try (Dialogue stranger = new Dialogue(
                    new java.net.InetSocketAddress("127.0.0.1", gate.http().innerPort()))) {
                stranger.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
                assertThat(stranger.rest()).startsWith("HTTP/1.1 403 ");
            }
            try (Dialogue stranger = new Dialogue(
                    new java.net.InetSocketAddress("127.0.0.1", gate.http().exitPort()))) {
                stranger.say("\u0005\u0001\u0002");
                stranger.hear("\u0005\u0002");
                stranger.say("\u0001\u0004root\u0004root");
                assertThat(stranger.rest()).hasSize(2).startsWith("\u0001").doesNotEndWith("\u0000");
            }
            assertThat(service.connections()).isZero();
        }
    }

    /** LittleProxy's few threads wait for a connection that is being made: nobody must keep them waiting. */
    @Test
    void clientsThatVanishStopNobodyElse() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("hello"))) {
            for (int i = 0; i < 300; i++) {
                try (Dialogue client = new Dialogue(gate.address("proxy"))) {
                    client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 9\r\n\r\nhalf"
                            .formatted(service.authority()));
                    client.socket().setSoLinger(true, 0);
                    java.util.concurrent.locks.LockSupport.parkNanos(i * 20_000L);
                }
            }
            for (int i = 0; i < 20; i++) {
                try (Dialogue client = new Dialogue(gate.address("proxy"))) {
                    client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
                    assertThat(client.response()).endsWith("hello");
                }
            }
            Await.until("all connections are gone", () -> gate.connections() == 0 && service.open() == 0);
        }
    }

    @Test
    void nobodyIsThere() throws Exception {
        int port;
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok(""))) {
            port = service.port();
        }
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("GET http://127.0.0.1:%1$d/ HTTP/1.1\r\nHost: 127.0.0.1:%1$d\r\n\r\n".formatted(port));
            assertThat(client.response()).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
        }
    }

    @Test
    void whoMustSignInDoesSoForPlainRequestsToo() throws Exception {
        String right =
                Base64.getEncoder().encodeToString((OpenGate.LOGIN + ":" + OpenGate.PASSWORD).getBytes(ISO_8859_1));
        String wrong = Base64.getEncoder().encodeToString("alice:guess".getBytes(ISO_8859_1));
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("hello"));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            String request = "GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n".formatted(service.authority());
            client.say(request + "\r\n");
            assertThat(client.response())
                    .startsWith("HTTP/1.1 407 Proxy Authentication Required\r\n")
                    .contains("\r\nProxy-Authenticate: Basic realm=");
            client.say(request + "Proxy-Authorization: Basic " + wrong + "\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 407 ");
            client.say(request + "Proxy-Authorization: Basic " + right + "\r\nProxy-Authorization: Basic " + wrong
                    + "\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 407 ");
            // Some clients offer another scheme besides, unasked.
            for (String besides : List.of("", "Proxy-Authorization: NTLM TlRMTVNTUAABAAAABoIIAA==\r\n")) {
                client.say(request + "Proxy-Authorization: Basic " + right + "\r\n" + besides + "\r\n");
                assertThat(client.response()).endsWith("\r\n\r\nhello");
            }
            client.say(request + "\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 407 ");
            assertThat(service.asked())
                    .hasSize(2)
                    .allSatisfy(asked -> assertThat(asked).doesNotContain("Authorization"));
        }
    }

    @Test
    void aMessengerThatRulesRefuseIsRefusedWithTheirWords() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        inside.policy = question -> {
            asked.incrementAndGet();
            assertThat(question.event()).isInstanceOf(ImEvent.Unread.class);
            assertThat(((ImEvent.Unread) question.event()).carrier()).isEqualTo("web");
            assertThat(question.service()).isEqualTo(new ServiceId("aim"));
            return new Decision.Decided(
                    new Verdict.Deny("No <MSN> here & now"), List.of("no aim"), List.of(), "test", List.of());
        };
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("msn"));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            for (int i = 0; i < 3; i++) {
                client.say("GET http://%1$s/aimexpress/launch.adp?Brand=AIM HTTP/1.1\r\nHost: %1$s\r\n\r\n"
                        .formatted(service.authority()));
                assertThat(client.response())
                        .startsWith("HTTP/1.1 403 Forbidden\r\n")
                        .contains("No &lt;MSN&gt; here &amp; now");
            }
            assertThat(asked).as("one event a minute").hasValue(1);
            client.say("GET http://%1$s/harmless HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
            assertThat(client.response()).endsWith("\r\n\r\nmsn");
            assertThat(service.asked()).hasSize(1);
        }
    }

    private final class Counting implements RelayMeters {
        @Override
        public void malformed(ProtocolId protocol) {
            malformed.incrementAndGet();
        }
    }
}
