package org.sallyport.protocols.msnp.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads as clients sent them, and as nobody should. */
class MimeTest {

    @Test
    void readsWhatClientsSend() {
        MimeMessage text = message("text-p9");
        assertThat(text.contentType()).isEqualTo("text/plain");
        assertThat(text.contentParameter("Charset")).isEqualTo("UTF-8");
        assertThat(text.first("x-mms-im-format")).isEqualTo("FN=MS%20Sans%20Serif; EF=B; CO=0; PF=0; RL=0");
        assertThat(text.bodyText()).isEqualTo("hello B from A bold");
        assertThat(text.headers()).isEqualTo(4);

        MimeMessage typing = message("typing-p9");
        assertThat(typing.first("TypingUser")).isEqualTo("t2h@hotmail.com");
        assertThat(typing.bodyText()).isEqualTo("\r\n");

        MimeMessage p2p = message("invite");
        assertThat(p2p.contentType()).isEqualTo("application/x-msnmsgrp2p");
        assertThat(p2p.bodyLength()).isEqualTo(1330 - 88);
        assertThat(p2p.body().getIntLE(4)).isEqualTo(0x12200858);
        assertThat(p2p.contentParameter("charset")).isNull();
    }

    @Test
    void readsFromTheMiddleOfABuffer() {
        byte[] payload = RecordedMessages.payload("typing-p9");
        ByteBuf buffer = Unpooled.buffer()
                .writeBytes("MSG 2 U 88\r\n".getBytes(StandardCharsets.US_ASCII))
                .writeBytes(payload)
                .writeBytes("OUT\r\n".getBytes(StandardCharsets.US_ASCII));
        Mime mime = Mime.read(buffer, 12, 12 + payload.length);
        assertThat(mime).isInstanceOfSatisfying(MimeMessage.class, m -> {
            assertThat(m.bodyText()).isEqualTo("\r\n");
            assertThat(m.start()).isEqualTo(12);
        });
        assertThat(buffer.readerIndex()).isZero();
    }

    @Test
    void readsOneHeadBehindTheOther() {
        MimeMessage routing = text("Routing: 1.0\r\nTo: 1:b@h\r\n\r\nReliability: 1.0\r\n\r\nMessaging: 2.0\r\n\r\nhi");
        MimeMessage reliability = (MimeMessage) Mime.read(routing.buffer(), routing.bodyStart(), routing.bodyEnd());
        MimeMessage messaging =
                (MimeMessage) Mime.read(routing.buffer(), reliability.bodyStart(), reliability.bodyEnd());
        assertThat(messaging.first("messaging")).isEqualTo("2.0");
        assertThat(messaging.bodyText()).isEqualTo("hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r",
                "Content-Type: text/plain",
                "Content-Type: text/plain\r\n",
                "Content-Type: text/plain\r\n\r",
                "Content-Type: text/plain\nX: y\r\n\r\n",
                "Content-Type: text/plain\rX: y\r\n\r\n",
                "Content-Type: text/\0plain\r\n\r\n",
                "Content-Type text/plain\r\n\r\n",
                " Content-Type: text/plain\r\n\r\n",
                "Content-Type: text/plain;\r\n charset=utf-8\r\n\r\n",
                "Content-Type : text/plain\r\n\r\n",
                ": text/plain\r\n\r\n",
            })
    void refusesWhatReadersDifferAbout(String head) {
        assertThat(read(head)).isInstanceOf(Mime.Malformed.class);
    }

    @Test
    void bounds() {
        assertThat(read("a: b\r\n".repeat(Mime.MOST_HEADERS) + "\r\n")).isInstanceOf(MimeMessage.class);
        assertThat(read("a: b\r\n".repeat(Mime.MOST_HEADERS + 1) + "\r\n")).isInstanceOf(Mime.Malformed.class);
        assertThat(read("a".repeat(Mime.LONGEST_NAME) + ": b\r\n\r\n")).isInstanceOf(MimeMessage.class);
        assertThat(read("a".repeat(Mime.LONGEST_NAME + 1) + ": b\r\n\r\n")).isInstanceOf(Mime.Malformed.class);
        assertThat(read("a: " + "b".repeat(Mime.LONGEST_VALUE) + "\r\n\r\n")).isInstanceOf(MimeMessage.class);
        assertThat(read("a: " + "b".repeat(Mime.LONGEST_VALUE + 1) + "\r\n\r\n"))
                .isInstanceOf(Mime.Malformed.class);
    }

    @Test
    void aTypeGivenTwiceIsNoType() {
        assertThat(text("Content-Type: text/x-clientcaps\r\ncontent-type: text/plain\r\n\r\n")
                        .contentType())
                .isEqualTo("ambiguous/ambiguous");
        assertThat(text("X: y\r\n\r\n").contentType()).isEmpty();
    }

    @Test
    void keepsUntouchedHeadersAsTheyAre() {
        MimeMessage model = text("mime-version:1.0\r\nContent-Length:   2\r\nX-Empty:\r\nP4-Context: Boss\r\n\r\nhi");
        ByteBuf out = MimeWriter.like(model)
                .header("content-length", "5")
                .without("p4-context")
                .header("X-New", "a\r\nb")
                .body("hello")
                .toBuffer();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("mime-version:1.0\r\ncontent-length: 5\r\nX-Empty:\r\nX-New: a  b\r\n\r\nhello");
    }

    @Test
    void writesAnUnchangedMessageAsItCame() {
        for (String name : RecordedMessages.names()) {
            MimeMessage message = message(name);
            assertThat(ByteBufUtil.getBytes(MimeWriter.like(message).toBuffer()))
                    .isEqualTo(RecordedMessages.payload(name));
        }
    }

    @Test
    void neverThrows() {
        Random random = new Random(7);
        for (String name : RecordedMessages.names()) {
            byte[] payload = RecordedMessages.payload(name);
            for (int length = 0; length < payload.length; length++) {
                visit(Mime.read(Unpooled.wrappedBuffer(payload), 0, length));
            }
            for (int i = 0; i < 2_000; i++) {
                byte[] damaged = payload.clone();
                for (int j = random.nextInt(4); j >= 0; j--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                visit(Mime.read(Unpooled.wrappedBuffer(damaged), 0, damaged.length));
            }
        }
    }

    private static void visit(Mime mime) {
        switch (mime) {
            case Mime.Malformed malformed -> assertThat(malformed.why()).isNotEmpty();
            case MimeMessage message -> {
                assertThat(message.contentType()).isNotNull();
                for (int i = 0; i < message.headers(); i++) {
                    assertThat(message.value(i)).doesNotContain("\r", "\n", "\0");
                }
                assertThat(message.bodyEnd()).isGreaterThanOrEqualTo(message.bodyStart());
            }
        }
    }

    private static MimeMessage message(String name) {
        byte[] payload = RecordedMessages.payload(name);
        return (MimeMessage) Mime.read(Unpooled.wrappedBuffer(payload), 0, payload.length);
    }

    private static MimeMessage text(String text) {
        return (MimeMessage) read(text);
    }

    private static Mime read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Mime.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
