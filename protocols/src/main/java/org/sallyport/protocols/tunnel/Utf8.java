package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;

/** Well-formed UTF-8 (RFC 3629, section 4): no overlong forms, so that nothing hides in one, and no surrogates. */
final class Utf8 {

    private Utf8() {}

    /** Whether all readable bytes are. */
    static boolean is(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (at < end) {
            int length = length(in, at, end);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** How many bytes the character at an index has; 0 when there is none. */
    static int length(ByteBuf in, int at, int end) {
        int first = in.getUnsignedByte(at);
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xC2 && first < 0xE0
                ? 2
                : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > end) {
            return 0;
        }
        int second = in.getUnsignedByte(at + 1);
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((in.getByte(at + i) & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
