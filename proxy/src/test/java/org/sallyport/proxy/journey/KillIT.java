package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.journal.JournalVerifier;
import org.sallyport.archive.journal.Verification;
import org.sallyport.archive.search.Hit;
import org.sallyport.proxy.cli.Main;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.ChildJvm;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.Journals;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/**
 * The gateway is killed while people talk: whatever reached the service is in the journal, and after a restart it is in the
 * archive, once.
 */
class KillIT {

    private static final List<String> SENDERS = List.of("alice", "carolclark", "davedunn", "frankie");

    /** One word that all messages share, to find them by. */
    private static final String WORD = "plover";

    @Test
    void whateverPassedIsKeptOnce() throws Exception {
        try (GatewayFiles files = GatewayFiles.create();
                OscarService service = OscarService.start(GatewayFiles.BOS)) {
            int proxyPort = freePort();
            Path config = files.directory().resolve("sallyport.yaml");
            Files.writeString(
                    config, files.configuration(service, proxyPort, freePort(), "", GatewayFiles.LOCAL_NODE));
            talkUntilKilled(files, service, config, proxyPort);

            assertThat(JournalVerifier.verify(files.data().resolve("journal"), JournalVerifier.Progress.NONE))
                    .isInstanceOf(Verification.Intact.class);
            List<String> journaled = Journals.documents(files.data(), "message").stream()
                    .map(KillIT::line)
                    .toList();
            assertThat(journaled).doesNotHaveDuplicates();
            assertThat(journaled)
                    .containsAll(service.words().stream()
                            .map(text -> "outbound " + text)
                            .toList());

            try (LocalGateway restarted = LocalGateway.restart(files, service, config)) {
                restarted.awaitArchived();
                assertThat(restarted.search(WORD, "chat", null))
                        .extracting(hit -> (hit.inbound() ? "inbound " : "outbound ") + plain(hit))
                        .containsExactlyInAnyOrderElementsOf(journaled);
                assertThat(nodesOf(files)).hasSizeGreaterThanOrEqualTo(1);
            }
            Await.until("no Elasticsearch is left", () -> nodesOf(files).isEmpty());
            assertThat(service.faults()).allSatisfy(fault -> assertThat(fault).contains("ends within a FLAP"));
        }
    }

    private static void talkUntilKilled(GatewayFiles files, OscarService service, Path config, int proxyPort)
            throws Exception {
        List<Thread> talking = new ArrayList<>();
        try (ChildJvm gateway = ChildJvm.start(
                List.of(),
                Main.class,
                List.of("run", "--config", config.toString()),
                files.directory().resolve("gateway.log"))) {
            gateway.awaitOutput("Sallyport is running.");
            Dialer dialer = Dialer.socks5(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort));
            OscarClient bobby = OscarClient.signOn(dialer, GatewayFiles.AUTHORIZER, "bobby");
            Await.until("bobby is online", () -> service.isOnline("bobby"));
            for (String sender : SENDERS) {
                OscarClient client = OscarClient.signOn(dialer, GatewayFiles.AUTHORIZER, sender);
                talking.add(Thread.ofVirtual().start(() -> talk(client, sender)));
            }
            // Some kills come while the local node is still starting, some when it ships.
            int moment = ThreadLocalRandom.current().nextInt(200, 4_000);
            Await.until("message " + moment, () -> service.words().size() >= moment);
            gateway.kill();
            bobby.close();
        }
        for (Thread thread : talking) {
            assertThat(thread.join(Duration.ofMinutes(1))).isTrue();
        }
        Await.until("the service has read the last of it", () -> SENDERS.stream().noneMatch(service::isOnline));
    }

    /** Numbered messages, some under way at any time, until the gateway is gone. */
    private static void talk(OscarClient client, String sender) {
        try (client) {
            for (int i = 1; ; i++) {
                long id = client.say("bobby", WORD + " " + sender + " " + i);
                if (i % 8 == 0) {
                    client.expectAck(id);
                }
            }
        } catch (IOException | AssertionError e) {
            // The gateway is gone, as it should be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String line(JsonNode document) {
        return document.at("/network/direction").asText() + " "
                + document.at("/im/text").asText();
    }

    private static String plain(Hit hit) {
        return String.join("", hit.text().stream().map(Hit.Piece::text).toList());
    }

    private static List<ProcessHandle> nodesOf(GatewayFiles files) {
        String mark = files.data().resolve("elasticsearch").toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
