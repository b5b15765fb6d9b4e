package org.sallyport.protocols.msnp.read;

import org.jspecify.annotations.Nullable;

/**
 * Walks over the tags of a small XML document, the way clients read these: by name, without namespaces, entities of its own or
 * a care for what is around. Text in them is what somebody wrote. Time is linear on anything, well formed or not. Confined to
 * one thread.
 */
public final class Tags {

    private static final int LONGEST_ENTITY = 10;
    private static final String LITERAL = "<![CDATA[";
    private static final String LITERAL_END = "]]>";

    private final String xml;
    private int at;
    private int nameStart;
    private int nameEnd;
    private int tagEnd;

    /** Before the first tag. */
    public Tags(String xml) {
        this.xml = xml;
    }

    /** Goes on to the next opening tag; closing ones, comments and declarations are passed over. */
    public boolean next() {
        while (true) {
            int open = xml.indexOf('<', at);
            int close = open < 0 ? -1 : xml.indexOf('>', open);
            if (close < 0) {
                at = xml.length();
                return false;
            }
            at = close + 1;
            char first = xml.charAt(open + 1);
            if (first != '/' && first != '!' && first != '?') {
                nameStart = open + 1;
                nameEnd = nameStart;
                while (nameEnd < close && xml.charAt(nameEnd) > ' ' && xml.charAt(nameEnd) != '/') {
                    nameEnd++;
                }
                tagEnd = close;
                return true;
            }
        }
    }

    /** Whether the tag has this name, in any case. */
    public boolean is(String name) {
        return nameEnd - nameStart == name.length() && xml.regionMatches(true, nameStart, name, 0, name.length());
    }

    /** An attribute's value; empty when there is none. */
    public String attribute(String name) {
        int i = nameEnd;
        while (i < tagEnd) {
            int equals = xml.indexOf('=', i, tagEnd);
            if (equals < 0 || equals + 1 >= tagEnd) {
                return "";
            }
            char quote = xml.charAt(equals + 1);
            int end = quote == '"' || quote == '\'' ? xml.indexOf(quote, equals + 2, tagEnd) : -1;
            if (end < 0) {
                return "";
            }
            if (xml.substring(i, equals).strip().equalsIgnoreCase(name)) {
                return unescape(xml.substring(equals + 2, end));
            }
            i = end + 1;
        }
        return "";
    }

    /**
     * What stands between the tag and the one that closes it, decoded and without the tags in it, which are passed over. Empty
     * when it closes itself; all that follows when nothing closes it.
     */
    public String text() {
        if (xml.charAt(tagEnd - 1) == '/') {
            return "";
        }
        StringBuilder text = new StringBuilder();
        int from = tagEnd + 1;
        while (true) {
            int open = xml.indexOf('<', from);
            text.append(unescape(xml.substring(from, open < 0 ? xml.length() : open)));
            boolean literal = open >= 0 && xml.startsWith(LITERAL, open);
            int close = open < 0 ? -1 : xml.indexOf(literal ? LITERAL_END : ">", open);
            if (close < 0) {
                at = xml.length();
                return text.toString();
            }
            if (literal) {
                text.append(xml, open + LITERAL.length(), close);
            }
            from = close + (literal ? LITERAL_END.length() : 1);
            if (xml.charAt(open + 1) == '/' && closes(open + 2)) {
                at = from;
                return text.toString();
            }
        }
    }

    private boolean closes(int name) {
        return xml.regionMatches(true, nameStart, xml, name, nameEnd - nameStart);
    }

    /** The text in the first tag of this name; null when there is no such tag. */
    public static @Nullable String textOf(String xml, String name) {
        Tags tags = new Tags(xml);
        while (tags.next()) {
            if (tags.is(name)) {
                return tags.text();
            }
        }
        return null;
    }

    /** The text that a stretch of XML stands for. */
    static String unescape(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = text.charAt(i) == '&' ? text.indexOf(';', i) : -1;
            int point = end < 0 || end - i > LONGEST_ENTITY ? -1 : entity(text.substring(i + 1, end));
            if (point < 0) {
                out.append(text.charAt(i));
                i++;
            } else {
                out.appendCodePoint(point);
                i = end + 1;
            }
        }
        return out.toString();
    }

    private static int entity(String name) {
        return switch (name) {
            case "lt" -> '<';
            case "gt" -> '>';
            case "amp" -> '&';
            case "quot" -> '"';
            case "apos" -> '\'';
            default -> name.startsWith("#") ? number(name.substring(1)) : -1;
        };
    }

    private static int number(String digits) {
        boolean hex = digits.startsWith("x") || digits.startsWith("X");
        try {
            int point = Integer.parseInt(hex ? digits.substring(1) : digits, hex ? 16 : 10);
            return Character.isValidCodePoint(point) ? point : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
