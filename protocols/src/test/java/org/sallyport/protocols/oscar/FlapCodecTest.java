package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.oscar.wire.Flap;

class FlapCodecTest {

    private static final String HELLO = "2a0100640004" + "00000001";
    private static final String KEEP_ALIVE = "2a0500650000";

    private final FlapCodec codec = new FlapCodec(Limits.DEFAULT);

    @Test
    void cutsSeveralFramesOfOneSegmentWithoutMovingAnIndex() {
        ByteBuf in = bytes("ffff" + HELLO + KEEP_ALIVE);
        in.skipBytes(2);
        Frame hello = decoded(codec.decode(in));
        assertThat(hello.offset()).isEqualTo(2);
        assertThat(hello.length()).isEqualTo(10);
        assertThat(in.readerIndex()).isEqualTo(2);
        in.skipBytes(hello.length());
        Frame keepAlive = decoded(codec.decode(in));
        assertThat(keepAlive.offset()).isEqualTo(12);
        assertThat(keepAlive.length()).isEqualTo(6);
    }

    @Test
    void givesTheSameObjectsForEveryFrame() {
        ByteBuf in = bytes(HELLO + KEEP_ALIVE);
        Outcome first = codec.decode(in);
        Frame frame = decoded(first);
        in.skipBytes(frame.length());
        Outcome second = codec.decode(in);
        assertThat(second).isSameAs(first);
        assertThat(decoded(second)).isSameAs(frame);
    }

    @Test
    void wantsMoreForEveryTruncation() {
        for (int length = 0; length < HELLO.length() / 2; length++) {
            assertThat(new FlapCodec(Limits.DEFAULT).decode(bytes(HELLO).slice(0, length)))
                    .isEqualTo(Outcome.NeedMore.INSTANCE);
        }
    }

    @Test
    void cutsTheSameFramesFromOneByteSegments() {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; stream.length() < 200_000; i++) {
            stream.append(String.format("2a02%04x%04x", i & 0xFFFF, i % 40)).append("ab".repeat(i % 40));
        }
        byte[] all = ByteBufUtil.decodeHexDump(stream);
        assertThat(all).hasSizeGreaterThanOrEqualTo(100_000);
        ByteBuf in = Unpooled.buffer(all.length);
        List<Integer> numbers = new ArrayList<>();
        for (byte one : all) {
            in.writeByte(one);
            if (codec.decode(in) instanceof Outcome.Decoded(Frame frame)) {
                numbers.add(FlapView.sequence(frame));
                assertThat(FlapView.payloadLength(frame)).isEqualTo(FlapView.sequence(frame) % 40);
                in.skipBytes(frame.length());
            }
        }
        assertThat(in.isReadable()).isFalse();
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(i);
        }
    }

    @Test
    void losesTheBoundaryForGood() {
        ByteBuf in = bytes(HELLO + "2b02");
        in.skipBytes(decoded(codec.decode(in)).length());
        Outcome.Malformed malformed = malformed(codec.decode(in));
        assertThat(malformed.offset()).isEqualTo(10);
        assertThat(codec.decode(bytes(HELLO))).isSameAs(malformed);
        assertThat(codec.decodeLast(bytes("2a040001"))).isSameAs(malformed);
    }

    @Test
    void refusesAnUnknownChannelBeforeTheRestArrives() {
        assertThat(malformed(codec.decode(bytes("2a06"))).offset()).isEqualTo(1);
        assertThat(malformed(new FlapCodec(Limits.DEFAULT).decode(bytes("2a00")))
                        .offset())
                .isEqualTo(1);
    }

    @Test
    void refusesALengthOverTheLimitFromTheHeaderAlone() {
        FlapCodec small = new FlapCodec(new Limits(128, 16, 16, 128));
        assertThat(small.decode(bytes("2a020001007a"))).isEqualTo(Outcome.NeedMore.INSTANCE);
        assertThat(malformed(small.decode(bytes("2a020001007b"))).why()).isEqualTo("FLAP of 129 bytes");
    }

    @Test
    void takesFourBytesAndTheEndForAClose() {
        ByteBuf rest = bytes("2a040007");
        assertThat(codec.decode(rest)).isEqualTo(Outcome.NeedMore.INSTANCE);
        Frame close = decoded(codec.decodeLast(rest));
        assertThat(close.length()).isEqualTo(4);
        assertThat(FlapView.channel(close)).isEqualTo(Flap.SIGN_OFF);
        assertThat(FlapView.payloadLength(close)).isZero();
    }

    @Test
    void takesNoOtherRestForAFrame() {
        assertThat(malformed(codec.decodeLast(bytes("2a0400"))).offset()).isEqualTo(3);
        assertThat(malformed(new FlapCodec(Limits.DEFAULT).decodeLast(bytes("2a02000700")))
                        .why())
                .isEqualTo("stream ends within a FLAP");
        assertThat(malformed(new FlapCodec(Limits.DEFAULT).decodeLast(bytes("2a020007")))
                        .why())
                .isEqualTo("stream ends within a FLAP");
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    private static Frame decoded(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Decoded.class);
        return ((Outcome.Decoded) outcome).frame();
    }

    private static Outcome.Malformed malformed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Malformed.class);
        return (Outcome.Malformed) outcome;
    }
}
