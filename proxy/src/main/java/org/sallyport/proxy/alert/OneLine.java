package org.sallyport.proxy.alert;

import java.util.List;

/**
 * Makes one short line of a stranger's text. Screen names go into mail headers, syslog frames and terminals, where a line break
 * or an escape sequence would be obeyed: whatever is no visible character becomes U+FFFD here, before anybody can forget it.
 */
public final class OneLine {

    private static final char REPLACEMENT = '\uFFFD';
    private static final char ELLIPSIS = '…';

    private OneLine() {}

    /**
     * The text without control, format (bidirectional overrides among them), line separator, private-use and unassigned
     * characters and without halves of surrogate pairs, cut to a length.
     *
     * @param max UTF-16 units, at least 2; what is longer ends with an ellipsis
     */
    public static String of(String text, int max) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), max));
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            int width = Character.charCount(point);
            if (out.length() + width > max - (at + width < text.length() ? 1 : 0)) {
                return out.append(ELLIPSIS).toString();
            }
            out.appendCodePoint(isVisible(point) ? point : REPLACEMENT);
            at += width;
        }
        return out.toString();
    }

    /** At most so many items, each as {@link #of} makes it. */
    static List<String> all(List<String> texts, int most, int max) {
        return texts.stream().limit(most).map(text -> of(text, max)).toList();
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
