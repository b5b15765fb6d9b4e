package org.sallyport.protocols.msnp.deal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.msnp.mime.MimeWriter;
import org.sallyport.protocols.msnp.mime.RecordedMessages;
import org.sallyport.protocols.msnp.p2p.RecordedPackets;

/** Bytes of a file behind libpurple's recorded offer of forty, in packets of every shape. */
class FileStreamTest {

    private static final String SEEN = "file seen | outbound msn:t1h@hotmail.com to [msn:t2h@hotmail.com]"
            + " [fileinfo[name=sendme.txt, size=40, count=1]]";
    private static final int SESSION = RecordedPackets.packet("data").getIntLE(0);

    private final Table table = new Table();

    @BeforeEach
    void offer() {
        table.send(Side.CLIENT, RecordedMessages.payload("invite"));
        table.send(Side.SERVER, RecordedMessages.payload("ok"));
        table.events.clear();
    }

    private static ByteBuf v1(int id, int offset, int total, int length) {
        return Unpooled.buffer()
                .writeIntLE(SESSION)
                .writeIntLE(id)
                .writeLongLE(offset)
                .writeLongLE(total)
                .writeIntLE(length)
                .writeIntLE(0x0100_0030)
                .writeIntLE(7)
                .writeIntLE(0)
                .writeLongLE(0)
                .writeZero(length);
    }

    private static ByteBuf v2(boolean first, int number, int remaining, int length) {
        int second = remaining > 0 ? 20 : 8;
        ByteBuf out = Unpooled.buffer()
                .writeByte(8)
                .writeByte(0)
                .writeShort(second + length)
                .writeInt(77)
                .writeByte(second)
                .writeByte(first ? 7 : 6)
                .writeShort(number)
                .writeInt(SESSION);
        if (remaining > 0) {
            out.writeByte(1).writeByte(8).writeLong(remaining).writeZero(2);
        }
        return out.writeZero(length);
    }

    private String send(Side from, ByteBuf packet) {
        return send(from, packet, "");
    }

    private String send(Side from, ByteBuf packet, String machine) {
        String to = (from == Side.CLIENT ? Table.THERE : Table.HERE).normalized() + machine;
        return table.send(
                from,
                ByteBufUtil.getBytes(MimeWriter.fresh()
                        .header("MIME-Version", "1.0")
                        .header("Content-Type", "application/x-msnmsgrp2p")
                        .header("P2P-Dest", to)
                        .body(Unpooled.wrappedBuffer(packet, Unpooled.buffer().writeInt(2)))
                        .toBuffer()));
    }

    @Test
    void isSeenWhenTheLastPieceComes() {
        assertThat(send(Side.CLIENT, v1(5, 0, 40, 30))).isEqualTo("on");
        assertThat(table.events).isEmpty();
        assertThat(send(Side.CLIENT, v1(5, 30, 40, 10))).isEqualTo("on");
        assertThat(table.events).containsExactly(SEEN);
        assertThat(send(Side.CLIENT, v1(6, 0, 40, 40))).as("once more").isEqualTo("broken");
    }

    @Test
    void isSeenInVersion2() {
        String machine = ";{11111111-2222-3333-4444-555555555555}";
        assertThat(send(Side.CLIENT, v2(true, 9, 10, 30), machine)).isEqualTo("on");
        assertThat(table.events).isEmpty();
        assertThat(send(Side.CLIENT, v2(false, 9, 0, 10), machine)).isEqualTo("on");
        assertThat(table.events).containsExactly(SEEN);
    }

    @Test
    void leavesNoGapAndRepeatsNothing() {
        assertThat(send(Side.CLIENT, v1(5, 10, 40, 10))).as("no beginning").isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(5, 0, 40, 10))).isEqualTo("on");
        assertThat(send(Side.CLIENT, v1(5, 20, 40, 10))).as("a gap").isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(5, 0, 40, 10))).as("again").isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(6, 10, 40, 10))).as("another number").isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(5, 10, 41, 10))).as("another total").isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(5, 10, 40, 31))).as("past the end").isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(5, 10, 40, 30))).isEqualTo("on");
    }

    /** A message that ends before the file does would never be whole, nor seen. */
    @Test
    void hasTheSizeOffered() {
        assertThat(send(Side.CLIENT, v1(5, 0, 39, 39))).isEqualTo("broken");
        assertThat(send(Side.CLIENT, v1(5, 0, 41, 40))).isEqualTo("broken");
    }

    @Test
    void goesOneWay() {
        assertThat(send(Side.SERVER, v1(5, 0, 40, 40))).isEqualTo("broken");
    }

    @Test
    void whatIsRefusedGoesNoFurther() {
        table.rule(new Verdict.Deny(null));
        assertThat(send(Side.CLIENT, v1(5, 0, 40, 30))).isEqualTo("on");
        assertThat(send(Side.CLIENT, v1(5, 30, 40, 10))).isEqualTo("dropped");
        assertThat(List.of(table.said().side(), table.said().side())).containsExactly(Side.CLIENT, Side.SERVER);
        assertThat(send(Side.CLIENT, v1(5, 30, 40, 10))).isEqualTo("dropped");
        assertThat(table.heard).isEmpty();
    }

    @Test
    void whatIsDroppedTellsNobody() {
        table.rule(Verdict.Drop.INSTANCE);
        assertThat(send(Side.CLIENT, v1(5, 0, 40, 40))).isEqualTo("dropped");
        assertThat(table.heard).isEmpty();
    }

    /** On a direct connection nothing says what a session is for but the connection it was offered on. */
    @Test
    void isKnownOnADirectConnection() {
        DirectDeals direct = new DirectDeals(Limits.DEFAULT, new Announcements(table.handoffs, () -> Table.MSN));
        ByteBuf first = v1(5, 0, 40, 30);
        assertThat(direct.read(Table.parties(Side.CLIENT), first, 0, first.readableBytes()))
                .isInstanceOfSatisfying(Dealing.Piece.class, piece -> {
                    assertThat(piece.file().step()).isEqualTo(Step.BEGIN);
                    assertThat(piece.file().id()).isEqualTo("{A54D2E1E-3C40-3C8D-90B8-35445084824B}");
                    assertThat(piece.file().files().getFirst().name()).isEqualTo("sendme.txt");
                    assertThat(piece.start()).isEqualTo(48);
                    assertThat(piece.length()).isEqualTo(30);
                    assertThat(piece.last()).isFalse();
                });
        ByteBuf last = v1(5, 30, 40, 10);
        assertThat(direct.read(Table.parties(Side.CLIENT), last, 0, last.readableBytes()))
                .isInstanceOfSatisfying(
                        Dealing.Piece.class, piece -> assertThat(piece.last()).isTrue());
        ByteBuf other = v1(5, 0, 40, 40).setIntLE(0, 99);
        assertThat(direct.read(Table.parties(Side.CLIENT), other, 0, other.readableBytes()))
                .isEqualTo(Dealing.Pass.INSTANCE);
    }
}
