package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.Meters;
import org.sallyport.proxy.dns.DnsMeters;
import org.sallyport.proxy.health.Health;
import org.sallyport.proxy.relay.RelayMeters.Outcome;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.OscarClient;

/** A gateway says how it is, from the outside. */
class HealthIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OPERATIONS =
            Path.of(System.getProperty("sallyport.root", "..")).resolve("docs/operations.md");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z0-9_]+)(?:\\{([a-z,]+)})?` \\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z0-9_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

    /** A target, so that what is counted by target is there. */
    private static final String ALERTS = "alerts: {targets: {soc: {webhook: 'http://127.0.0.1:1/'}}}\n";

    private LocalGateway local;
    private URI base;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void start() throws Exception {
        local = LocalGateway.start("", GatewayFiles.JOURNAL_ONLY + ALERTS);
        base = URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(local.gateway().healthAddress()).getPort());
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        local.close();
    }

    @Test
    void readyUntilItStops() throws Exception {
        JsonNode ready = JSON.readTree(get("/readyz", 200));
        List<String> checks = new ArrayList<>();
        ready.path("checks").forEach(check -> checks.add(check.path("name").asText()));
        assertThat(checks)
                .containsExactlyInAnyOrder(
                        "phase",
                        "journal",
                        "event-loops",
                        "alerts",
                        "directory",
                        "policy",
                        "archive",
                        "connections",
                        "entries");
        assertThat(ready.path("status").asText()).isEqualTo("ok");
        assertThat(JSON.readTree(get("/healthz", 200)).path("checks")).hasSize(2);

        local.gateway().close();
        assertThat(local.gateway().health().phase()).isEqualTo(Health.Phase.DRAINING);
        assertThat(local.gateway().health().ready().passed()).isFalse();
        assertThatThrownBy(() -> get("/readyz", 503)).isInstanceOf(IOException.class);
    }

    @Test
    void aPolicyThatIsNotValidIsAmissUntilItIsMended() throws Exception {
        Path policy = local.files().policy();
        String valid = Files.readString(policy);
        Files.writeString(policy, "version: 1\nrulez: []\n");
        Await.until("the broken policy is told of", () -> get("/readyz", 200).contains("is not valid"));
        assertThat(JSON.readTree(get("/readyz", 200)).path("status").asText()).isEqualTo("degraded");
        assertThat(JSON.readTree(get("/healthz", 200)).path("status").asText()).isEqualTo("ok");
        Files.writeString(policy, valid);
        Await.until("the mended policy is in force", () -> !get("/readyz", 200).contains("is not valid"));
    }

    @Test
    void aConversationIsCounted() throws Exception {
        try (OscarClient alice = local.signOn(LocalGateway.Entry.SOCKS_5, "alice");
                OscarClient bobby = local.signOn(LocalGateway.Entry.SOCKS_5, "bobby")) {
            alice.expectAck(alice.say("bobby", "a wagtail"));
            bobby.expectMessage("alice", "a wagtail");
            String scrape = get("/metrics", 200);
            assertThat(scrape)
                    .contains("sallyport_connections_open{entry=\"proxy\"} 2.0\n")
                    .contains("sallyport_events_total{feature=\"chat\",verdict=\"allow\"} 2.0\n")
                    .contains("sallyport_identified_total{protocol=\"oscar\"} 4.0\n")
                    .doesNotContain("wagtail", "alice");
        }
        Await.until(
                "both are gone",
                () -> get("/metrics", 200).contains("sallyport_connections_open{entry=\"proxy\"} 0.0\n"));
    }

    /** The table of docs/operations.md, name by name and label by label, in both directions. */
    @Test
    void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
        try (OscarClient alice = local.signOn(LocalGateway.Entry.SOCKS_5, "alice")) {
            alice.expectAck(alice.say("alice", "a dunlin"));
            // What only counts once it has happened.
            Meters meters = local.gateway().meters();
            ProtocolId oscar = new ProtocolId("oscar");
            meters.identified(oscar, 1_000_000);
            meters.refused("proxy", "limit");
            meters.count(DnsMeters.Happened.ASKED);
            meters.ended("proxy", oscar, new ServiceId("aim"), Outcome.READ, "login.example", 5190, 1, 1);
            Map<String, Set<String>> documented = new TreeMap<>();
            String page = Files.readString(OPERATIONS);
            int begin = page.indexOf("\n## Metrics");
            Matcher rows = DOCUMENTED.matcher(page.substring(begin, page.indexOf("\n## ", begin + 1)));
            while (rows.find()) {
                documented.put(
                        rows.group(1),
                        rows.group(2) == null
                                ? new TreeSet<>()
                                : new TreeSet<>(List.of(rows.group(2).split(","))));
            }
            assertThat(documented).isNotEmpty();
            assertThat(scraped()).isEqualTo(documented);
        }
    }

    private Map<String, Set<String>> scraped() throws Exception {
        String scrape = get("/metrics", 200);
        Map<String, Set<String>> families = new TreeMap<>();
        TYPE.matcher(scrape).results().forEach(type -> families.put(type.group(1), new TreeSet<>()));
        Matcher samples = SAMPLE.matcher(scrape);
        while (samples.find()) {
            String name = samples.group(1);
            String family = families.containsKey(name) ? name : name.replaceAll("_(bucket|count|sum)$", "");
            assertThat(families).containsKey(family);
            if (samples.group(2) != null) {
                LABEL.matcher(samples.group(2)).results().forEach(label -> {
                    if (!label.group(1).equals("le")) {
                        families.getOrDefault(family, new TreeSet<>()).add(label.group(1));
                    }
                });
            }
        }
        return families;
    }

    private String get(String path, int status) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }
}
