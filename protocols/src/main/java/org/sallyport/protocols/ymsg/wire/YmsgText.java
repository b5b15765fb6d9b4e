package org.sallyport.protocols.ymsg.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.event.Text;

/**
 * Texts on the wire. Key 97 of 1 says UTF-8; without it clients use the code page of their system, which for most of them is
 * windows-1252. Both are seen mixed up, so what is valid UTF-8 is read as such whatever the flag says, and all else as
 * windows-1252, in which (nearly) everything is valid.
 */
public final class YmsgText {

    /** The code page of a western Windows, of which Latin-1 is a part. */
    public static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private static final byte HIGH = (byte) 0xC0;
    private static final byte LOW = (byte) 0x80;

    private YmsgText() {}

    /** UTF-8 where the bytes are valid UTF-8 (ASCII is), else windows-1252. Never fails. */
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
            return new String(bytes, WINDOWS_1252);
        }
    }

    /** An event's text: the words without formatting, and the source with it. Cut to {@link Limits#textChars()}. */
    public static Text text(String decoded, Limits limits) {
        String source = isCut(decoded, limits) ? cut(decoded, limits.textChars()) : decoded;
        return new Text(Formatting.plain(source), source, false);
    }

    /** Whether {@link #text} leaves the end of it out. */
    public static boolean isCut(String decoded, Limits limits) {
        return decoded.length() > limits.textChars();
    }

    /** The beginning of a text, never through the middle of a character. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** In windows-1252; empty when it has other characters, or would have a separator in it. */
    public static Optional<byte[]> windows1252(String text) {
        try {
            ByteBuffer encoded = WINDOWS_1252.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return hasSeparator(bytes) ? Optional.empty() : Optional.of(bytes);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Whether there is a separator in these bytes, which never is in UTF-8. */
    public static boolean hasSeparator(byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == HIGH && bytes[i + 1] == LOW) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
