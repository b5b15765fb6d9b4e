package org.sallyport.protocols.event;

import java.util.Locale;
import java.util.Map;

/**
 * Reads the words out of the loose HTML of instant messengers. Not a sanitiser: its result is plain text, to be escaped
 * wherever it is shown.
 *
 * <p>Runs in one pass and linear time on anything, well formed or not.
 */
public final class HtmlText {

    private static final int LONGEST_ENTITY = 10;

    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

    private HtmlText() {}

    /** The text with tags removed, line breaks for {@code <br>} and block ends, and the usual entities decoded. */
    public static String toPlain(String html) {
        if (html.indexOf('<') < 0 && html.indexOf('&') < 0) {
            return html;
        }
        StringBuilder out = new StringBuilder(html.length());
        int i = 0;
        while (i < html.length()) {
            char c = html.charAt(i);
            if (c == '<' && startsTag(html, i)) {
                int end = html.indexOf('>', i);
                if (end < 0) {
                    // A tag that never ends hides nothing: the rest is words.
                    out.append(html, i, html.length());
                    break;
                }
                breakFor(html, i, end, out);
                i = end + 1;
            } else if (c == '&') {
                i = entity(html, i, out);
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString().strip();
    }

    /** {@code <3} and {@code a < b} are words, not tags. */
    private static boolean startsTag(String html, int at) {
        if (at + 1 >= html.length()) {
            return false;
        }
        char next = html.charAt(at + 1);
        return Character.isLetter(next) || next == '/' || next == '!';
    }

    private static void breakFor(String html, int start, int end, StringBuilder out) {
        int nameEnd = start + 1;
        while (nameEnd < end && (Character.isLetterOrDigit(html.charAt(nameEnd)) || html.charAt(nameEnd) == '/')) {
            nameEnd++;
        }
        String name = html.substring(start + 1, nameEnd).toLowerCase(Locale.ROOT);
        boolean breaks = switch (name) {
            case "br", "br/", "/p", "/div", "/tr", "/li", "hr", "hr/" -> true;
            default -> false;
        };
        if (breaks && !out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private static int entity(String html, int at, StringBuilder out) {
        int end = html.indexOf(';', at);
        if (end < 0 || end - at > LONGEST_ENTITY) {
            out.append('&');
            return at + 1;
        }
        String name = html.substring(at + 1, end);
        String named = ENTITIES.get(name.toLowerCase(Locale.ROOT));
        if (named != null) {
            out.append(named);
            return end + 1;
        }
        int codePoint = numeric(name);
        if (codePoint < 0) {
            out.append('&');
            return at + 1;
        }
        out.appendCodePoint(codePoint);
        return end + 1;
    }

    private static int numeric(String name) {
        if (name.length() < 2 || name.charAt(0) != '#') {
            return -1;
        }
        try {
            boolean hex = name.charAt(1) == 'x' || name.charAt(1) == 'X';
            int value = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
            boolean usable = Character.isValidCodePoint(value) && (value < 0xD800 || value > 0xDFFF) && value != 0;
            return usable ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
