package org.sallyport.protocols.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * A document that was read, with its source, so that one text in it can be changed and all else stays as it came. Immutable.
 *
 * @param root its element
 * @param source its characters, without byte order mark
 * @param charset what the bytes were in
 * @param marked whether a byte order mark stood before it
 */
public record XmlDocument(Xml root, String source, Charset charset, boolean marked) implements XmlReading {

    private static final String CDATA = "<![CDATA[";
    private static final String CDATA_END = "]]>";

    /**
     * The same with other characters in one element, as CDATA.
     *
     * @param element the local name of an element that is there once and has no elements in it
     * @param text what it shall say; characters that XML has no way to write become {@code U+FFFD}
     * @return the whole body, owned by the caller; null when there is no such element
     */
    public @Nullable ByteBuf with(String element, String text) {
        XmlSource.Span span = XmlSource.content(source, element);
        if (span == null) {
            return null;
        }
        String all = (marked ? "\uFEFF" : "")
                + source.substring(0, span.start())
                + cdata(text)
                + source.substring(span.end());
        return Unpooled.wrappedBuffer(all.getBytes(charset));
    }

    /** A text as CDATA: where it would end the section itself, a second one begins. */
    public static String cdata(String text) {
        return CDATA + clean(text).replace(CDATA_END, "]]" + CDATA_END + CDATA + ">") + CDATA_END;
    }

    /** A text as it can stand between tags or in an attribute. */
    public static String escape(String text) {
        return clean(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isCharacter(c) ? c : 0xFFFD));
        return out.toString();
    }

    /** XML 1.0, production 2. */
    private static boolean isCharacter(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0x10FFFF);
    }

    /** The root's name alone: the rest can be what people wrote. */
    @Override
    public String toString() {
        return "document of " + root;
    }
}
