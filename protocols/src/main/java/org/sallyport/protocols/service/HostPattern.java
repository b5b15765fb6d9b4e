package org.sallyport.protocols.service;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for host names.
 *
 * @param below whether it began with {@code *.}: it fits what the labels fit, and everything under that
 * @param labels from left to right, without the {@code *.}; a star in one stands for any characters of that label
 * @param tail what all names that fit end with: the labels behind the last star, joined by dots; may be empty
 * @param letters how many characters are no stars
 * @param stars how many stars stand within labels
 */
record HostPattern(boolean below, List<String> labels, String tail, int letters, int stars) {

    private static final Pattern SHAPE = Pattern.compile("(\\*\\.)?[a-z0-9_*-]{1,63}(\\.[a-z0-9_*-]{1,63}){0,126}");
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final int LONGEST = 253;

    /** The more specific one first: that with more letters, and of two with as many, that with fewer stars. */
    static final Comparator<HostPattern> MOST_SPECIFIC =
            Comparator.comparingInt(HostPattern::letters).reversed().thenComparingInt(HostPattern::stars);

    /** @throws IllegalArgumentException when it is no such pattern in lower case */
    static HostPattern parse(String text) {
        if (text.length() > LONGEST || !SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("not a host name, *.name, network or '-', in lower case: " + text);
        }
        boolean below = text.startsWith("*.");
        List<String> labels = List.of(DOT.split(below ? text.substring(2) : text, -1));
        if (labels.contains("*")) {
            throw new IllegalArgumentException("only the first label can be a star alone: " + text);
        }
        int first = labels.size();
        while (first > 0 && labels.get(first - 1).indexOf('*') < 0) {
            first--;
        }
        int stars = (int) labels.stream()
                .flatMapToInt(String::chars)
                .filter(c -> c == '*')
                .count();
        int letters = text.length() - stars - (below ? 1 : 0);
        return new HostPattern(below, labels, String.join(".", labels.subList(first, labels.size())), letters, stars);
    }

    /** Whether it fits one name alone. */
    boolean isName() {
        return !below && stars == 0;
    }

    /** @param name the labels of a name in lower case, from left to right */
    boolean fits(List<String> name) {
        int more = name.size() - labels.size();
        if (more < 0 || (more > 0 && !below)) {
            return false;
        }
        for (int i = labels.size() - 1; i >= 0; i--) {
            if (!fits(labels.get(i), name.get(more + i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a label fits a pattern with stars: greedy with one point to fall back to, so never more than length squared. */
    private static boolean fits(String pattern, String label) {
        int p = 0;
        int l = 0;
        int star = -1;
        int resume = 0;
        while (l < label.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = l;
            } else if (p < pattern.length() && pattern.charAt(p) == label.charAt(l)) {
                p++;
                l++;
            } else if (star >= 0) {
                p = star + 1;
                l = ++resume;
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
