package org.sallyport.policy.text;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A text as lexicons and detectors compare it: compatibility forms decomposed (NFKD), accents and invisible characters
 * dropped, case folded, look-alikes of Latin letters made Latin ({@link Confusables}), every run of white space one space.
 * Remembers which character of the original each one came from. Immutable once made; any thread.
 *
 * <p>Any text is taken, lone surrogates included. Time and memory are linear in its length.
 */
public final class FoldedText implements CharSequence {

    /** What becomes of a char that folds to one char; two values below any letter say that it vanishes, or does not. */
    private static final char[] SINGLE = new char[0x10000];

    private static final char VANISHES = 1;
    private static final char COMPLEX = 2;

    private final String original;
    private char[] chars;
    private int length;

    /** Null as long as both texts run in step. */
    private int @Nullable [] origins;

    private FoldedText(String original) {
        this.original = original;
        chars = new char[original.length()];
    }

    /** Folds a text. */
    public static FoldedText of(String text) {
        FoldedText folded = new FoldedText(text);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            char single = c < 0x80 ? ascii(c) : single(c);
            if (single == COMPLEX) {
                int codePoint = text.codePointAt(i);
                folded.appendAll(decompose(codePoint), i);
                i += Character.charCount(codePoint);
            } else {
                if (single != VANISHES) {
                    folded.append(single, i);
                }
                i++;
            }
        }
        return folded;
    }

    private static char ascii(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + 32);
        }
        return c <= ' ' ? ' ' : c;
    }

    /** Folding asks the Unicode tables once for each character of the alphabet in use; a race writes the same value twice. */
    private static char single(char c) {
        char known = SINGLE[c];
        if (known != 0) {
            return known;
        }
        char made = COMPLEX;
        if (!Character.isSurrogate(c)) {
            String folded = decompose(c);
            made = folded.isEmpty() ? VANISHES : folded.length() == 1 ? folded.charAt(0) : COMPLEX;
        }
        SINGLE[c] = made;
        return made;
    }

    private static String decompose(int codePoint) {
        if (codePoint <= 0xFFFF && Character.isSurrogate((char) codePoint)) {
            return " ";
        }
        // Upper case first: that is what makes one of sharp s and ss, and of both small sigmas.
        String upper = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
                .toUpperCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(upper.length());
        Normalizer.normalize(upper, Normalizer.Form.NFKD).codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                out.append(' ');
            } else if (type != Character.NON_SPACING_MARK
                    && type != Character.FORMAT
                    && type != Character.ENCLOSING_MARK) {
                out.appendCodePoint(type == Character.CONTROL ? ' ' : Confusables.plain(Character.toLowerCase(c)));
            }
        });
        return out.toString();
    }

    private void appendAll(String text, int origin) {
        for (int i = 0; i < text.length(); i++) {
            append(text.charAt(i), origin);
        }
    }

    private void append(char c, int origin) {
        if (c == ' ' && length > 0 && chars[length - 1] == ' ') {
            return;
        }
        int[] from = origins;
        if (from == null && origin != length) {
            from = new int[chars.length];
            for (int i = 0; i < length; i++) {
                from[i] = i;
            }
            origins = from;
        }
        if (length == chars.length) {
            int larger = length + (length >> 1) + 16;
            chars = Arrays.copyOf(chars, larger);
            if (from != null) {
                from = Arrays.copyOf(from, larger);
                origins = from;
            }
        }
        if (from != null) {
            from[length] = origin;
        }
        chars[length++] = c;
    }

    /** Whether no word goes on before this character. */
    public boolean startsWord(int start) {
        return isEdge(codePointBefore(start), codePointAt(start));
    }

    /** Whether no word goes on after this character. */
    public boolean endsWord(int end) {
        return isEdge(codePointBefore(end + 1), codePointAt(end + 1));
    }

    private static boolean isEdge(int before, int after) {
        return !Character.isLetterOrDigit(before)
                || !Character.isLetterOrDigit(after)
                || unspaced(before)
                || unspaced(after);
    }

    /** Whether words of this character's script stand without spaces between them. */
    private static boolean unspaced(int c) {
        if (c < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    private int codePointBefore(int index) {
        return index <= 0 ? -1 : Character.codePointBefore(chars, index, 0);
    }

    private int codePointAt(int index) {
        return index >= length ? -1 : Character.codePointAt(chars, index, length);
    }

    /** Where in the original the folded character stands. */
    public int originalStart(int index) {
        return origins == null ? index : origins[index];
    }

    /** Where in the original the folded character and the accents on it end, itself not included. */
    public int originalEnd(int index) {
        if (origins == null) {
            return index + 1 < length ? index + 1 : original.length();
        }
        int own = origins[index];
        int next = index + 1 < length ? origins[index + 1] : original.length();
        return Math.max(next, own + Character.charCount(original.codePointAt(own)));
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new String(chars, start, end - start);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}
