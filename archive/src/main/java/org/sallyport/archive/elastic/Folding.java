package org.sallyport.archive.elastic;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Map;

/**
 * Makes words comparable: lower case, no accents, no invisible characters, file names cut into words.
 *
 * <p>Elasticsearch has filters for this, but not the distribution that our local node is. Done here, the local node and a
 * cluster find the same; and since it is known where each folded character came from, what was found can be shown in the
 * text as it was written.
 */
final class Folding {

    /** Around what the search found. Folding leaves neither in any text, so nobody can write them. */
    static final char FOUND = '\uE000';

    static final char END = '\uE001';

    /** What Unicode does not decompose, though readers take it for the same letter. */
    private static final Map<Integer, String> LETTERS = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) 'ς', "σ"),
            Map.entry((int) '\u2019', "'"),
            Map.entry((int) FOUND, " "),
            Map.entry((int) END, " "));

    private Folding() {}

    /**
     * A text made comparable.
     *
     * @param text what is compared
     * @param origin for each of its characters the index in the original where its code point begins, and one more: the length
     *     of the original
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Folded(String text, int[] origin) {}

    /** Folds, and remembers where everything came from. */
    static Folded fold(String original) {
        return fold(original, true);
    }

    /** People's names, logins and addresses: comparable, but whole. */
    static String person(String name) {
        return fold(name, false).text();
    }

    private static Folded fold(String original, boolean cutsWords) {
        StringBuilder text = new StringBuilder(original.length());
        int[] origin = new int[original.length() + 16];
        int at = 0;
        while (at < original.length()) {
            int point = original.codePointAt(at);
            int before = text.length();
            if (cutsWords && isSeparator(point) && isNextToLetter(original, at)) {
                text.append(' ');
            } else if (point < 0x80) {
                text.append((char) (point >= 'A' && point <= 'Z' ? point + 32 : point));
            } else {
                append(text, point);
            }
            if (text.length() + 1 > origin.length) {
                origin = Arrays.copyOf(origin, Math.max(origin.length * 2, text.length() + 1));
            }
            Arrays.fill(origin, before, text.length(), at);
            at += Character.charCount(point);
        }
        origin = Arrays.copyOf(origin, text.length() + 1);
        origin[text.length()] = original.length();
        return new Folded(text.toString(), origin);
    }

    /** Screen names as people type them: AIM's are the same with and without spaces; dots and lines are part of a name. */
    static String name(String screenName) {
        StringBuilder name = new StringBuilder(screenName.length());
        screenName
                .codePoints()
                .filter(point -> !Character.isWhitespace(point)
                        && !Character.isSpaceChar(point)
                        && Character.getType(point) != Character.FORMAT)
                .map(Character::toLowerCase)
                .forEach(name::appendCodePoint);
        return name.toString();
    }

    private static void append(StringBuilder text, int point) {
        int lower = Character.toLowerCase(point);
        String letter = LETTERS.get(lower);
        if (letter != null) {
            text.append(letter);
            return;
        }
        // Zero-width characters and soft hyphens, put into a word so that it is not found.
        if (Character.getType(lower) == Character.FORMAT || isAccent(lower)) {
            return;
        }
        if (!decomposes(lower)) {
            text.appendCodePoint(lower);
            return;
        }
        String parts = Normalizer.normalize(Character.toString(lower), Normalizer.Form.NFKD);
        parts.codePoints()
                .filter(part -> !isAccent(part))
                .map(Character::toLowerCase)
                .forEach(text::appendCodePoint);
    }

    /** Where the parts are letters of their own, taking them apart would take words apart. */
    private static boolean decomposes(int point) {
        return switch (UnicodeScript.of(point)) {
            case LATIN, GREEK, CYRILLIC, COMMON -> true;
            default -> false;
        };
    }

    /** Accents of Latin, Greek and Cyrillic; the marks of other scripts are part of the word. */
    private static boolean isAccent(int point) {
        return point >= 0x300 && point <= 0x36F;
    }

    private static boolean isSeparator(int point) {
        return point == '.' || point == '_';
    }

    /** {@code final_report.doc} is three words to whoever looks for one; {@code 3.14} is one number. */
    private static boolean isNextToLetter(String text, int at) {
        return at > 0
                && at + 1 < text.length()
                && (Character.isLetter(text.charAt(at - 1)) || Character.isLetter(text.charAt(at + 1)));
    }
}
