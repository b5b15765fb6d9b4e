package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Side;

class DialogueTest {

    @Test
    void textHasTheLengthThatIsClaimed() {
        assertThat(Chat.TEXT.getBytes(StandardCharsets.US_ASCII)).hasSize(Dialogue.MESSAGE_BYTES);
    }

    @Test
    void everyFrameIsWellFormed() {
        ByteBuf server = Unpooled.wrappedBuffer(Dialogue.CHAT.serviceHello(), Dialogue.CHAT.welcome());
        assertThat(frames(Side.SERVER, server)).isEqualTo(3);
        assertThat(frames(Side.CLIENT, Unpooled.wrappedBuffer(Dialogue.CHAT.clientHello())))
                .isEqualTo(1);
        ByteBuf message = taken(Dialogue.CHAT.messages());
        assertThat(frames(Side.CLIENT, message)).isEqualTo(1);
    }

    private static int frames(Side from, ByteBuf bytes) {
        Codec codec = Protocols.installed()
                .byId(new ProtocolId("oscar"))
                .orElseThrow()
                .newCodec(from, Limits.DEFAULT);
        int frames = 0;
        while (bytes.isReadable() && codec.decode(bytes) instanceof Outcome.Decoded decoded) {
            bytes.skipBytes(decoded.frame().length());
            frames++;
        }
        assertThat(bytes.isReadable()).isFalse();
        return frames;
    }

    /** What the series writes next, in one piece. */
    private static ByteBuf taken(Dialogue.Series series) {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        series.write(channel.pipeline().firstContext());
        channel.flush();
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            all.writeBytes(piece);
            piece.release();
        }
        return all;
    }

    private static boolean accepts(Dialogue.Series series, ByteBuf frame) {
        boolean same = frame.readableBytes() == series.length() && series.matches(0, frame, 0, series.length());
        series.next();
        return same;
    }

    static List<Dialogue> all() {
        return Dialogue.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void acceptsWhatTheOtherSideTakesAndNothingElse(Dialogue dialogue) {
        Dialogue.Series says = dialogue.answers();
        Dialogue.Series hears = dialogue.answers();
        for (int i = 0; i < 300; i++) {
            ByteBuf frame = taken(says);
            assertThat(accepts(hears, frame)).isTrue();
        }
        ByteBuf wrong = taken(says);
        wrong.setByte(wrong.writerIndex() - 1, wrong.getByte(wrong.writerIndex() - 1) ^ 1);
        assertThat(accepts(hears, wrong)).isFalse();
        taken(says);
        assertThat(accepts(hears, taken(says))).isFalse();
    }

    @Test
    void numbersGoOnAfterTheyDoNotFitAnyMore() {
        Dialogue.Series says = Dialogue.CHAT.answers();
        Dialogue.Series hears = Dialogue.CHAT.answers();
        for (int i = 0; i < 70_000; i++) {
            says.next();
            hears.next();
        }
        assertThat(accepts(hears, taken(says))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("all")
    void anyPieceOfAFrameIsChecked(Dialogue dialogue) {
        ByteBuf frame = taken(dialogue.messages());
        Dialogue.Series hears = dialogue.messages();
        for (int position : new int[] {0, 1, 15, 16, 17, 100, frame.readableBytes() - 1}) {
            for (int n : new int[] {1, 15, 16, 20, frame.readableBytes()}) {
                int most = Math.min(n, frame.readableBytes() - position);
                assertThat(hears.matches(position, frame, position, most)).isTrue();
                frame.setByte(position, frame.getByte(position) ^ 1);
                assertThat(hears.matches(position, frame, position, most)).isFalse();
                frame.setByte(position, frame.getByte(position) ^ 1);
            }
        }
    }

    @Test
    void nobodyKnowsWhatIsMeantToBeUnknown() {
        for (Dialogue dialogue : List.of(Dialogue.UNKNOWN, Dialogue.BULK)) {
            ByteBuf said = Unpooled.wrappedBuffer(dialogue.serviceHello());
            Opening opening = new Opening(
                    "1",
                    Instant.EPOCH,
                    "bench",
                    new InetSocketAddress("127.0.0.1", 1),
                    new Address("somewhere.example", 7_777),
                    Opening.NamedBy.CONFIGURATION,
                    null,
                    false);
            assertThat(Protocols.installed().identify(opening, new FirstBytes(Unpooled.EMPTY_BUFFER, said)))
                    .isInstanceOf(Protocols.Foreign.class);
        }
    }
}
