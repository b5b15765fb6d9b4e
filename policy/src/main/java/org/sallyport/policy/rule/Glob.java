package org.sallyport.policy.rule;

import java.util.Locale;

/**
 * A pattern with {@code *} for any characters and {@code ?} for one, ignoring case. Immutable.
 *
 * @param pattern folded as its texts will be, 1 to {@link #LONGEST} characters
 */
record Glob(String pattern) {

    /** Longest pattern; with it the work on one text is at most this many steps for each of its characters. */
    static final int LONGEST = 256;

    /** A pattern for file names. */
    static Glob ofFileName(String pattern) {
        return new Glob(pattern.toLowerCase(Locale.ROOT));
    }

    /** A pattern for screen names: services that fold case and spaces and services that don't are all matched folded. */
    static Glob ofScreenName(String pattern) {
        return new Glob(foldScreenName(pattern));
    }

    /** A screen name in lower case and without spaces; the same object when it is so already. */
    static String foldScreenName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isWhitespace(c) || Character.toLowerCase(c) != c) {
                return foldSlowly(name);
            }
        }
        return name;
    }

    private static String foldSlowly(String name) {
        StringBuilder out = new StringBuilder(name.length());
        name.codePoints()
                .filter(c -> !Character.isWhitespace(c))
                .map(Character::toLowerCase)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Whether there is no wildcard in it. */
    boolean exact() {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    /** Whether it matches the whole of a text, in at most as many steps as the text has characters times the pattern's. */
    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
            if (wanted == '*' && p < pattern.length()) {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (wanted == '?' || wanted == Character.toLowerCase(text.charAt(t)))) {
                p++;
                t++;
            } else if (star >= 0) {
                // The last star takes one more; stars before it never need to, so that this does not multiply.
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
