package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as tests write them: hexadecimal digits, {@code 'text'} in ASCII, {@code [ ]} around what stands behind a u16 length,
 * {@code ( )} behind a u8 length, <code>{ }</code> behind a little-endian u16 length. Spaces mean nothing outside text.
 *
 * <p>Counts lengths by itself, so that a test of a reader does not lean on the writer it is shipped with.
 */
public final class WireText {

    private final String source;
    private int at;

    private WireText(String source) {
        this.source = source;
    }

    /** The bytes written as {@code source}. */
    public static byte[] bytes(String source) {
        WireText text = new WireText(source);
        byte[] bytes = text.until('\0');
        if (text.at < source.length()) {
            throw new IllegalArgumentException("unbalanced at " + text.at);
        }
        return bytes;
    }

    /** The bytes in a heap buffer. */
    public static ByteBuf buffer(String source) {
        return Unpooled.wrappedBuffer(bytes(source));
    }

    private byte[] until(char close) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (at < source.length() && source.charAt(at) != close) {
            char c = source.charAt(at++);
            switch (c) {
                case ' ' -> {}
                case '\'' -> {
                    int end = source.indexOf('\'', at);
                    out.writeBytes(source.substring(at, end).getBytes(StandardCharsets.ISO_8859_1));
                    at = end + 1;
                }
                case '[' -> {
                    byte[] inner = closed(']');
                    out.write(inner.length >> 8);
                    out.write(inner.length);
                    out.writeBytes(inner);
                }
                case '{' -> {
                    byte[] inner = closed('}');
                    out.write(inner.length);
                    out.write(inner.length >> 8);
                    out.writeBytes(inner);
                }
                case '(' -> {
                    byte[] inner = closed(')');
                    out.write(inner.length);
                    out.writeBytes(inner);
                }
                default -> out.write(Integer.parseInt(source.substring(at - 1, ++at), 16));
            }
        }
        return out.toByteArray();
    }

    private byte[] closed(char close) {
        byte[] inner = until(close);
        at++;
        return inner;
    }
}
