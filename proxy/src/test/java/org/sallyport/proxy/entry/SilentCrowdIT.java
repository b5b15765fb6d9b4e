package org.sallyport.proxy.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.ChildJvm;
import org.sallyport.proxy.testkit.Echo;
import org.sallyport.proxy.testkit.SilentMain;

/**
 * Ten thousand connections that say nothing are got rid of, and somebody with something to say is served meanwhile. The crowd is
 * a process of its own, so that each process needs ten thousand open files and not both.
 */
class SilentCrowdIT {

    private static final int CROWD = 10_000;

    @TempDir
    private Path folder;

    private OpenGate gate(Counted counted, ConnectionLimits limits, Duration handshake) throws Exception {
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.meters = counted;
        inside.limits = limits;
        return new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                new UpstreamSettings(List.of(), Duration.ofSeconds(30), true),
                inside,
                new EntrySettings.Proxy(
                        "proxy", new InetSocketAddress("127.0.0.1", 0), EntrySettings.Authentication.NONE, handshake));
    }

    private ChildJvm crowd(OpenGate gate) throws Exception {
        return ChildJvm.start(
                List.of(),
                SilentMain.class,
                List.of("127.0.0.2", Integer.toString(gate.address("proxy").getPort()), Integer.toString(CROWD)),
                folder.resolve("crowd.log"));
    }

    private static void served(OpenGate gate, Echo service) throws Exception {
        try (Talk client = Talk.proxy(gate)) {
            client.say("05 01 00").hear("05 00");
            client.say("05 01 00 01 7f000001" + Talk.hex(service.port())).hearSuccess();
            client.echo("I have something to say");
        }
    }

    @Test
    void theHandshakeTimeoutShedsThem() throws Exception {
        Counted counted = new Counted();
        try (Echo service = new Echo("127.0.0.1");
                OpenGate gate = gate(counted, new ConnectionLimits(12_000, 0, Duration.ZERO), Duration.ofSeconds(15));
                ChildJvm crowd = crowd(gate)) {
            crowd.awaitOutput("half");
            served(gate, service);
            crowd.awaitOutput("all");
            served(gate, service);
            crowd.awaitOutput("gone");
            Await.until("every one counted: " + counted, () -> counted.of("handshake") == CROWD);
            served(gate, service);
            assertThat(crowd.awaitEnd()).isZero();
        }
    }

    @Test
    void theLimitForOneClientShedsThemAtOnce() throws Exception {
        Counted counted = new Counted();
        try (Echo service = new Echo("127.0.0.1");
                // Without the limit for one client the crowd would take every place there is.
                OpenGate gate = gate(counted, new ConnectionLimits(100, 50, Duration.ZERO), Duration.ofSeconds(30));
                ChildJvm crowd = crowd(gate)) {
            crowd.awaitOutput("half");
            served(gate, service);
            crowd.awaitOutput("all");
            served(gate, service);
            crowd.awaitOutput("gone");
            Await.until(
                    "every one counted: " + counted,
                    () -> counted.of("handshake") + counted.of("client-limit") == CROWD);
            assertThat(counted.of("client-limit")).isGreaterThan(CROWD / 2);
            assertThat(crowd.awaitEnd()).isZero();
        }
    }
}
