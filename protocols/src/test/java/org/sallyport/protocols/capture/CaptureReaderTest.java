package org.sallyport.protocols.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.Packets;

class CaptureReaderTest {

    private static final Instant TIME = Instant.ofEpochSecond(1_109_678_400L, 123_456_000);
    private static final int TCP = 6;

    private static ByteBuf tcp(String text) {
        return Packets.tcp(4_000, 5_190, 1, 0, Packets.ACK, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuf ip(String text) {
        return Packets.ipv4("10.0.0.1", "10.0.0.2", tcp(text));
    }

    private static ByteBuf ip6(int next, ByteBuf payload) {
        return Packets.ipv6("fd00::1", "fd00::2", next, payload);
    }

    private record Result(CaptureFile.Summary summary, List<String> lines) {}

    private static Result read(byte[] file) throws IOException {
        Transcript transcript = new Transcript();
        try (CaptureReader reader = CaptureReader.over(new ByteArrayInputStream(file))) {
            CaptureFile.Summary summary = CaptureFile.read(reader, p -> p == 5190, transcript);
            return new Result(summary, transcript.lines());
        }
    }

    private static void assertSays(byte[] file, String text) throws IOException {
        assertThat(read(file).lines()).containsExactly("1 open 4000>5190 midway", "1 > " + text, "1 closed");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void pcapOfBothEndsAndBothClocks(boolean little, boolean nanos) throws IOException {
        byte[] file = CaptureBuilder.pcap(1, little, nanos)
                .packet(TIME, Packets.ethernet(ip("hi")))
                .bytes();
        assertSays(file, "hi");
        try (CaptureReader reader = CaptureReader.over(new ByteArrayInputStream(file))) {
            CapturedPacket packet = reader.next();
            assertThat(packet).isNotNull();
            assertThat(packet.time()).isEqualTo(TIME);
            assertThat(reader.next()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"true,6", "false,6", "true,9", "false,3", "true,138", "false,148"})
    void pcapngOfBothEndsAndAnyResolution(boolean little, int resolution) throws IOException {
        CaptureBuilder builder = CaptureBuilder.pcapng(1, little, resolution)
                .block(0x00000BAD, Unpooled.buffer().writeZero(12))
                .packet(TIME, Packets.ethernet(ip("hi")));
        assertSays(builder.bytes(), "hi");
        try (CaptureReader reader = CaptureReader.over(new ByteArrayInputStream(builder.bytes()))) {
            CapturedPacket packet = reader.next();
            assertThat(packet).isNotNull();
            Instant coarsest = TIME.minusNanos(1_000_000);
            assertThat(packet.time()).isBetween(coarsest, TIME);
        }
    }

    @Test
    void simplePacketsHaveTheTimeOfTheOneBefore() throws IOException {
        byte[] file = CaptureBuilder.pcapng(101, false, 6)
                .packet(TIME, ip("ab"))
                .simplePacket(Packets.ipv4(
                        "10.0.0.1", "10.0.0.2", Packets.tcp(4_000, 5_190, 3, 0, Packets.ACK, new byte[] {'c', 'd'})))
                .bytes();
        assertSays(file, "abcd");
    }

    @Test
    void sectionsMayHaveDifferentByteOrders() throws IOException {
        byte[] one = CaptureBuilder.pcapng(101, false, 6).packet(TIME, ip("ab")).bytes();
        byte[] two = CaptureBuilder.pcapng(1, true, 6)
                .packet(
                        TIME,
                        Packets.ethernet(Packets.ipv4(
                                "10.0.0.1",
                                "10.0.0.2",
                                Packets.tcp(4_000, 5_190, 3, 0, Packets.ACK, new byte[] {'c', 'd'}))))
                .bytes();
        assertSays(Unpooled.wrappedBuffer(one, two).copy().array(), "abcd");
    }

    @Test
    void everyLinkType() throws IOException {
        assertSays(pcap(1, Packets.ethernet(ip("plain"))), "plain");
        assertSays(pcap(1, Packets.ethernet(ip("tagged"), 0x8100)), "tagged");
        assertSays(pcap(1, Packets.ethernet(ip("twice"), 0x88A8, 0x8100)), "twice");
        assertSays(pcap(113, Packets.sll(ip("cooked"))), "cooked");
        assertSays(pcap(276, Packets.sll2(ip("cooked 2"))), "cooked 2");
        assertSays(pcap(101, ip("raw")), "raw");
        assertSays(pcap(101, ip6(TCP, tcp("raw 6"))), "raw 6");
        assertSays(pcap(228, ip("raw 4")), "raw 4");
        assertSays(pcap(0, Packets.loopback(ip("null"))), "null");
        assertSays(pcap(0, Packets.loopback(ip6(TCP, tcp("null 6")))), "null 6");
        assertSays(pcap(108, Packets.loopback(ip("loop"))), "loop");
    }

    private static byte[] pcap(int link, ByteBuf packet) {
        return CaptureBuilder.pcap(link, true, false).packet(TIME, packet).bytes();
    }

    @Test
    void ipv6ExtensionHeaders() throws IOException {
        ByteBuf hopByHop = Packets.extension(43, Packets.extension(60, Packets.extension(TCP, tcp("deep"))));
        assertSays(pcap(101, ip6(0, hopByHop)), "deep");
        assertSays(pcap(101, ip6(44, Packets.fragment(TCP, 0, false, 9, tcp("alone")))), "alone");
    }

    @Test
    void fragmentsOfBothVersionsInAnyOrder() throws IOException {
        ByteBuf segment = tcp("a segment in three pieces, of which the last comes first");
        ByteBuf first = segment.slice(0, 32);
        ByteBuf second = segment.slice(32, 16);
        ByteBuf third = segment.slice(48, segment.readableBytes() - 48);
        String text = segment.toString(24, segment.readableBytes() - 24, StandardCharsets.US_ASCII);
        byte[] four = CaptureBuilder.pcap(101, true, false)
                .packet(TIME, Packets.ipv4("10.0.0.1", "10.0.0.2", TCP, 7, 6, third))
                .packet(TIME, Packets.ipv4("10.0.0.1", "10.0.0.2", TCP, 7, 0x2000, first))
                .packet(TIME, Packets.ipv4("10.0.0.1", "10.0.0.2", TCP, 8, 0x2000, first))
                .packet(TIME, Packets.ipv4("10.0.0.1", "10.0.0.2", TCP, 7, 0x2000 | 4, second))
                .bytes();
        assertSays(four, text);
        assertThat(read(four).summary().skips())
                .containsEntry(PacketSkip.FRAGMENT, 2L)
                .containsEntry(PacketSkip.FRAGMENT_LOST, 1L);
        byte[] six = CaptureBuilder.pcap(101, true, false)
                .packet(TIME, ip6(44, Packets.fragment(TCP, 48, false, 7, third)))
                .packet(TIME, ip6(44, Packets.fragment(TCP, 0, true, 7, first)))
                .packet(TIME, ip6(44, Packets.fragment(TCP, 32, true, 7, second)))
                .bytes();
        assertSays(six, text);
    }

    @Test
    void whatIsNoTcpIsCounted() throws IOException {
        byte[] file = CaptureBuilder.ethernet()
                .packet(TIME, Packets.ethernet(Packets.ipv4("10.0.0.1", "10.0.0.2", 17, 1, 0, tcp("udp"))))
                .packet(TIME, Unpooled.buffer().writeZero(12).writeShort(0x0806).writeZero(28))
                .packet(TIME, Unpooled.buffer().writeZero(5))
                .bytes();
        CaptureFile.Summary summary = read(file).summary();
        assertThat(summary.packets()).isEqualTo(3);
        assertThat(summary.segments()).isZero();
        assertThat(summary.skips()).containsOnlyKeys(PacketSkip.NOT_TCP, PacketSkip.NOT_IP, PacketSkip.BROKEN);
        assertThat(read(pcap(147, ip("x"))).summary().skips()).containsOnlyKeys(PacketSkip.LINK_TYPE);
    }

    @Test
    void aPacketTheCaptureCutIsAGap() throws IOException {
        ByteBuf whole = Packets.ethernet(ip("0123456789012345678901234567890123456789"));
        ByteBuf after = Packets.ethernet(
                Packets.ipv4("10.0.0.1", "10.0.0.2", Packets.tcp(4_000, 5_190, 41, 0, Packets.ACK, new byte[] {'z'})));
        byte[] file = CaptureBuilder.ethernet()
                .packet(TIME, whole.slice(0, whole.readableBytes() - 10), whole.readableBytes())
                .packet(TIME, after)
                .bytes();
        assertThat(read(file).lines())
                .containsExactly(
                        "1 open 4000>5190 midway",
                        "1 > 012345678901234567890123456789",
                        "1 > [10 missing]",
                        "1 > z",
                        "1 closed");
    }

    @Test
    void whatIsNoCaptureSaysSo() {
        assertThatThrownBy(() -> read(new byte[0]))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> read("GET / HTTP/1.0".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(CaptureException.class)
                .hasMessageContaining("neither pcap nor pcapng");
    }

    @Test
    void aFileThatBreaksOffSaysWhereAndKeepsWhatWasBefore() {
        byte[] file = CaptureBuilder.ethernet()
                .packet(TIME, Packets.ethernet(ip("one")))
                .packet(TIME, Packets.ethernet(ip("two")))
                .bytes();
        Transcript transcript = new Transcript();
        assertThatThrownBy(() -> CaptureFile.read(
                        CaptureReader.over(new ByteArrayInputStream(file, 0, file.length - 3)),
                        p -> p == 5190,
                        transcript))
                .isInstanceOfSatisfying(
                        CaptureException.class,
                        e -> assertThat(e.offset()).isBetween((long) file.length / 2, (long) file.length));
        assertThat(transcript.lines()).contains("1 > one", "1 closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whateverTheBytesOnlyTheDeclaredExceptionComes(boolean blocks) {
        CaptureBuilder builder = blocks ? CaptureBuilder.pcapng(1, true, 6) : CaptureBuilder.ethernet();
        byte[] good = builder.packet(TIME, Packets.ethernet(ip("one"), 0x8100))
                .packet(
                        TIME,
                        Packets.ethernet(ip6(0, Packets.extension(44, Packets.fragment(6, 0, true, 1, tcp("x"))))))
                .packet(TIME, Packets.ethernet(Packets.ipv4("10.0.0.1", "10.0.0.2", 6, 1, 0x2000, tcp("12345678"))))
                .bytes();
        Random random = new Random(42);
        int readable = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                read(bad);
                readable++;
            } catch (CaptureException e) {
                assertThat(e.offset()).isBetween(0L, (long) bad.length);
            } catch (IOException e) {
                throw new AssertionError("round " + round, e);
            }
        }
        assertThat(readable).isPositive();
    }
}
