package org.sallyport.proxy.entry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Echo;
import org.sallyport.proxy.testkit.LogLines;

/** How many may come, and how all go. */
class LimitsTest {

    private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

    private final Counted counted = new Counted();

    private OpenGate gate(ConnectionLimits limits) throws Exception {
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.meters = counted;
        inside.limits = limits;
        return new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                new UpstreamSettings(List.of(), Duration.ofSeconds(20), true),
                inside,
                OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    private static Talk from(String address, OpenGate gate) throws Exception {
        return new Talk(new Socket(
                InetAddress.getByName("127.0.0.1"),
                gate.address("proxy").getPort(),
                InetAddress.getByName(address),
                0));
    }

    private static Talk connect(Talk client, Echo service) throws Exception {
        return client.sayText("CONNECT 127.0.0.1:" + service.port() + " HTTP/1.1\r\n\r\n");
    }

    @Test
    void oneClientHasItsShareAndAnotherItsOwn() throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                LogLines log = new LogLines("org.sallyport.proxy", Level.INFO);
                OpenGate gate = gate(new ConnectionLimits(100, 2, Duration.ZERO));
                Talk silent = from("127.0.0.2", gate);
                Talk talking = connect(from("127.0.0.2", gate), service)) {
            talking.hearText(ESTABLISHED);
            try (Talk third = from("127.0.0.2", gate)) {
                third.end();
            }
            counted.await("{client-limit=1}");
            log.await("proxy: a client at 127.0.0.2 is refused: it has 2 connections");
            log.await("'limits.connections-per-client'");
            try (Talk other = connect(from("127.0.0.3", gate), service)) {
                other.hearText(ESTABLISHED).echo("I am somebody else");
            }
            // Room again when one is gone.
            silent.socket().close();
            Await.until("room", () -> {
                try (Talk again = connect(from("127.0.0.2", gate), service)) {
                    return again.socket().getInputStream().read() == 'H';
                } catch (java.io.IOException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void addressesWithoutConnectionsAreForgotten() throws Exception {
        ClientCounts counts = new ClientCounts(1);
        for (int i = 0; i < 10_000; i++) {
            InetAddress client = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
            assertThat(counts.enter(client)).isTrue();
            assertThat(counts.enter(client)).isFalse();
            counts.leave(client);
        }
        assertThat(counts.size()).isZero();
    }

    @Test
    void theLimitForAllIsSaidInTheHandshake() throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                LogLines log = new LogLines("org.sallyport.proxy", Level.INFO);
                OpenGate gate = gate(new ConnectionLimits(1, 0, Duration.ZERO));
                Talk first = connect(Talk.proxy(gate), service)) {
            first.hearText(ESTABLISHED);
            try (Talk second = connect(Talk.proxy(gate), service)) {
                assertThat(second.rest()).startsWith("HTTP/1.1 503 ");
            }
            counted.await("{limit=1}");
            log.await("'limits.connections'");
        }
    }

    @Test
    void aFloodOfRefusalsIsAFewLinesInTheLog() throws Exception {
        try (LogLines log = new LogLines("org.sallyport.proxy", Level.INFO);
                OpenGate gate = gate(new ConnectionLimits(100, 0, Duration.ZERO))) {
            for (int i = 0; i < 300; i++) {
                try (Talk client = Talk.proxy(gate)) {
                    client.say("ff").end();
                }
            }
            counted.await("{handshake=300}");
            // Some for every ten seconds this takes.
            assertThat(log.lines()).hasSizeBetween(1, 150);
        }
    }

    @Test
    void aDrainEndsEverythingAndLetsNobodyIn() throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                OpenGate gate = gate(new ConnectionLimits(100, 0, Duration.ofSeconds(60)));
                Talk silent = Talk.proxy(gate);
                Talk talking = connect(Talk.proxy(gate), service)) {
            talking.hearText(ESTABLISHED).echo("until the end");
            assertThat(gate.drain()).isZero();
            silent.end();
            talking.end();
            assertThat(gate.connections()).isZero();
            try (Talk late = Talk.proxy(gate)) {
                late.end();
            }
        }
    }

    @Test
    void whoDoesNotEndInTimeIsClosed() throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                LogLines log = new LogLines("org.sallyport.proxy", Level.INFO);
                OpenGate gate = gate(new ConnectionLimits(100, 0, Duration.ofMillis(200)));
                Talk deaf = connect(Talk.proxy(gate), service)) {
            deaf.hearText(ESTABLISHED);
            // Every buffer on the way back fills, so that what was written last never goes out.
            CompletableFuture<Integer> written = CompletableFuture.supplyAsync(
                    () -> {
                        int count = 0;
                        try {
                            while (true) {
                                deaf.sayText("x".repeat(100_000));
                                count++;
                            }
                        } catch (java.io.IOException e) {
                            return count;
                        }
                    },
                    Thread.ofVirtual()::start);
            Await.until("the client is stuck", new Stuck(service)::holds);
            assertThat(gate.drain()).isEqualTo(1);
            log.await("1 connections did not end in time and are closed");
            Await.until("nobody is left", () -> gate.connections() == 0);
            assertThat(written.get(60, java.util.concurrent.TimeUnit.SECONDS)).isPositive();
        }
    }

    /** Nothing has moved through the service for a while. */
    private static final class Stuck {
        private final Echo service;
        private long seen = -1;
        private int same;

        Stuck(Echo service) {
            this.service = service;
        }

        boolean holds() {
            long now = service.moved();
            same = now == seen && now > 0 ? same + 1 : 0;
            seen = now;
            return same > 25;
        }
    }
}
