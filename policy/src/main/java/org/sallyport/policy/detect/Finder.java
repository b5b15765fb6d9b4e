package org.sallyport.policy.detect;

import java.util.Collection;
import java.util.List;

/**
 * Looks for the numbers of some {@link Detector}s in a text, all in one pass. Immutable; any thread.
 *
 * <p>Digits and letters may stand in groups with one space, hyphen, dot or slash between them. What stands right beside other
 * letters or digits is part of something else. Time is linear in the length of the text.
 */
public final class Finder {

    private final List<Detector> detectors;

    public Finder(Collection<Detector> detectors) {
        this.detectors = detectors.stream().distinct().sorted().toList();
    }

    /** Told of what is found. */
    @FunctionalInterface
    public interface Sink {

        /**
         * Found one.
         *
         * @param start where its first character stands
         * @param end behind its last character
         */
        void found(Detector detector, int start, int end);
    }

    /**
     * Reads a text.
     *
     * @param text folded: lower case, every run of white space one space
     */
    public void find(CharSequence text, Sink sink) {
        if (detectors.isEmpty()) {
            return;
        }
        Candidate candidate = new Candidate();
        int[] ends = new int[detectors.size()];
        for (int start = 0; start < text.length(); start++) {
            if (isAlphanumeric(text.charAt(start)) && (start == 0 || !isAlphanumeric(text.charAt(start - 1)))) {
                findFrom(text, start, candidate, ends, sink);
            }
        }
    }

    /**
     * @param ends where the last number of each detector ended: one begins only behind the other
     */
    private void findFrom(CharSequence text, int start, Candidate candidate, int[] ends, Sink sink) {
        int[] longest = new int[ends.length];
        candidate.clear();
        int at = start;
        while (at < text.length() && !candidate.isFull()) {
            char c = text.charAt(at);
            if (!isAlphanumeric(c)) {
                break;
            }
            if (c >= 0x80) {
                return;
            }
            candidate.add(c);
            at++;
            if (at == text.length() || !isAlphanumeric(text.charAt(at))) {
                candidate.endGroup();
                for (int i = 0; i < longest.length; i++) {
                    if (start >= ends[i] && detectors.get(i).matches(candidate)) {
                        longest[i] = at;
                    }
                }
                if (at < text.length() && isSeparator(text.charAt(at))) {
                    at++;
                }
            }
        }
        for (int i = 0; i < longest.length; i++) {
            if (longest[i] > 0) {
                ends[i] = longest[i];
                sink.found(detectors.get(i), start, longest[i]);
            }
        }
    }

    private static boolean isAlphanumeric(char c) {
        return c < 0x80
                ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                : Character.isLetterOrDigit(c);
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '.' || c == '/' || c == '\u2010' || c == '\u2011' || c == '\u2013';
    }
}
