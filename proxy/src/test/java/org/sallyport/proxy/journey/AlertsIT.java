package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sallyport.proxy.alert.TargetStatus;
import org.sallyport.proxy.cli.Main;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.ChildJvm;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.Hook;
import org.sallyport.proxy.testkit.Journals;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.LocalGateway.Entry;
import org.sallyport.proxy.testkit.MailServer;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/** Somebody says something, and those whom a rule names are told: who and what, never the words. */
class AlertsIT {

    private static final String WORD = "merganser";
    private static final int SAID = 25;

    private static final String POLICY = """
            version: 4242
            rules:
              - name: Whatever Alice says
                feature: chat
                direction: outbound
                then: allow
                alert: { severity: high, to: [mail:compliance, webhook:soc] }
              - name: Everything else
                then: allow
            """;

    @Test
    void thoseWhomARuleNamesAreTold() throws Exception {
        try (Hook hook = Hook.start();
                MailServer mail = MailServer.start();
                LocalGateway local =
                        LocalGateway.start("", GatewayFiles.JOURNAL_ONLY + alerts(hook.port(), mail.port(), "1s"))) {
            Files.writeString(local.files().policy(), POLICY);
            Await.until(
                    "the new rules",
                    () -> local.gateway().health().ready().lines().stream()
                            .anyMatch(line -> line.result().message().startsWith("Policy 4242-")
                                    && !line.result().message().contains("not valid")));
            try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice");
                    OscarClient bobby = local.signOn(Entry.SOCKS_5, "bobby")) {
                for (int i = 0; i < SAID; i++) {
                    alice.expectAck(alice.say("bobby", WORD + " " + i));
                    bobby.expectMessage("alice", WORD + " " + i);
                }
            }
            awaitTold(local, SAID);
            assertThat(local.gateway().meters().scrape())
                    .contains("sallyport_alerts_delivered_total{target=\"soc\"} " + SAID + ".0\n");
            local.gateway().close();
            check(hook, mail, records(local.files()));
        }
    }

    @Test
    void whatWasQueuedBeforeAKillIsToldAfterIt() throws Exception {
        int hookPort = freePort();
        int mailPort = freePort();
        int proxyPort = freePort();
        try (GatewayFiles files = GatewayFiles.create();
                OscarService service = OscarService.start(GatewayFiles.BOS)) {
            Path config = files.directory().resolve("sallyport.yaml");
            Files.writeString(
                    config,
                    files.configuration(
                            service,
                            proxyPort,
                            freePort(),
                            "",
                            GatewayFiles.JOURNAL_ONLY + alerts(hookPort, mailPort, "0s")));
            Files.createDirectories(files.data());
            Files.writeString(files.policy(), POLICY);
            talkAndKill(files, service, config, proxyPort);
            List<String> records = records(files);
            assertThat(records).hasSize(SAID);

            try (Hook hook = Hook.start(hookPort);
                    MailServer mail = MailServer.start(mailPort);
                    LocalGateway restarted = LocalGateway.restart(files, service, config)) {
                awaitTold(restarted, SAID);
                check(hook, mail, records);
            }
        }
    }

    private static void talkAndKill(GatewayFiles files, OscarService service, Path config, int proxyPort)
            throws Exception {
        try (ChildJvm gateway = ChildJvm.start(
                List.of(),
                Main.class,
                List.of("run", "--config", config.toString()),
                files.directory().resolve("gateway.log"))) {
            gateway.awaitOutput("Sallyport is running.");
            gateway.awaitOutput("Ctrl-C stops it.");
            Matcher health = Pattern.compile("health +port ([0-9]+)").matcher(gateway.output());
            assertThat(health.find()).isTrue();
            URI metrics = URI.create("http://127.0.0.1:" + health.group(1) + "/metrics");
            Dialer dialer = Dialer.socks5(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort));
            try (OscarClient alice = OscarClient.signOn(dialer, GatewayFiles.AUTHORIZER, "alice");
                    OscarClient bobby = OscarClient.signOn(dialer, GatewayFiles.AUTHORIZER, "bobby")) {
                Await.until("both are online", () -> service.isOnline("alice") && service.isOnline("bobby"));
                for (int i = 0; i < SAID; i++) {
                    alice.expectAck(alice.say("bobby", WORD + " " + i));
                    bobby.expectMessage("alice", WORD + " " + i);
                }
                Await.until("all are in the queues, and were tried", () -> {
                    String scrape = get(metrics);
                    return scrape.contains("sallyport_alerts_queued_total{target=\"compliance\"} " + SAID + ".0\n")
                            && scrape.contains("sallyport_alerts_queued_total{target=\"soc\"} " + SAID + ".0\n")
                            && !scrape.contains("sallyport_alerts_failures_total{target=\"soc\"} 0.0\n");
                });
                assertThat(get(metrics))
                        .contains("sallyport_alerts_waiting{target=\"soc\"} " + SAID + ".0\n")
                        .contains("sallyport_alerts_delivered_total{target=\"soc\"} 0.0\n");
                gateway.kill();
            } catch (IOException e) {
                // The gateway is gone, as it should be, and says no goodbye.
            }
        }
    }

    private static void awaitTold(LocalGateway local, int count) throws Exception {
        Await.until(
                "both are told",
                () -> local.gateway().alerts().status().stream().allMatch(target -> target.delivered() >= count));
        assertThat(local.gateway().alerts().status())
                .extracting(TargetStatus::delivered)
                .containsOnly((long) count);
    }

    private static void check(Hook hook, MailServer mail, List<String> records) throws Exception {
        long told = 0;
        Set<String> named = new TreeSet<>();
        Set<String> keys = new TreeSet<>();
        for (Hook.Post post : hook.posts()) {
            assertThat(post.body()).doesNotContain(WORD);
            JsonNode json = post.json();
            assertThat(keys.add(json.path("key").asText())).isTrue();
            told += json.path("alerts").asLong();
            JsonNode alert = json.at("/groups/0/alert");
            assertThat(json.path("groups")).hasSize(1);
            assertThat(alert.at("/rules/0").asText()).isEqualTo("Whatever Alice says");
            assertThat(alert.path("severity").asText()).isEqualTo("high");
            assertThat(alert.path("login").asText()).isEqualTo("alice");
            assertThat(alert.path("screen_name").asText()).isEqualTo("aim:alice");
            assertThat(alert.at("/with/0").asText()).isEqualTo("aim:bobby");
            json.at("/groups/0/records").forEach(record -> named.add(record.asText()));
        }
        assertThat(told).isEqualTo(SAID);
        assertThat(records).containsAll(named);
        assertThat(named).isNotEmpty();
        assertThat(mail.mails()).isNotEmpty().allSatisfy(message -> {
            assertThat(message.to()).containsExactly("carol@example.com");
            assertThat(message.text()).contains("HIGH: Whatever Alice says").doesNotContain(WORD);
        });
    }

    /** The ids in the journal of what Alice said. */
    private static List<String> records(GatewayFiles files) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode document : Journals.documents(files.data(), "message")) {
            if (document.at("/event/kind").asText().equals("alert")) {
                ids.add(document.at("/event/id").asText());
            }
        }
        return ids;
    }

    private static String alerts(int hookPort, int mailPort, String digest) {
        return """
                alerts:
                  targets:
                    compliance: { mail: [carol@example.com] }
                    soc: { webhook: "http://127.0.0.1:%d/in" }
                  smtp: { server: "127.0.0.1:%d", security: none, from: sallyport@example.com }
                  digest: %s
                  per-hour: 3600
                  retry: 100ms
                  retry-most: 500ms
                """.formatted(hookPort, mailPort, digest);
    }

    private static String get(URI uri) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
