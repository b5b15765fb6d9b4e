package org.sallyport.ui.page;

/**
 * Shows what strangers hide in text. Escaping is the templates' business; this is about characters that a browser would
 * rightly render and a reader would not see: controls, and those that turn the direction of everything after them
 * (Unicode Standard Annex 9, explicit directional embeddings, overrides and isolates).
 */
public final class Visible {

    private Visible() {}

    /** The text with hidden characters made visible; line breaks and tabs stay. */
    public static String text(String text) {
        return show(text, true);
    }

    /** The same for what belongs on one line, such as a name: line breaks and tabs are made visible too. */
    public static String line(String text) {
        return show(text, false);
    }

    private static String show(String text, boolean breaks) {
        if (text.codePoints().noneMatch(c -> hidden(c, breaks))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\r' && breaks && i < text.length() && text.charAt(i) == '\n') {
                continue;
            }
            if (hidden(c, breaks)) {
                name(c, out);
            } else {
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    private static boolean hidden(int c, boolean breaks) {
        if (c == '\n' || c == '\t') {
            return !breaks;
        }
        return Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x200B
                || c == 0x2028
                || c == 0x2029
                || c == 0x2060
                || c == 0xFEFF
                || (c >= 0xE0000 && c <= 0xE007F)
                || (c >= 0xD800 && c <= 0xDFFF);
    }

    private static void name(int c, StringBuilder out) {
        out.append("\u27E8U+").append(String.format("%04X", c)).append('\u27E9');
    }
}
