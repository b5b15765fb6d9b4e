package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a YMSG packet as the text of an XML element. Where a packet has the bytes C0 80 this has {@code ^$}; {@code ^^} is a
 * caret, and a control character, which XML could not hold, is a caret and the character 64 above it. On top of that come the
 * references of XML.
 *
 * <p>One client writes {@code ^a} to {@code ^e} for 1B to 1F, where the rest of the scheme has {@code ^[} to {@code ^_}. Both are
 * read, the latter is written.
 *
 * <p><b>What doesn't come out as it went in:</b> a last field without its C0 80 gets one, and a byte that is no part of UTF-8, as in
 * a text of old clients, becomes the character of ISO 8859-1 with its number.
 */
final class CaretPairs {

    private static final int MARK_HIGH = 0xC0;
    private static final int MARK_LOW = 0x80;
    private static final int CONTROLS = 0x20;
    private static final int CARET_DISTANCE = 64;
    private static final int LONGEST_BODY = 0xFFFF;
    private static final int LONGEST_REFERENCE = 10;
    private static final int ODD_FIRST = 0x1B;
    private static final String CDATA = "<![CDATA[";
    private static final String CDATA_END = "]]>";

    private CaretPairs() {}

    /**
     * Reads the text of an element.
     *
     * @param from index of its first byte
     * @param to index behind its last byte, where the next tag begins
     * @return the body of a packet; null when it can't be read, or is longer than any packet's
     */
    static @Nullable ByteBuf read(ByteBuf in, int from, int to) {
        ByteBuf plain = resolved(in, XmlTag.spaceEnd(in, from), to);
        if (plain == null) {
            return null;
        }
        ByteBuf out = Unpooled.buffer(plain.readableBytes());
        int marked = 0;
        while (plain.isReadable()) {
            int b = plain.readUnsignedByte();
            if (b != '^') {
                out.writeByte(b);
                continue;
            }
            int escaped = plain.isReadable() ? plain.readUnsignedByte() : -1;
            if (escaped == '$') {
                out.writeByte(MARK_HIGH).writeByte(MARK_LOW);
                marked = out.writerIndex();
            } else if (escaped == '^') {
                out.writeByte('^');
            } else if (escaped >= '@' && escaped < '@' + CONTROLS) {
                out.writeByte(escaped - CARET_DISTANCE);
            } else if (escaped >= 'a' && escaped < 'a' + CONTROLS - ODD_FIRST) {
                out.writeByte(escaped - 'a' + ODD_FIRST);
            } else {
                return null;
            }
        }
        for (int i = marked; i < out.writerIndex(); i++) {
            if (!XmlTag.isSpace(out.getUnsignedByte(i))) {
                return null;
            }
        }
        out.writerIndex(marked);
        return marked > LONGEST_BODY ? null : out;
    }

    /** The text without references and CDATA sections; null when something else that is markup stands in it. */
    private static @Nullable ByteBuf resolved(ByteBuf in, int from, int to) {
        ByteBuf out = Unpooled.buffer(Math.max(0, to - from));
        int at = from;
        while (at < to) {
            int b = in.getUnsignedByte(at);
            if (b == '&') {
                int end = in.indexOf(at, Math.min(to, at + LONGEST_REFERENCE + 2), (byte) ';');
                int point = end < 0 ? -1 : referred(in.toString(at + 1, end - at - 1, StandardCharsets.US_ASCII));
                if (point < 0) {
                    return null;
                }
                out.writeCharSequence(Character.toString(point), StandardCharsets.UTF_8);
                at = end + 1;
            } else if (b == '<') {
                int end = stands(in, at, to, CDATA) ? find(in, at + CDATA.length(), to, CDATA_END) : -1;
                if (end < 0) {
                    return null;
                }
                out.writeBytes(in, at + CDATA.length(), end - at - CDATA.length());
                at = end + CDATA_END.length();
            } else if (b < CONTROLS && !XmlTag.isSpace(b)) {
                return null;
            } else {
                out.writeByte(b);
                at++;
            }
        }
        return out;
    }

    private static int referred(String name) {
        return switch (name) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> number(name);
        };
    }

    private static int number(String name) {
        boolean hex = name.startsWith("#x");
        String digits = name.substring(Math.min(name.length(), hex ? 2 : 1));
        int radix = hex ? 16 : 10;
        boolean number = name.startsWith("#")
                && !digits.isEmpty()
                && digits.length() <= 7
                && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
        int point = number ? Integer.parseInt(digits, radix) : -1;
        boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        boolean control = point < CONTROLS && !XmlTag.isSpace(point);
        return surrogate || control || point > Character.MAX_CODE_POINT ? -1 : point;
    }

    /** Where the text that begins at an index ends: before the next tag, CDATA sections skipped. */
    static int textEnd(ByteBuf in, int from) {
        int at = from;
        while (true) {
            int tag = in.indexOf(at, in.writerIndex(), (byte) '<');
            if (tag < 0) {
                return in.writerIndex();
            }
            if (!stands(in, tag, in.writerIndex(), CDATA)) {
                return tag;
            }
            int end = find(in, tag + CDATA.length(), in.writerIndex(), CDATA_END);
            if (end < 0) {
                return in.writerIndex();
            }
            at = end + CDATA_END.length();
        }
    }

    private static boolean stands(ByteBuf in, int at, int to, String text) {
        if (at + text.length() > to) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (in.getByte(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int find(ByteBuf in, int from, int to, String text) {
        for (int at = from; at + text.length() <= to; at++) {
            if (stands(in, at, to, text)) {
                return at;
            }
        }
        return -1;
    }

    /** Writes the body of a packet, {@code from} to {@code to}, as the text of an element. */
    static void write(ByteBuf body, int from, int to, ByteBuf out) {
        int at = from;
        boolean open = false;
        while (at < to) {
            int b = body.getUnsignedByte(at);
            if (b == MARK_HIGH && at + 1 < to && body.getUnsignedByte(at + 1) == MARK_LOW) {
                out.writeByte('^').writeByte('$');
                at += 2;
                open = false;
                continue;
            }
            open = true;
            int length = Utf8.length(body, at, to);
            if (b < 0x80) {
                character(b, out);
                at++;
            } else if (length > 0) {
                out.writeBytes(body, at, length);
                at += length;
            } else {
                out.writeCharSequence(Character.toString(b), StandardCharsets.UTF_8);
                at++;
            }
        }
        if (open) {
            out.writeByte('^').writeByte('$');
        }
    }

    private static void character(int c, ByteBuf out) {
        if (c < CONTROLS) {
            out.writeByte('^').writeByte(c + CARET_DISTANCE);
            return;
        }
        switch (c) {
            case '^' -> out.writeByte('^').writeByte('^');
            case '<' -> out.writeCharSequence("&lt;", StandardCharsets.US_ASCII);
            case '>' -> out.writeCharSequence("&gt;", StandardCharsets.US_ASCII);
            case '&' -> out.writeCharSequence("&amp;", StandardCharsets.US_ASCII);
            default -> out.writeByte(c);
        }
    }
}
