package org.sallyport.proxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A conversation in OSCAR: a sign-on with a cookie that the gateway knows nothing of, and then alice's messages to bobby, each
 * answered by one from him. Forms as in the OSCAR protocol description (Shutko), "FLAP", "SNAC" and "ICBM", and in recordings of
 * libpurple.
 */
final class Chat {

    /** As AIM's own client writes; with its markup it has {@link Dialogue#MESSAGE_BYTES} bytes. */
    static final String TEXT = "<HTML><BODY BGCOLOR=\"#ffffff\"><FONT LANG=\"0\">"
            + "Shall we have lunch at noon, or rather a bit later on?</FONT></BODY></HTML>";

    private static final int CHANNEL_HELLO = 1;
    private static final int CHANNEL_DATA = 2;
    private static final int SEQUENCE_AT = 2;
    private static final int REQUEST_AT = 12;
    private static final int COOKIE_AT = 16;

    /** The FLAP numbers of the first message of each side, after hello and welcome. */
    private static final int FIRST_OF_CLIENT = 1;

    private static final int FIRST_OF_SERVICE = 3;

    private static final String ALICE = "alice";
    private static final String BOBBY = "bobby";

    private Chat() {}

    static Dialogue dialogue() {
        byte[] serviceHello = bytes(flap(CHANNEL_HELLO, 0, buffer().writeInt(1)));
        byte[] clientHello = bytes(flap(
                CHANNEL_HELLO,
                0,
                tlv(buffer().writeInt(1), 6, buffer().writeZero(248).writeLong(0xB0A7C00C1EL))));
        // The families there are (01/03), and who the client is (01/0F).
        byte[] welcome = bytes(Unpooled.wrappedBuffer(
                flap(
                        CHANNEL_DATA,
                        1,
                        snac(0x01, 0x03)
                                .writeShort(0x01)
                                .writeShort(0x02)
                                .writeShort(0x03)
                                .writeShort(0x04)),
                flap(CHANNEL_DATA, 2, userInfo(snac(0x01, 0x0F), ALICE))));
        byte[] message = bytes(flap(CHANNEL_DATA, 0, text(name(icbm(snac(0x04, 0x06)), BOBBY))));
        byte[] answer = bytes(flap(CHANNEL_DATA, 0, text(userInfo(icbm(snac(0x04, 0x07)), BOBBY))));
        return new Dialogue(
                "chat",
                serviceHello,
                clientHello,
                welcome,
                numbered(message, FIRST_OF_CLIENT),
                numbered(answer, FIRST_OF_SERVICE));
    }

    private static Dialogue.Template numbered(byte[] frame, int firstSequence) {
        return new Dialogue.Template(frame, frame.length, (head, number) -> {
            head.setShort(SEQUENCE_AT, firstSequence + number);
            head.setInt(REQUEST_AT, number);
            head.setLong(COOKIE_AT, number);
        });
    }

    private static ByteBuf buffer() {
        return Unpooled.buffer();
    }

    private static byte[] bytes(ByteBuf frame) {
        return ByteBufUtil.getBytes(frame);
    }

    private static ByteBuf flap(int channel, int sequence, ByteBuf payload) {
        return buffer().writeByte(0x2A)
                .writeByte(channel)
                .writeShort(sequence)
                .writeShort(payload.readableBytes())
                .writeBytes(payload);
    }

    private static ByteBuf snac(int family, int subtype) {
        return buffer().writeShort(family).writeShort(subtype).writeShort(0).writeInt(0);
    }

    /** Cookie and channel 1. */
    private static ByteBuf icbm(ByteBuf snac) {
        return snac.writeLong(0).writeShort(1);
    }

    private static ByteBuf name(ByteBuf to, String name) {
        to.writeByte(name.length()).writeCharSequence(name, StandardCharsets.US_ASCII);
        return to;
    }

    /** With the class of an ordinary user and the time of sign-on. */
    private static ByteBuf userInfo(ByteBuf to, String name) {
        name(to, name).writeShort(0).writeShort(2);
        return tlv(tlv(to, 1, buffer().writeShort(0x10)), 3, buffer().writeInt(0x50000000));
    }

    /** TLV 2: features, then the text in ASCII. */
    private static ByteBuf text(ByteBuf to) {
        ByteBuf text = buffer().writeShort(0).writeShort(0);
        text.writeCharSequence(TEXT, StandardCharsets.US_ASCII);
        return tlv(to, 2, tlv(tlv(buffer(), 0x0501, buffer().writeByte(1)), 0x0101, text));
    }

    private static ByteBuf tlv(ByteBuf to, int type, ByteBuf value) {
        return to.writeShort(type).writeShort(value.readableBytes()).writeBytes(value);
    }
}
