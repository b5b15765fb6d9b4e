package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Side;

class DialogueTest {

    @Test
    void textHasTheLengthThatIsClaimed() {
        assertThat(Dialogue.TEXT.getBytes(StandardCharsets.US_ASCII)).hasSize(Dialogue.TEXT_BYTES);
    }

    @Test
    void everyFrameIsWellFormed() {
        ByteBuf server = Unpooled.wrappedBuffer(Dialogue.SERVICE_HELLO, Dialogue.WELCOME);
        assertThat(frames(Side.SERVER, server)).isEqualTo(3);
        assertThat(frames(Side.CLIENT, Unpooled.wrappedBuffer(Dialogue.CLIENT_HELLO)))
                .isEqualTo(1);
        ByteBuf message = Dialogue.Series.messages().take(ByteBufAllocator.DEFAULT);
        assertThat(frames(Side.CLIENT, message)).isEqualTo(1);
        message.release();
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

    @Test
    void acceptsWhatTheOtherSideTakesAndNothingElse() {
        Dialogue.Series says = Dialogue.Series.answers();
        Dialogue.Series hears = Dialogue.Series.answers();
        for (int i = 0; i < 70_000; i++) {
            ByteBuf frame = says.take(ByteBufAllocator.DEFAULT);
            assertThat(hears.accept(frame, 0)).isTrue();
            frame.release();
        }
        ByteBuf wrong = says.take(ByteBufAllocator.DEFAULT);
        wrong.setByte(wrong.writerIndex() - 1, 'x');
        assertThat(hears.accept(wrong, 0)).isFalse();
        wrong.release();
        ByteBuf skipped = says.take(ByteBufAllocator.DEFAULT);
        skipped.release();
        ByteBuf late = says.take(ByteBufAllocator.DEFAULT);
        assertThat(hears.accept(late, 0)).isFalse();
        late.release();
    }
}
