package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tag of an XML document (Extensible Markup Language 1.0, section 3.1), read where it stands. The document is UTF-8, so every
 * byte below 0x80 is a character of its own and the rest needs no look. There is no such thing as a document type here: what begins
 * with {@code <!} or {@code <?} is no tag.
 *
 * @param from index of its {@code <}
 * @param to index behind its {@code >}
 */
record XmlTag(Form form, String name, List<Attribute> attributes, int from, int to) {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_VALUE = 1_024;
    private static final int MOST_ATTRIBUTES = 16;

    /** What it does to its element. */
    enum Form {
        START,
        END,
        EMPTY
    }

    /**
     * An attribute.
     *
     * @param value as it stands there; a reference in it makes the tag unreadable, for no value that means anything here needs one
     * @param from index of its first byte
     * @param to index behind its last byte
     */
    record Attribute(String name, String value, int from, int to) {}

    XmlTag {
        attributes = List.copyOf(attributes);
    }

    /** The value of an attribute, or null. */
    @Nullable String value(String wanted) {
        Attribute attribute = attribute(wanted);
        return attribute == null ? null : attribute.value();
    }

    @Nullable Attribute attribute(String wanted) {
        for (Attribute attribute : attributes) {
            if (attribute.name().equals(wanted)) {
                return attribute;
            }
        }
        return null;
    }

    /** The tag that begins at an index; null when none does, or it isn't whole, or it is longer than any of ours. */
    static @Nullable XmlTag read(ByteBuf in, int from) {
        int at = from;
        if (byteAt(in, at++) != '<') {
            return null;
        }
        boolean closing = byteAt(in, at) == '/';
        at += closing ? 1 : 0;
        int end = nameEnd(in, at);
        if (end == at || end - at > LONGEST_NAME) {
            return null;
        }
        String name = ascii(in, at, end);
        List<Attribute> attributes = new ArrayList<>();
        at = spaceEnd(in, end);
        while (isName(byteAt(in, at))) {
            Attribute attribute = attribute(in, at);
            boolean repeated = attribute != null
                    && attributes.stream().anyMatch(a -> a.name().equals(attribute.name()));
            if (attribute == null || repeated || closing || attributes.size() == MOST_ATTRIBUTES) {
                return null;
            }
            attributes.add(attribute);
            int behind = attribute.to() + 1;
            at = spaceEnd(in, behind);
            if (at == behind && isName(byteAt(in, at))) {
                return null;
            }
        }
        boolean empty = byteAt(in, at) == '/';
        at += empty ? 1 : 0;
        if (byteAt(in, at) != '>' || closing && empty) {
            return null;
        }
        Form form = closing ? Form.END : empty ? Form.EMPTY : Form.START;
        return new XmlTag(form, name, attributes, from, at + 1);
    }

    private static @Nullable Attribute attribute(ByteBuf in, int from) {
        int nameEnd = nameEnd(in, from);
        int at = spaceEnd(in, nameEnd);
        if (nameEnd - from > LONGEST_NAME || byteAt(in, at) != '=') {
            return null;
        }
        at = spaceEnd(in, at + 1);
        int quote = byteAt(in, at);
        if (quote != '"' && quote != '\'') {
            return null;
        }
        int start = at + 1;
        int end = start;
        for (int b = byteAt(in, end); b != quote; b = byteAt(in, ++end)) {
            if (b < ' ' || b == '<' || b == '&' || end - start == LONGEST_VALUE) {
                return null;
            }
        }
        String value = in.toString(start, end - start, StandardCharsets.UTF_8);
        return new Attribute(ascii(in, from, nameEnd), value, start, end);
    }

    /** The index of the first byte from here on that is no white space. */
    static int spaceEnd(ByteBuf in, int from) {
        int at = from;
        while (isSpace(byteAt(in, at))) {
            at++;
        }
        return at;
    }

    static boolean isSpace(int b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    /** The byte at an index, or -1 behind the last one. */
    static int byteAt(ByteBuf in, int at) {
        return at < in.writerIndex() ? in.getUnsignedByte(at) : -1;
    }

    private static int nameEnd(ByteBuf in, int from) {
        int at = from;
        while (isName(byteAt(in, at))) {
            at++;
        }
        return at;
    }

    private static boolean isName(int b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == ':';
    }

    private static String ascii(ByteBuf in, int from, int to) {
        return in.toString(from, to - from, StandardCharsets.US_ASCII);
    }
}
