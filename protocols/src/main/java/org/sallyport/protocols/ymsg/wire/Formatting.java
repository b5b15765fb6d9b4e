package org.sallyport.protocols.ymsg.wire;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the words out of a formatted text: escape sequences ({@code ESC [ 1 m} bold, {@code ESC [ x1 m} no longer, {@code ESC [
 * #ff0000 m} red) and tags ({@code <font face="Arial" size="10">}, {@code <b>}, {@code <red>}, {@code <fade #ff0000,#00ff00>},
 * {@code <snd=door>}) are left out.
 *
 * <p>Only what is surely markup vanishes, or words could be hidden from rules and searches. Time is linear on anything.
 *
 * <p>Source: the behaviour of libpurple and libyahoo2.
 */
public final class Formatting {

    private static final char ESCAPE = '\u001B';

    /** Longer than any escape sequence of a client, in characters. */
    private static final int LONGEST_SEQUENCE = 12;

    /** Longer than any tag of a client, in characters. */
    private static final int LONGEST_TAG = 256;

    private static final Pattern SEQUENCE = Pattern.compile("x?[0-9]{1,2}|x?l|#[0-9a-fA-F]{3,8}");

    /** Tags without attributes. */
    private static final Set<String> PLAIN = Set.of(
            "b", "i", "u", "s", "font", "fade", "alt", "black", "blue", "cyan", "pink", "green", "gray", "grey",
            "magenta", "orange", "purple", "red", "yellow", "white");

    private static final String COLOURS = "#[0-9a-f]{3,8}(\\s*,\\s*#[0-9a-f]{3,8}){0,31}";

    private static final Pattern WITH_ATTRIBUTES = Pattern.compile("font(\\s+(face|size|color|inf|absz)\\s*=\\s*"
            + "(\"[^\"<>]{0,64}\"|'[^'<>]{0,64}'|[^\\s\"'<>]{1,64}))+\\s*"
            + "|(fade|alt)\\s+" + COLOURS + "\\s*"
            + "|" + COLOURS
            + "|snd=[a-z0-9._-]{1,64}");

    private Formatting() {}

    /** The words of a text. */
    public static String plain(String source) {
        if (source.indexOf(ESCAPE) < 0 && source.indexOf('<') < 0) {
            return source;
        }
        StringBuilder out = new StringBuilder(source.length());
        int at = 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            int end = c == ESCAPE ? endOfSequence(source, at) : c == '<' ? endOfTag(source, at) : -1;
            if (end < 0) {
                out.append(c);
                at++;
            } else {
                at = end;
            }
        }
        return out.toString();
    }

    /** Just past the sequence that begins here, or -1. */
    private static int endOfSequence(String source, int start) {
        if (start + 1 >= source.length() || source.charAt(start + 1) != '[') {
            return -1;
        }
        int end = closing(source, start + 2, 'm', LONGEST_SEQUENCE);
        return end >= 0 && SEQUENCE.matcher(source.substring(start + 2, end)).matches() ? end + 1 : -1;
    }

    /** Just past the tag that begins here, or -1. */
    private static int endOfTag(String source, int start) {
        int end = closing(source, start + 1, '>', LONGEST_TAG);
        if (end < 0) {
            return -1;
        }
        String tag = source.substring(start + 1, end).toLowerCase(Locale.ROOT);
        boolean known = tag.startsWith("/")
                ? PLAIN.contains(tag.substring(1))
                : PLAIN.contains(tag) || WITH_ATTRIBUTES.matcher(tag).matches();
        return known ? end + 1 : -1;
    }

    private static int closing(String source, int from, char wanted, int longest) {
        int last = Math.min(source.length(), from + longest);
        for (int i = from; i < last; i++) {
            if (source.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }
}
