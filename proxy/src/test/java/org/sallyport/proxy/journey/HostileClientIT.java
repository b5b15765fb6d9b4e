package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.Journals;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.LocalGateway.Entry;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/**
 * Clients that mean harm, or are broken. Each time another conversation on the same gateway goes on, and what had to be recorded
 * is.
 */
class HostileClientIT {

    private static final String BLOCK_UNKNOWN = "relay: {unknown: block, identify-timeout: 1s}\n";

    private static final int SEGMENTS = 100_000;
    private static final int PARCEL = 7_000;

    /** More than the buffers of two kernels' sockets on either side of the gateway can ever hold. */
    private static final long FAR_TOO_MUCH = 256L << 20;

    private static final long MOST_DIRECT_MEMORY = 64L << 20;

    private LocalGateway local;
    private OscarService service;
    private OscarClient carol;
    private OscarClient dave;

    @BeforeEach
    void start() throws Exception {
        local = LocalGateway.start("", GatewayFiles.JOURNAL_ONLY + BLOCK_UNKNOWN);
        service = local.service();
        carol = local.signOn(Entry.SOCKS_5, "carolclark");
        dave = local.signOn(Entry.FIXED, "davedunn");
    }

    @AfterEach
    void stop() throws Exception {
        carol.close();
        dave.close();
        local.close();
    }

    @Test
    void oneByteAtATime() throws Exception {
        try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice");
                OscarClient bobby = local.signOn(Entry.SOCKS_5, "bobby")) {
            int before = service.words().size();
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            int messages = 0;
            while (stream.size() < SEGMENTS) {
                stream.write(alice.socket().frame(message("bobby", "dribble " + messages + " " + "x".repeat(900))));
                messages++;
            }
            for (byte b : stream.toByteArray()) {
                alice.socket().sendRaw(new byte[] {b});
            }
            int all = messages;
            bobby.expectMessage("alice", "dribble 0 " + "x".repeat(900));
            Await.until("all messages", () -> service.words().size() - before >= all);
            assertThat(service.words().subList(before, before + all))
                    .extracting(text -> text.split(" ")[1])
                    .containsExactlyElementsOf(
                            IntStream.range(0, all).mapToObj(Integer::toString).toList());
            othersGoOn();
        }
        assertThat(service.faults()).isEmpty();
    }

    @Test
    void tenThousandTlvs() throws Exception {
        SnacBuilder snac =
                SnacBuilder.snac(4, 6, 0, 9).u64(1).u16(1).s8("bobby");
        for (int i = 0; i < 10_000; i++) {
            snac.tlv(i & 0x7FFF);
        }
        byte[] flap = ByteBufUtil.getBytes(snac.frame(0x4004));
        assertThat(malformedAfter(flap)).hasSize(1);
    }

    @Test
    void aTlvLongerThanItsFrame() throws Exception {
        byte[] flap = ByteBufUtil.getBytes(message("bobby", "hello").frame(0x4004));
        // The length of TLV 2, behind the FLAP and SNAC headers, cookie, channel and name.
        flap[6 + 10 + 8 + 2 + 6 + 2] = (byte) 0xFF;
        assertThat(malformedAfter(flap)).hasSize(1);
    }

    @Test
    void garbageAfterTheHello() throws Exception {
        byte[] garbage = "GET / HTTP/1.1\r\nHost: login.oscar.aol.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        List<JsonNode> malformed = malformedAfter(garbage);
        assertThat(malformed).singleElement().satisfies(document -> {
            assertThat(document.at("/im/account").asText()).isEqualTo("alice");
            assertThat(document.at("/im/verdict").asText()).isEqualTo("disconnect");
            assertThat(document.at("/rule/name/0").asText()).isEqualTo("Broken streams are closed");
        });
    }

    @Test
    void aFlapThatNeverGetsAsLongAsItSays() throws Exception {
        int before = service.received().size();
        try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice")) {
            alice.socket().sendRaw(new byte[] {0x2A, 2, 0x40, 6, (byte) 0xFF, (byte) 0xF0, 0, 4, 0, 6, 1, 2, 3});
            alice.socket().socket().shutdownOutput();
            alice.expectClosed();
            othersGoOn();
        }
        Await.until("alice is offline", () -> !service.isOnline("alice"));
        assertThat(service.received().subList(before, service.received().size()))
                .noneMatch(one -> one.account().equals("alice") && one.snac().is(4, 6));
        assertThat(service.faults()).isEmpty();
        assertThat(malformed()).hasSize(1);
    }

    @Test
    void whoNeverReadsIsNoLongerSentTo() throws Exception {
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        AtomicInteger delivered = new AtomicInteger();
        Thread delivering;
        try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice")) {
            alice.goDeaf();
            delivering = Thread.ofVirtual().start(() -> {
                String words = "y".repeat(PARCEL);
                try {
                    while ((long) delivered.get() * PARCEL < FAR_TOO_MUCH) {
                        service.deliver("bobby", "alice", words);
                        delivered.incrementAndGet();
                    }
                } catch (IOException e) {
                    // Alice has gone.
                }
            });
            awaitStandstill(delivered);
            assertThat((long) delivered.get() * PARCEL).isLessThan(FAR_TOO_MUCH);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                    .isLessThan(MOST_DIRECT_MEMORY);
            othersGoOn();
        }
        delivering.join();
        Await.until("the connection is gone", () -> local.gateway().connections() == 2);
        othersGoOn();
    }

    @Test
    void whoNeverSpeaksIsClosed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                LocalGateway other = LocalGateway.start(
                        "    - {host: silent.example.com, port: 7, to: \"127.0.0.1:" + silent.getLocalPort() + "\"}\n",
                        GatewayFiles.JOURNAL_ONLY + BLOCK_UNKNOWN);
                Socket client = Dialer.socks5(other.address("proxy")).dial(new Address("silent.example.com", 7))) {
            client.setSoTimeout((int) Await.LIMIT.toMillis());
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            Await.until("the connection is gone", () -> other.gateway().connections() == 0);
        }
        othersGoOn();
    }

    /** Sends bytes right after the session stands, waits for the end of the connection, and gives what was recorded. */
    private List<JsonNode> malformedAfter(byte[] bytes) throws Exception {
        int before = service.words().size();
        try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice")) {
            alice.socket().sendRaw(bytes);
            alice.expectClosed();
            Await.until("alice is offline", () -> !service.isOnline("alice"));
            assertThat(service.words()).hasSize(before);
            othersGoOn();
        }
        assertThat(service.faults()).isEmpty();
        return malformed();
    }

    private List<JsonNode> malformed() throws IOException {
        carol.close();
        dave.close();
        local.gateway().close();
        return Journals.documents(local.files().data(), "malformed");
    }

    private void othersGoOn() throws Exception {
        carol.expectAck(carol.say("davedunn", "are you there?"));
        dave.expectMessage("carolclark", "are you there?");
        dave.expectAck(dave.say("carolclark", "yes"));
        carol.expectMessage("davedunn", "yes");
    }

    /** Until nothing more was delivered for a good while. */
    private static void awaitStandstill(AtomicInteger count) throws Exception {
        int[] last = {-1};
        long[] since = {0};
        Await.until("a standstill", () -> {
            int now = count.get();
            if (now != last[0]) {
                last[0] = now;
                since[0] = System.nanoTime();
            }
            return now > 0 && System.nanoTime() - since[0] > 3_000_000_000L;
        });
    }

    private static SnacBuilder message(String to, String words) {
        SnacBuilder snac = SnacBuilder.snac(4, 6, 0, 7).u64(7).u16(1).s8(to);
        SnacBuilder.Open message = snac.open(2);
        SnacBuilder.Open text = snac.open(0x0101);
        snac.u16(0).u16(0).bytes(words.getBytes(StandardCharsets.US_ASCII)).close(text);
        return snac.close(message);
    }
}
