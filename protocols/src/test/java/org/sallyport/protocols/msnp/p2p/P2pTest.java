package org.sallyport.protocols.msnp.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both packet versions: the first against libpurple's bytes, the second against documented ones. */
class P2pTest {

    @Test
    void readsWhatLibpurpleSent() {
        P2p.V1 invite = RecordedPackets.v1("invite-again");
        assertThat(invite.kind()).isEqualTo(P2p.Kind.SLP);
        assertThat(invite.id()).isEqualTo(0x12200858L);
        assertThat(invite.total()).isEqualTo(0x4A6);
        assertThat(invite.ackId()).isEqualTo(0x3F2DBA31L);
        assertThat(invite.dataEnd() - invite.dataStart()).isEqualTo(0x4A6);
        P2p.V1 ack = RecordedPackets.v1("ack");
        assertThat(ack.kind()).isEqualTo(P2p.Kind.ACKNOWLEDGEMENT);
        assertThat(ack.acknowledged()).isEqualTo(invite.id());
        P2p.V1 data = RecordedPackets.v1("data");
        assertThat(data.kind()).isEqualTo(P2p.Kind.DATA);
        assertThat(data.session()).isEqualTo(1303455740L);
    }

    /** The length is 0 though the data is there, or there is no data though the length is not 0. */
    @Test
    void bearsLibpurplesLengths() {
        for (String name : List.of("invite", "data-empty", "data-end", "ok")) {
            assertThat(RecordedPackets.v1(name).id()).as(name).isPositive();
        }
    }

    /** What the gateway would say in place of the client that said it (msn 177), but for the number. */
    @Test
    void acknowledgesAsLibpurpleDid() {
        P2p.V1 recorded = RecordedPackets.v1("ack");
        ByteBuf forged = V1Header.acknowledgement(RecordedPackets.v1("invite"), recorded.id());
        assertThat(ByteBufUtil.getBytes(forged)).isEqualTo(ByteBufUtil.getBytes(RecordedPackets.packet("ack")));
    }

    /** As libpurple's 200 (msn 180), but for the number. */
    @Test
    void putsAnSlpMessageIntoAPacketAsLibpurpleDid() {
        P2p.V1 recorded = RecordedPackets.v1("ok-again");
        ByteBuf forged = V1Header.slp(RecordedPackets.slp("ok-again"), recorded.id(), recorded.ackId());
        assertThat(ByteBufUtil.getBytes(forged)).isEqualTo(ByteBufUtil.getBytes(RecordedPackets.packet("ok-again")));
    }

    @Test
    void readsVersion2() {
        // SYN and RAK with the peer's capabilities, then the first part of a message, ten bytes of which follow.
        P2p.V2 first = v2("18 03 0015 00000100" + "01 0c 0002 0000 000e 0000 0f01 0000 0000" + "14 01 0007 00000000"
                + "01 08 000000000000000a 0000" + "49");
        assertThat(first.kind()).isEqualTo(P2p.Kind.SLP);
        assertThat(first.first()).isTrue();
        assertThat(first.opcode()).isEqualTo(3);
        assertThat(first.number()).isEqualTo(7);
        assertThat(first.remaining()).isEqualTo(10);
        assertThat(first.dataEnd() - first.dataStart()).isEqualTo(1);

        P2p.V2 ack = v2("10 00 0000 00000200 02 04 00000115 0000");
        assertThat(ack.kind()).isEqualTo(P2p.Kind.ACKNOWLEDGEMENT);
        assertThat(ack.acknowledged()).isEqualTo(0x115);
        assertThat(ByteBufUtil.hexDump(V2Header.acknowledgement(first, 0x200)))
                .isEqualTo("10000000000002000204000001150000");

        P2p.V2 file = v2("08 00 000a 00000300 08 06 0001 0000002a 4142");
        assertThat(file.kind()).isEqualTo(P2p.Kind.DATA);
        assertThat(file.session()).isEqualTo(42);
        assertThat(ByteBufUtil.hexDump(V2Header.slp("hi".getBytes(StandardCharsets.US_ASCII), 0x300, 1)))
                .isEqualTo("0800000a0000030008010001000000006869");
    }

    @Test
    void refusesLengthsThatLie() {
        for (String hex : List.of(
                "07 00 0000 00000000",
                "08 00 0001 00000000",
                "10 00 0000 00000000 02 09 00000000 0000",
                "10 00 0000 00000000 02 03 00000000 0000",
                "08 00 0004 00000000 08 01 0000",
                "08 00 0008 00000000 09 01 0000 00000000",
                "08 00 0008 00000000 07 01 0000 00000000",
                "08 00 000c 00000000 0c 01 0000 00000000 01 08 0000",
                "08 00 0000 00000000 0000000000")) {
            byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
            assertThat(V2Header.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length))
                    .as(hex)
                    .isInstanceOf(P2p.Malformed.class);
        }
        ByteBuf packet = RecordedPackets.packet("invite-again").copy();
        packet.setIntLE(24, 7);
        assertThat(V1Header.read(packet, 0, packet.readableBytes())).isInstanceOf(P2p.Malformed.class);
        packet.setIntLE(24, 0).setLongLE(16, -1);
        assertThat(V1Header.read(packet, 0, packet.readableBytes())).isInstanceOf(P2p.Malformed.class);
    }

    @Test
    void tellsTheVersionsApart() {
        ByteBuf one = RecordedPackets.packet("invite-again");
        assertThat(P2p.either(one, 0, one.readableBytes())).isInstanceOf(P2p.V1.class);
        byte[] two = HexFormat.of().parseHex("0800000a0000030008010001000000006869");
        assertThat(P2p.either(Unpooled.wrappedBuffer(two), 0, two.length)).isInstanceOf(P2p.V2.class);
    }

    @Test
    void neverThrows() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 4) {
                bytes[0] = (byte) random.nextInt(32);
                bytes[2] = 0;
                bytes[3] = (byte) random.nextInt(bytes.length);
            }
            P2p packet = V2Header.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            assertThat(packet.dataEnd()).isBetween(packet.dataStart(), bytes.length);
            P2p either = P2p.either(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
            assertThat(either.dataEnd()).isBetween(either.dataStart(), bytes.length);
        }
    }

    private static P2p.V2 v2(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return (P2p.V2) V2Header.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
