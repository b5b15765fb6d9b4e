package org.sallyport.proxy.replay;

/** Makes a stranger's text harmless for a terminal: what would move the cursor, ring, or turn the writing around is shown. */
final class Visible {

    private Visible() {}

    /** The text with controls, format characters and lone surrogates as {@code \}-escapes, on one line. */
    static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    /** As {@link #of}, cut to so many characters with an ellipsis, and filled up with blanks. */
    static String column(String text, int width) {
        String visible = of(text);
        int length = visible.codePointCount(0, visible.length());
        if (length > width) {
            return visible.substring(0, visible.offsetByCodePoints(0, width - 1)) + "…";
        }
        return visible + " ".repeat(width - length);
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> {
                if (hidden(c)) {
                    out.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    private static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
