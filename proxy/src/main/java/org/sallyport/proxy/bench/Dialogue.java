package org.sallyport.proxy.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * What client and service say to each other: a sign-on with a cookie that the gateway knows nothing of, and then alice's messages
 * to bobby, each answered by one from him. Every frame is known beforehand but for its numbers, so either side can check every
 * byte it gets. Forms as in the OSCAR protocol description (Shutko), "FLAP", "SNAC" and "ICBM", and in recordings of libpurple.
 *
 * <p>Immutable.
 */
final class Dialogue {

    /** As AIM's own client writes; with its markup it has {@value #TEXT_BYTES} bytes. */
    static final String TEXT = "<HTML><BODY BGCOLOR=\"#ffffff\"><FONT LANG=\"0\">"
            + "Shall we have lunch at noon, or rather a bit later on?</FONT></BODY></HTML>";

    static final int TEXT_BYTES = 120;

    private static final int CHANNEL_HELLO = 1;
    private static final int CHANNEL_DATA = 2;
    private static final int SEQUENCE_AT = 2;
    private static final int REQUEST_AT = 12;
    private static final int COOKIE_AT = 16;

    private static final String ALICE = "alice";
    private static final String BOBBY = "bobby";

    /** The service's first word. */
    static final byte[] SERVICE_HELLO = bytes(flap(CHANNEL_HELLO, 0, buffer().writeInt(1)));

    /** The client's. */
    static final byte[] CLIENT_HELLO = bytes(flap(
            CHANNEL_HELLO,
            0,
            tlv(buffer().writeInt(1), 6, buffer().writeZero(248).writeLong(0xB0A7C00C1EL))));

    /** The service's answer: the families it has (01/03), and who the client is (01/0F). */
    static final byte[] WELCOME = bytes(Unpooled.wrappedBuffer(
            flap(
                    CHANNEL_DATA,
                    1,
                    snac(0x01, 0x03)
                            .writeShort(0x01)
                            .writeShort(0x02)
                            .writeShort(0x03)
                            .writeShort(0x04)),
            flap(CHANNEL_DATA, 2, userInfo(snac(0x01, 0x0F), ALICE))));

    /** The FLAP numbers of the first message of each side, after what stands above. */
    private static final int FIRST_OF_CLIENT = 1;

    private static final int FIRST_OF_SERVICE = 3;

    private static final byte[] MESSAGE = bytes(flap(CHANNEL_DATA, 0, text(name(icbm(snac(0x04, 0x06)), BOBBY))));

    private static final byte[] ANSWER = bytes(flap(CHANNEL_DATA, 0, text(userInfo(icbm(snac(0x04, 0x07)), BOBBY))));

    private Dialogue() {}

    /** One side's messages, with numbers that go up from one to the next. Confined to one thread. */
    static final class Series {
        private final byte[] frame;
        private final ByteBuf view;
        private int sequence;
        private int message;

        private Series(byte[] template, int firstSequence) {
            frame = template.clone();
            view = Unpooled.wrappedBuffer(frame);
            sequence = firstSequence;
            number();
        }

        /** alice's, from the client. */
        static Series messages() {
            return new Series(MESSAGE, FIRST_OF_CLIENT);
        }

        /** bobby's, from the service. */
        static Series answers() {
            return new Series(ANSWER, FIRST_OF_SERVICE);
        }

        int length() {
            return frame.length;
        }

        /** A copy of the next one, to be written; moves on. */
        ByteBuf take(ByteBufAllocator allocator) {
            ByteBuf copy = allocator.directBuffer(frame.length).writeBytes(frame);
            advance();
            return copy;
        }

        /** Whether the next one is what stands there, byte for byte; moves on. */
        boolean accept(ByteBuf in, int at) {
            boolean same = ByteBufUtil.equals(view, 0, in, at, frame.length);
            advance();
            return same;
        }

        private void advance() {
            sequence++;
            message++;
            number();
        }

        private void number() {
            view.setShort(SEQUENCE_AT, sequence);
            view.setInt(REQUEST_AT, message);
            view.setLong(COOKIE_AT, message);
        }
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
