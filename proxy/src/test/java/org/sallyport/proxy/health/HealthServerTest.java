package org.sallyport.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;

/** Over HTTP, as a machine sees it. */
final class HealthServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Health health = new Health();
    private final Destinations destinations = new Destinations(3, Clock.systemUTC());
    private final AtomicReference<Check.Result> disk = new AtomicReference<>(Check.Result.ok("There is room."));
    private final AtomicReference<Check.Result> directory = new AtomicReference<>(Check.Result.ok("It answers."));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HealthServer server;

    @BeforeEach
    void start() throws IOException {
        health.needsToLive(Check.of("disk", disk::get));
        health.needsToServe(Check.of("directory", directory::get));
        HealthPages pages = new HealthPages(
                health,
                open -> new HealthPages.Scrape(open ? "application/openmetrics-text" : "text/plain", "a_total 1\n"),
                destinations);
        server = HealthServer.start(new Address("127.0.0.1", 0), pages);
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void readyFromTheStartToTheDrain() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(json("/readyz").path("phase").asText()).isEqualTo("starting");

        health.enter(Health.Phase.READY);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(json("/readyz").path("status").asText()).isEqualTo("ok");

        health.enter(Health.Phase.DRAINING);
        health.enter(Health.Phase.READY);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(json("/readyz").path("phase").asText()).isEqualTo("draining");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void whatFailsIsNamedAndWhatIsAmissIsNot() throws Exception {
        health.enter(Health.Phase.READY);
        directory.set(Check.Result.degraded("It does not answer."));
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(json("/readyz").path("status").asText()).isEqualTo("degraded");
        assertThat(json("/healthz").path("status").asText()).isEqualTo("ok");

        disk.set(Check.Result.failed("The disk is full. Make room."));
        assertThat(get("/healthz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        JsonNode check = json("/healthz").path("checks").path(0);
        assertThat(check.path("name").asText()).isEqualTo("disk");
        assertThat(check.path("status").asText()).isEqualTo("failed");
        assertThat(check.path("message").asText()).isEqualTo("The disk is full. Make room.");
    }

    @Test
    void aCheckThatThrowsHasFailedAndQuotesNothing() throws Exception {
        health.needsToLive(Check.of("odd", () -> {
            throw new IllegalStateException("secret words");
        }));
        HttpResponse<String> answer = get("/healthz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("IllegalStateException").doesNotContain("secret words");
    }

    @Test
    void metricsComeInTheFormatAskedFor() throws Exception {
        assertThat(get("/metrics").headers().firstValue("Content-Type")).hasValue("text/plain");
        HttpResponse<String> answer = http.send(
                request("/metrics")
                        .header("Accept", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/openmetrics-text");
        assertThat(answer.body()).isEqualTo("a_total 1\n");
    }

    @Test
    void destinationsAreListedUpToTheirBound() throws Exception {
        ProtocolId tls = new ProtocolId("tls");
        destinations.add("Chat.Example.com.", 443, tls, ServiceId.UNKNOWN, 10, 200);
        destinations.add("chat.example.com", 443, tls, ServiceId.UNKNOWN, 1, 2);
        destinations.add("b\"\n.example", 1, ProtocolId.UNKNOWN, new ServiceId("skype"), 0, 0);
        destinations.add("c.example", 2, ProtocolId.UNKNOWN, ServiceId.UNKNOWN, 0, 0);
        destinations.add("chat.example.com", 443, tls, ServiceId.UNKNOWN, 1, 2);
        destinations.add("d.example", 3, ProtocolId.UNKNOWN, ServiceId.UNKNOWN, 0, 0);

        JsonNode all = json("/destinations");
        assertThat(all.path("kept").asInt()).isEqualTo(3);
        assertThat(all.path("most").asInt()).isEqualTo(3);
        assertThat(all.path("dropped").asInt()).isEqualTo(1);
        List<String> hosts = new ArrayList<>();
        all.path("destinations").forEach(row -> hosts.add(row.path("host").asText()));
        // The one longest without a connection went, though others came after the first.
        assertThat(hosts).containsExactlyInAnyOrder("chat.example.com", "c.example", "d.example");
        JsonNode first = all.path("destinations").path(0);
        assertThat(first.path("host").asText()).isEqualTo("chat.example.com");
        assertThat(first.path("port").asInt()).isEqualTo(443);
        assertThat(first.path("protocol").asText()).isEqualTo("tls");
        assertThat(first.path("service").asText()).isEqualTo("unknown");
        assertThat(first.path("connections").asInt()).isEqualTo(3);
        assertThat(first.path("bytes").path("from_client").asInt()).isEqualTo(12);
        assertThat(first.path("bytes").path("from_server").asInt()).isEqualTo(204);
        assertThat(first.path("first_seen").asText())
                .isLessThanOrEqualTo(first.path("last_seen").asText());
        assertThat(json("/destinations?limit=1").path("destinations")).hasSize(1);
    }

    @Test
    void aStrangersHostNameStaysAJsonText() throws Exception {
        destinations.add("x\"},\n<script>", 1, ProtocolId.UNKNOWN, ServiceId.UNKNOWN, 0, 0);
        HttpResponse<String> answer = get("/destinations");
        assertThat(JSON.readTree(answer.body())
                        .path("destinations")
                        .path(0)
                        .path("host")
                        .asText())
                .isEqualTo("x\"},\n<script>");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-1", "limit=9999999999", "limit=", "top=3", "limit=1&limit=2", "%00"})
    void anOddQueryIsRefused(String query) throws Exception {
        HttpResponse<String> answer = get("/destinations?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/healthz/", "/metrics/../etc/passwd", "/%2e%2e/x"})
    void otherPathsSayWhatThereIs(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).path("paths").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("/destinations", "/healthz", "/metrics", "/readyz");
    }

    @Test
    void onlyReadingIsAnswered() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            HttpResponse<String> answer = http.send(
                    request("/healthz")
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
        HttpResponse<String> body = http.send(
                request("/healthz")
                        .method("GET", HttpRequest.BodyPublishers.ofString("words"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(body.statusCode()).isEqualTo(413);
        HttpResponse<String> head = http.send(
                request("/healthz")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/healthz").body().length());
    }

    /** More of them than there are threads: without a bound on a request's time nobody would be answered any more. */
    @Test
    void clientsThatDoNotFinishAreClosed() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.address().getPort());
                socket.getOutputStream().write("GET /heal".getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            for (Socket socket : slow) {
                socket.setSoTimeout(60_000);
                try (InputStream in = socket.getInputStream()) {
                    assertThat(in.readAllBytes().length).isLessThan(1_000);
                } catch (SocketException e) {
                    assertThat(e).hasMessageContaining("reset");
                }
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aPortInUseSaysWhatToDo() {
        Address taken = new Address("127.0.0.1", server.address().getPort());
        assertThatThrownBy(() -> HealthServer.start(
                                taken, new HealthPages(health, open -> new HealthPages.Scrape("", ""), destinations))
                        .close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("health.listen");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }
}
