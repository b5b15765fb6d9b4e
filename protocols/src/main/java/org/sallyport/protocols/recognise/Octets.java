package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;

/**
 * Looks at the first bytes of one side, counted from the reader index, which stays where it is. Nothing beyond {@link
 * #FARTHEST} is seen: what is not clear by then never will be, and an answer given by then stays.
 */
final class Octets {

    /** How many bytes of a side are looked at. */
    static final int FARTHEST = 512;

    /** What {@link #at} gives where there is no byte. */
    static final int NOTHING = -1;

    /** Fits any byte in {@link #fit}. */
    static final int ANY = -2;

    private Octets() {}

    /** How many bytes there are to look at. */
    static int count(ByteBuf bytes) {
        return Math.min(bytes.readableBytes(), FARTHEST);
    }

    /** Whether all that will ever be looked at is there. */
    static boolean full(ByteBuf bytes) {
        return bytes.readableBytes() >= FARTHEST;
    }

    /** The byte at a position, 0 to 255, or {@link #NOTHING}. */
    static int at(ByteBuf bytes, int position) {
        return position < count(bytes) ? bytes.getUnsignedByte(bytes.readerIndex() + position) : NOTHING;
    }

    /** Compares with these values, each 0 to 255 or {@link #ANY}. */
    static Fit fit(ByteBuf bytes, int... wanted) {
        int count = Math.min(count(bytes), wanted.length);
        for (int i = 0; i < count; i++) {
            if (wanted[i] != ANY && wanted[i] != at(bytes, i)) {
                return Fit.NONE;
            }
        }
        return count < wanted.length ? Fit.PART : Fit.WHOLE;
    }

    /** Compares what begins at a position with an ASCII text. */
    static Fit fit(ByteBuf bytes, int from, String text) {
        return fit(bytes, from, count(bytes), text, false);
    }

    /** As {@link #fit(ByteBuf, int, String)}, between two positions; {@code fold}: letters in either case. */
    static Fit fit(ByteBuf bytes, int from, int to, String text, boolean fold) {
        int count = Math.min(to - from, text.length());
        for (int i = 0; i < count; i++) {
            int is = at(bytes, from + i);
            int wanted = text.charAt(i);
            if (is != wanted && !(fold && lower(is) == lower(wanted))) {
                return Fit.NONE;
            }
        }
        return count < text.length() ? Fit.PART : Fit.WHOLE;
    }

    /** Whether a text stands somewhere between two positions. */
    static boolean contains(ByteBuf bytes, int from, int to, String text) {
        for (int i = from; i + text.length() <= to; i++) {
            if (fit(bytes, i, text) == Fit.WHOLE) {
                return true;
            }
        }
        return false;
    }

    /** Where a line ends that goes through {@code from}: at its CR or LF, or {@link #NOTHING} when that isn't there. */
    static int lineEnd(ByteBuf bytes, int from) {
        int count = count(bytes);
        for (int i = from; i < count; i++) {
            if (isLineEnd(at(bytes, i))) {
                return i;
            }
        }
        return NOTHING;
    }

    static boolean isLineEnd(int octet) {
        return octet == '\r' || octet == '\n';
    }

    static boolean isDigit(int octet) {
        return octet >= '0' && octet <= '9';
    }

    private static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
