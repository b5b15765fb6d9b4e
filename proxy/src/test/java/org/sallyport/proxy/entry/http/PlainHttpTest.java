package org.sallyport.proxy.entry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.testkit.Await;

/** What a client of the proxy says and hears, and what the service sees of it. */
class PlainHttpTest {

    private OpenGate gate;

    @BeforeEach
    void open() throws IOException {
        gate = new OpenGate(
                Transport.best(), OpenGate.relaySettings(), OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    @AfterEach
    void close() {
        gate.close();
    }

    private Dialogue dial() throws IOException {
        return new Dialogue(gate.address("proxy"));
    }

    @Test
    void aRequestComesInOriginFormAndWithoutWhatWasForTheProxy() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("hello"));
                Dialogue client = dial()) {
            client.play("""
                    C: GET http://%1$s/a?b=c HTTP/1.1
                    C: Host: %1$s
                    C: Proxy-Connection: keep-alive
                    C: X-Old: \u00e9t\u00e9
                    C:
                    S: HTTP/1.1 200 OK
                    S: Content-Length: 5
                    S:
                    S: hello\\
                    """.formatted(service.authority()));
            assertThat(service.asked())
                    .containsExactly("GET /a?b=c HTTP/1.1\r\nHost: " + service.authority()
                            + "\r\nX-Old: \u00e9t\u00e9\r\n" + "Connection: keep-alive\r\n\r\n");
        }
    }

    @Test
    void oneConnectionLeadsToTwoHosts() throws Exception {
        try (WebService one = WebService.answering("127.0.0.1", request -> WebService.ok("one"));
                WebService two = WebService.answering("127.0.0.2", request -> WebService.ok("two"));
                Dialogue client = dial()) {
            for (int i = 0; i < 3; i++) {
                client.play("""
                        C: GET http://%1$s/ HTTP/1.1
                        C: Host: %1$s
                        C:
                        S: HTTP/1.1 200 OK
                        S: Content-Length: 3
                        S:
                        S: one\\
                        C: GET http://%2$s/ HTTP/1.1
                        C: Host: %2$s
                        C:
                        S: HTTP/1.1 200 OK
                        S: Content-Length: 3
                        S:
                        S: two\\
                        """.formatted(one.authority(), two.authority()));
            }
            assertThat(one.connections()).isEqualTo(1);
            assertThat(two.connections()).isEqualTo(1);
            assertThat(gate.connections()).isEqualTo(1);
        }
    }

    @Test
    void requestsInOneSegmentAreAnsweredInOrder() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok(request.substring(5, 6)));
                Dialogue client = dial()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                all.append("GET http://%1$s/%2$d HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority(), i));
            }
            client.say(all.toString());
            client.socket().shutdownOutput();
            for (int i = 0; i < 8; i++) {
                assertThat(client.response()).endsWith("\r\n\r\n" + i);
            }
            client.expectEnd();
        }
    }

    @Test
    void aHostFieldThatContradictsTheTargetIsReplaced() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("hello"));
                Dialogue client = dial()) {
            client.say("GET http://" + service.authority() + "/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n");
            client.response();
            assertThat(service.asked().getFirst()).contains("\r\nHost: " + service.authority() + "\r\n");
        }
    }

    @Test
    void originFormGoesToItsHost() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("hello"));
                Dialogue client = dial()) {
            client.say("OPTIONS * HTTP/1.1\r\nHost: " + service.authority() + "\r\n\r\n");
            client.response();
            client.say(
                    "OPTIONS http://" + service.authority() + " HTTP/1.1\r\nHost: " + service.authority() + "\r\n\r\n");
            client.response();
            assertThat(service.asked()).allSatisfy(asked -> assertThat(asked).startsWith("OPTIONS * HTTP/1.1\r\n"));
        }
    }

    @Test
    void chunksGoBothWays() throws Exception {
        try (WebService service = WebService.answering(
                        "127.0.0.1",
                        request ->
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
                Dialogue client = dial()) {
            client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nwiki\r\n"
                    .formatted(service.authority()));
            client.say("5\r\npedia\r\n0\r\nX-Trailer: 1\r\n\r\n");
            assertThat(client.response())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("abc")
                    .contains("de");
            String asked = service.asked().getFirst();
            assertThat(asked.substring(asked.indexOf("\r\n\r\n") + 4).replaceAll("(?m)^[0-9a-f]+\r\n|\r\n", ""))
                    .isEqualTo("wikipedia");
        }
    }

    @Test
    void aResponseWithoutABodyHasNoneWhateverItsFieldsSay() throws Exception {
        try (WebService service = WebService.answering("127.0.0.1", request -> {
                    if (request.startsWith("HEAD /chunked")) {
                        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                    }
                    if (request.startsWith("HEAD")) {
                        return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
                    }
                    return request.startsWith("DELETE")
                            ? "HTTP/1.1 204 No Content\r\n\r\n"
                            : "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n";
                });
                Dialogue client = dial()) {
            for (int i = 0; i < 3; i++) {
                client.play("""
                        C: HEAD http://%1$s/ HTTP/1.1
                        C: Host: %1$s
                        C:
                        S: HTTP/1.1 200 OK
                        S: Content-Length: 1000
                        S:
                        C: HEAD http://%1$s/chunked HTTP/1.1
                        C: Host: %1$s
                        C:
                        S: HTTP/1.1 200 OK
                        S:
                        C: GET http://%1$s/ HTTP/1.1
                        C: Host: %1$s
                        C: If-None-Match: "x"
                        C:
                        S: HTTP/1.1 304 Not Modified
                        S: ETag: "x"
                        S:
                        C: DELETE http://%1$s/ HTTP/1.1
                        C: Host: %1$s
                        C:
                        S: HTTP/1.1 204 No Content
                        S:
                        """.formatted(service.authority()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n"})
    void aBodyIsSentOnceItIsAskedFor(String connection) throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
                    String head = WebService.head(socket.getInputStream());
                    if (head.contains("Expect: 100-continue")) {
                        socket.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
                    }
                    String body = new String(socket.getInputStream().readNBytes(4), ISO_8859_1);
                    socket.getOutputStream().write(WebService.ok(body).getBytes(ISO_8859_1));
                    socket.getInputStream().read();
                });
                Dialogue client = dial()) {
            client.say(
                    "POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 4\r\nExpect: 100-continue\r\n%2$s\r\n"
                            .formatted(service.authority(), connection));
            client.hear("HTTP/1.1 100 Continue\r\n\r\n");
            client.say("body");
            assertThat(client.response()).isEqualTo(WebService.ok("body"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE",
                "SUBSCRIPTIONS",
                "NOTIFY",
                "PROPPATCH",
                "BPROPPATCH",
                "ACL",
                "POLL",
                "PROPFIND",
                "X-OWN"
            })
    void anyMethodPassesWithItsBody(String method) throws Exception {
        try (WebService service = WebService.answering(
                        "127.0.0.1", request -> "HTTP/1.1 207 Multi-Status\r\nContent-Length: 2\r\n\r\nok");
                Dialogue client = dial()) {
            client.play("""
                    C: %2$s http://%1$s/instmsg/aliases/alice HTTP/1.1
                    C: Host: %1$s
                    C: RVP-Notifications-Version: 0.2
                    C: Content-Length: 6
                    C:
                    C: <acl/>\\
                    S: HTTP/1.1 207 Multi-Status
                    S: Content-Length: 2
                    S:
                    S: ok\\
                    """.formatted(service.authority(), method));
            assertThat(service.asked().getFirst())
                    .startsWith(method + " /instmsg/aliases/alice HTTP/1.1\r\n")
                    .endsWith("\r\n\r\n<acl/>");
        }
    }

    @Test
    void anOldClientGetsTheEndOfTheConnectionForTheEndOfABody() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
                    assertThat(WebService.head(socket.getInputStream())).isEqualTo("GET /old HTTP/1.0\r\n\r\n");
                    socket.getOutputStream()
                            .write("HTTP/1.0 200 OK\r\nX: y\r\n\r\nas long as it is".getBytes(ISO_8859_1));
                });
                Dialogue client = dial()) {
            client.say("GET http://" + service.authority() + "/old HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).contains("X: y").endsWith("\r\n\r\nas long as it is");
        }
    }

    @Test
    void aNewerClientGetsSuchABodyInChunksOrWithTheConnection() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
            WebService.head(socket.getInputStream());
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\nas long as it is".getBytes(ISO_8859_1));
        })) {
            HttpClient client = client();
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + service.authority() + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("as long as it is");
        }
    }

    private HttpClient client() {
        InetSocketAddress proxy = gate.address("proxy");
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(ProxySelector.of(proxy))
                .build();
    }

    @Test
    void aServiceThatClosesWithoutAWordIsAnAnswerOfOurOwn() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> WebService.head(socket.getInputStream()));
                Dialogue client = dial()) {
            client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
            assertThat(client.response()).startsWith("HTTP/1.1 502 Bad Gateway\r\n");
        }
    }

    @Test
    void aResponseThatEndsInTheMiddleIsNotMadeWhole() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
                    WebService.head(socket.getInputStream());
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(ISO_8859_1));
                });
                Dialogue client = dial()) {
            client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
            assertThat(client.rest()).endsWith("\r\n\r\nhalf");
        }
    }

    @Test
    void aServiceThatClosesBetweenRequestsIsCalledAgain() throws Exception {
        try (WebService service = new WebService("127.0.0.1", socket -> {
            WebService.head(socket.getInputStream());
            socket.getOutputStream().write(WebService.ok("once").getBytes(ISO_8859_1));
        })) {
            int answered = 0;
            int retried = 0;
            while (answered < 20) {
                try (Dialogue client = dial()) {
                    for (; answered < 20; answered++) {
                        client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
                        assertThat(client.response()).isEqualTo(WebService.ok("once"));
                        Await.until("the service closed", () -> service.open() == 0);
                    }
                } catch (EOFException e) {
                    // Its end and the next request met: a client that had an answer before tries again (RFC 9110,
                    // 9.2.2).
                    assertThat(++retried).isLessThan(20);
                }
            }
        }
    }
}
