package org.sallyport.archive.elastic;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person typed to look for, understood: all groups must hold, and of each group one term. {@code "two words"} is a phrase,
 * {@code -word} must not occur, {@code a | b} is either. There is no wrong input: a sign that makes no sense where it stands
 * means nothing, a quote that is never closed goes to the end.
 */
record Words(List<List<Term>> groups) {

    /**
     * A word or phrase.
     *
     * @param excluded whether it must not occur
     */
    record Term(String text, boolean excluded) {}

    static Words parse(String typed) {
        List<List<Term>> groups = new ArrayList<>();
        boolean either = false;
        int at = 0;
        while (at < typed.length()) {
            char c = typed.charAt(at);
            if (isSpace(c)) {
                at++;
                continue;
            }
            if (c == '|') {
                either = !groups.isEmpty();
                at++;
                continue;
            }
            boolean excluded = c == '-';
            if (excluded) {
                at++;
            }
            int end;
            String text;
            if (at < typed.length() && isQuote(typed.charAt(at))) {
                end = at + 1;
                while (end < typed.length() && !isQuote(typed.charAt(end))) {
                    end++;
                }
                text = typed.substring(at + 1, end);
                end = Math.min(end + 1, typed.length());
            } else {
                end = at;
                while (end < typed.length() && !isSpace(typed.charAt(end)) && typed.charAt(end) != '|') {
                    end++;
                }
                text = typed.substring(at, end);
            }
            at = end;
            if (text.isBlank()) {
                continue;
            }
            Term term = new Term(text.strip(), excluded);
            if (either) {
                groups.getLast().add(term);
            } else {
                groups.add(new ArrayList<>(List.of(term)));
            }
            either = false;
        }
        return new Words(groups);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u00A0';
    }

    /** Word processors and telephones turn the straight ones into these. */
    private static boolean isQuote(char c) {
        return c == '"' || c == '\u201C' || c == '\u201D' || c == '\u201E';
    }
}
