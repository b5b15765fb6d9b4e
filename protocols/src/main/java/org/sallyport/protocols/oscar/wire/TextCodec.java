package org.sallyport.protocols.oscar.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.event.Text;

/** The charsets of OSCAR texts, both as numbers (message fragments) and as names (chat rooms, profiles, rendezvous). */
public final class TextCodec {

    /** ASCII, or whatever the sender thought it was. */
    public static final int ASCII = 0x0000;

    /** UTF-16, big-endian, without byte-order mark. */
    public static final int UTF16 = 0x0002;

    /** Latin-1; in ICQ the sender's code page. */
    public static final int LATIN1 = 0x0003;

    private TextCodec() {}

    /**
     * Text in wire form.
     *
     * @param charset {@link #ASCII} or {@link #UTF16}
     * @param bytes the text in it; owned by the caller from now on
     */
    @SuppressWarnings("ArrayRecordComponent") // A short-lived pair, never compared.
    public record Encoded(int charset, byte[] bytes) {}

    /** Decodes a message fragment. Unknown charsets, 0 and 0x0D are read as {@link #lenient}; nothing fails. */
    public static String decode(int charset, byte[] bytes) {
        return switch (charset) {
            case UTF16 -> utf16(bytes);
            case LATIN1 -> new String(bytes, StandardCharsets.ISO_8859_1);
            default -> lenient(bytes);
        };
    }

    /** Decodes text whose charset is named, such as {@code unicode-2-0}; unknown or no name is read as {@link #lenient}. */
    public static String decode(@Nullable String charset, byte[] bytes) {
        if (charset == null) {
            return lenient(bytes);
        }
        return switch (charset.replace("\"", "").strip().toLowerCase(Locale.ROOT)) {
            case "unicode-2-0", "utf-16be", "utf-16" -> utf16(bytes);
            case "iso-8859-1" -> new String(bytes, StandardCharsets.ISO_8859_1);
            default -> lenient(bytes);
        };
    }

    /** UTF-8 where the bytes are valid UTF-8 (ASCII is), else Latin-1, in which everything is valid. */
    public static String lenient(byte[] bytes) {
        if (isAscii(bytes)) {
            // By far the most common, and this conversion is the cheapest.
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /** ASCII when the text is, else UTF-16: the two that every client reads. */
    public static Encoded encode(String text) {
        return isAscii(text)
                ? new Encoded(ASCII, text.getBytes(StandardCharsets.US_ASCII))
                : new Encoded(UTF16, text.getBytes(StandardCharsets.UTF_16BE));
    }

    /** The name of a fragment charset in the name world: {@code us-ascii} or {@code unicode-2-0}. */
    public static String nameOf(int charset) {
        return charset == UTF16 ? "unicode-2-0" : "us-ascii";
    }

    /** The charset named in a MIME type such as {@code text/aolrtf; charset="us-ascii"}; null when it names none. */
    public static @Nullable String charsetOfMime(String mime) {
        int at = mime.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return null;
        }
        String rest = mime.substring(at + "charset=".length());
        int end = rest.indexOf(';');
        return end < 0 ? rest : rest.substring(0, end);
    }

    /** Whether all characters are ASCII. */
    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes an event's text: HTML when it has a tag or an entity, else plain. AIM clients send HTML, ICQ clients often don't,
     * and nothing on the wire says which.
     */
    public static Text text(String decoded) {
        return looksLikeHtml(decoded) ? Text.html(decoded) : Text.plain(decoded);
    }

    /** Whether there is a tag ({@code <b>}, {@code </b>}, {@code <!--}) or an entity such as that for an ampersand; {@code <3} is none. */
    public static boolean looksLikeHtml(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            char next = text.charAt(i + 1);
            if (c == '<' && (letter(next) || next == '/' || next == '!')) {
                return true;
            }
            if (c == '&' && (letter(next) || next == '#') && entityEnds(text, i + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean entityEnds(String text, int from) {
        int last = Math.min(text.length(), from + 9);
        for (int i = from + 1; i < last; i++) {
            char c = text.charAt(i);
            if (c == ';') {
                return true;
            }
            if (!letter(c) && (c < '0' || c > '9')) {
                return false;
            }
        }
        return false;
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Without the NULs that old clients end a string with. */
    public static String withoutNul(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\0') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String utf16(byte[] bytes) {
        boolean marked = bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
        int start = marked ? 2 : 0;
        // A half character at the end is dropped, as clients do.
        return new String(bytes, start, (bytes.length - start) & ~1, StandardCharsets.UTF_16BE);
    }
}
