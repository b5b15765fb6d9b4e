package org.sallyport.protocols.event;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the words out of the loose HTML of instant messengers. Not a sanitiser: its result is plain text, to be escaped
 * wherever it is shown.
 *
 * <p>Time is linear on anything, well formed or not.
 */
public final class HtmlText {

    private static final int LONGEST_ENTITY = 10;

    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

    private static final int LONGEST_TAG = 10;

    /** Longer than any tag of a client, in characters; what is longer is words. */
    private static final int LONGEST_MARKUP = 1_024;

    /** Tags that change how words look, and not where they stand. */
    private static final Set<String> STYLES = Set.of(
            "a", "b", "i", "u", "s", "em", "strong", "font", "span", "big", "small", "sub", "sup", "strike", "tt",
            "code", "html", "body", "head");

    /** Tags that end a line. */
    private static final Set<String> LINES = Set.of(
            "br", "p", "div", "tr", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "center");

    /** Tags that end a word. */
    private static final Set<String> WORDS = Set.of(
            "img",
            "table",
            "tbody",
            "thead",
            "td",
            "th",
            "ul",
            "ol",
            "dl",
            "dt",
            "dd",
            "script",
            "style",
            "title",
            "meta",
            "link",
            "object",
            "embed",
            "iframe",
            "form",
            "input",
            "button",
            "textarea",
            "select",
            "option",
            "binary",
            "data",
            "svg",
            "video",
            "audio",
            "marquee",
            "label");

    private static final Set<String> TAGS =
            Stream.of(STYLES, LINES, WORDS).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    /** Attributes that need no value. */
    private static final Set<String> ALONE =
            Set.of("noshade", "nowrap", "disabled", "checked", "selected", "hidden", "async", "defer", "compact");

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
            int tagEnd = c == '<' ? endOfTag(html, i) : -1;
            if (tagEnd >= 0) {
                breakFor(html, i, out);
                i = tagEnd + 1;
            } else if (c == '&') {
                i = entity(html, i, out);
            } else {
                out.append(c);
                i++;
            }
        }
        return out.toString().strip();
    }

    /**
     * The end of the tag that begins here, or -1 when this is no tag: {@code <3}, {@code a<b && c>d} and {@code <secret>} are
     * words. Only what is surely markup may vanish, or words could be hidden from rules and searches by putting them into
     * angle brackets that the other side shows as they are.
     */
    private static int endOfTag(String html, int start) {
        int nameStart = start + 1;
        if (nameStart < html.length() && html.charAt(nameStart) == '/') {
            nameStart++;
        }
        int nameEnd = nameStart;
        while (nameEnd < html.length()
                && nameEnd - nameStart <= LONGEST_TAG
                && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        if (!TAGS.contains(html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT))) {
            return -1;
        }
        // A bound, so that brackets that never close cost no more than this each.
        String tag = html.substring(nameEnd, Math.min(html.length(), start + LONGEST_MARKUP));
        int end = endOfAttributes(tag, 0);
        return end < 0 ? -1 : nameEnd + end;
    }

    /** Attributes are {@code name=value}, quoted or not, or one of the few that stand alone; anything else is no tag. */
    private static int endOfAttributes(String html, int from) {
        int i = from;
        while (i < html.length()) {
            char c = html.charAt(i);
            if (c == '>') {
                return i;
            } else if (Character.isWhitespace(c) || c == '/') {
                i++;
            } else {
                i = endOfAttribute(html, i);
                if (i < 0) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static int endOfAttribute(String html, int start) {
        int i = start;
        while (i < html.length()
                && (Character.isLetterOrDigit(html.charAt(i)) || html.charAt(i) == '-' || html.charAt(i) == '_')) {
            i++;
        }
        if (i == start) {
            return -1;
        }
        if (i >= html.length() || html.charAt(i) != '=') {
            return ALONE.contains(html.substring(start, i).toLowerCase(Locale.ROOT)) ? i : -1;
        }
        i++;
        if (i < html.length() && (html.charAt(i) == '"' || html.charAt(i) == '\'')) {
            int quote = html.indexOf(html.charAt(i), i + 1);
            return quote < 0 ? -1 : quote + 1;
        }
        while (i < html.length() && html.charAt(i) != '>' && !Character.isWhitespace(html.charAt(i))) {
            i++;
        }
        return i;
    }

    /** What begins a line of its own does so here; no tag glues the words on both sides of it together, unless it only styles. */
    private static void breakFor(String html, int start, StringBuilder out) {
        int nameStart = html.charAt(start + 1) == '/' ? start + 2 : start + 1;
        int nameEnd = nameStart;
        while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        String name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        if (!STYLES.contains(name) && !out.isEmpty() && !Character.isWhitespace(out.charAt(out.length() - 1))) {
            out.append(LINES.contains(name) ? '\n' : ' ');
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
