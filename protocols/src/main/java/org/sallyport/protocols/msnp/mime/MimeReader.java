package org.sallyport.protocols.msnp.mime;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Finds the headers of a head without decoding any. */
final class MimeReader {

    private static final int FEW = 8;

    private MimeReader() {}

    static Mime read(ByteBuf buffer, int start, int end) {
        int[] spans = new int[FEW * MimeMessage.INTS];
        int count = 0;
        int at = start;
        while (true) {
            int lineEnd = lineEnd(buffer, at, end);
            if (lineEnd < 0) {
                return new Mime.Malformed(
                        lineEnd == NO_END ? "head without a blank line" : "control character in a head");
            }
            if (lineEnd == at) {
                return new MimeMessage(buffer, start, Arrays.copyOf(spans, count), at, end);
            }
            if (count == Mime.MOST_HEADERS * MimeMessage.INTS) {
                return new Mime.Malformed("more than " + Mime.MOST_HEADERS + " headers");
            }
            int colon = colon(buffer, at, lineEnd);
            if (colon < 0) {
                return new Mime.Malformed("header without a name");
            }
            int value = colon + 1;
            while (value < lineEnd && blank(buffer.getByte(value))) {
                value++;
            }
            if (colon - at > Mime.LONGEST_NAME || lineEnd - value > Mime.LONGEST_VALUE) {
                return new Mime.Malformed("header of " + (lineEnd - at) + " bytes");
            }
            if (count == spans.length) {
                spans = Arrays.copyOf(spans, 2 * count);
            }
            spans[count++] = at;
            spans[count++] = colon;
            spans[count++] = value;
            spans[count++] = lineEnd;
            at = lineEnd + 2;
        }
    }

    private static final int NO_END = -1;
    private static final int CONTROL = -2;

    /** Where the CR stands that ends the line; {@link #NO_END}, or {@link #CONTROL} when something else ends it. */
    private static int lineEnd(ByteBuf buffer, int from, int end) {
        for (int i = from; i < end; i++) {
            byte octet = buffer.getByte(i);
            if (octet == '\r') {
                if (i + 1 == end) {
                    return NO_END;
                }
                return buffer.getByte(i + 1) == '\n' ? i : CONTROL;
            }
            if (octet == '\n' || octet == 0) {
                return CONTROL;
            }
        }
        return NO_END;
    }

    /** Where the name ends; -1 when the line has none, or one with a space in it. */
    private static int colon(ByteBuf buffer, int from, int lineEnd) {
        for (int i = from; i < lineEnd; i++) {
            byte octet = buffer.getByte(i);
            if (octet == ':') {
                return i == from ? -1 : i;
            }
            if (octet <= ' ' || octet == 0x7F) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean blank(byte octet) {
        return octet == ' ' || octet == '\t';
    }
}
