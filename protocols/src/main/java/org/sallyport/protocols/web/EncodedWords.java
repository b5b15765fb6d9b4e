package org.sallyport.protocols.web;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what mail headers write in ASCII (RFC 2047) and bodies in base64 (RFC 2045). Linear on anything. */
public final class EncodedWords {

    private static final Pattern WORD = Pattern.compile(
            "=\\?([A-Za-z0-9._:-]{1,40})(?:\\*[A-Za-z0-9-]{1,20})?\\?([BbQq])\\?([^? \\t\\r\\n]{0,1000})\\?=");
    private static final Pattern BETWEEN = Pattern.compile("(\\?=)[ \\t\\r\\n]{1,20}(=\\?)");

    private EncodedWords() {}

    /** The text with its encoded words decoded; those that can't be stay as they are. */
    public static String decode(String text) {
        if (!text.contains("=?")) {
            return text;
        }
        Matcher words = WORD.matcher(BETWEEN.matcher(text).replaceAll("$1$2"));
        return words.replaceAll(
                word -> Matcher.quoteReplacement(decoded(word.group(1), word.group(2), word.group(3), word.group())));
    }

    private static String decoded(String charset, String encoding, String content, String whole) {
        byte[] bytes = encoding.equalsIgnoreCase("B") ? base64(content) : quoted(content);
        if (bytes == null) {
            return whole;
        }
        try {
            return new String(bytes, Charset.forName(charset));
        } catch (IllegalArgumentException e) {
            return whole;
        }
    }

    /** Decodes base64 with line breaks anywhere; null when anything else is in it. */
    public static byte @Nullable [] base64(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                letters.append(text.charAt(i));
            }
        }
        try {
            return Base64.getDecoder().decode(letters.toString());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A text in UTF-8 as base64, in lines of at most so many letters. */
    public static String base64Lines(String text, int line) {
        return Base64.getMimeEncoder(line, new byte[] {'\r', '\n'})
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] quoted(String text) {
        byte[] out = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c > 0x7E) {
                return null;
            } else {
                out[length++] = (byte) (c == '_' ? ' ' : c);
            }
        }
        return Arrays.copyOf(out, length);
    }
}
