package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.oscar.wire.TextCodec;

/**
 * The header of a direct message: {@code ODC2}, u16 length of it all, and at fixed places who speaks, in which charset and how
 * much.
 *
 * <p>Source: the behaviour of libpurple and joscar.
 *
 * @param cookie of the rendezvous
 * @param flags which of the constants hold
 * @param name who speaks, as they say
 * @param words the text, without pictures
 */
record DirectHeader(long cookie, int flags, String name, String words) {

    /** Said by the client by itself. */
    static final int AUTOMATIC = 0x01;

    /** About somebody's hands, not their words. */
    static final int TYPING = 0x02;

    /** They rest. */
    static final int PAUSED = 0x04;

    /** They write. */
    static final int WRITES = 0x08;

    /** The shortest header. */
    static final int SHORTEST = 76;

    /** More than is known of any. */
    static final int LONGEST = 4_096;

    private static final int LENGTH = 4;
    private static final int COOKIE = 12;
    private static final int TEXT_LENGTH = 28;
    private static final int CHARSET = 32;
    private static final int FLAGS = 38;
    private static final int NAME = 44;
    private static final int LONGEST_NAME = 32;

    /** What the bytes begin with that are there, as far as there are any. */
    static boolean mayBegin(ByteBuf in, int at, int available) {
        return matches(in, at, available, 0, 'O')
                && matches(in, at, available, 1, 'D')
                && matches(in, at, available, 2, 'C')
                && matches(in, at, available, 3, '2');
    }

    private static boolean matches(ByteBuf in, int at, int available, int index, char expected) {
        return index >= available || in.getByte(at + index) == expected;
    }

    /** The length it gives itself. */
    static int length(ByteBuf in, int at) {
        return in.getUnsignedShort(at + LENGTH);
    }

    /** How long the text behind it is, pictures included. */
    static long textLength(ByteBuf in, int at) {
        return in.getUnsignedInt(at + TEXT_LENGTH);
    }

    /** Reads a whole one and the words with it. */
    static DirectHeader read(Frame frame) {
        ByteBuf in = frame.buffer();
        int at = frame.offset();
        byte[] name = new byte[LONGEST_NAME];
        in.getBytes(at + NAME, name);
        int length = length(in, at);
        byte[] words = new byte[frame.length() - length];
        in.getBytes(at + length, words);
        return new DirectHeader(
                in.getLong(at + COOKIE),
                in.getUnsignedShort(at + FLAGS),
                TextCodec.lenient(untilNul(name)),
                TextCodec.withoutNul(TextCodec.decode(in.getUnsignedShort(at + CHARSET), words)));
    }

    private static byte[] untilNul(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return Arrays.copyOf(name, end);
    }

    /**
     * The same header with other words.
     *
     * @param pictures how many bytes of pictures follow
     */
    static ByteBuf with(Frame frame, String html, long pictures) {
        TextCodec.Encoded words = TextCodec.encode(html);
        int length = length(frame.buffer(), frame.offset());
        ByteBuf out = Unpooled.buffer(length + words.bytes().length);
        out.writeBytes(frame.buffer(), frame.offset(), length);
        out.writeBytes(words.bytes());
        out.setInt(TEXT_LENGTH, (int) (words.bytes().length + pictures));
        out.setShort(CHARSET, words.charset());
        return out;
    }
}
