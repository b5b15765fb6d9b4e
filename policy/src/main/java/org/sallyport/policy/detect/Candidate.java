package org.sallyport.policy.detect;

/**
 * Letters and digits that may be one number: groups with at most one separator between them. Filled anew for each place of a
 * text; one thread.
 */
final class Candidate {

    /** The longest number of all, an IBAN. */
    static final int LONGEST = 34;

    private final char[] chars = new char[LONGEST];
    private final int[] groupEnds = new int[LONGEST];
    private int length;
    private int groups;
    private boolean digitsOnly;

    void clear() {
        length = 0;
        groups = 0;
        digitsOnly = true;
    }

    void add(char c) {
        chars[length++] = c;
        digitsOnly &= isDigit(c);
    }

    void endGroup() {
        groupEnds[groups++] = length;
    }

    boolean isFull() {
        return length == LONGEST;
    }

    int length() {
        return length;
    }

    char at(int index) {
        return chars[index];
    }

    /** Whether a digit stands there. */
    boolean digitAt(int index) {
        return isDigit(chars[index]);
    }

    /** The digit that stands there. */
    int digit(int index) {
        return chars[index] - '0';
    }

    boolean digitsOnly() {
        return digitsOnly;
    }

    /** Whether all of these are digits. */
    boolean digits(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(chars[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether all of these are letters. */
    boolean letters(int from, int to) {
        for (int i = from; i < to; i++) {
            if (chars[i] < 'a' || chars[i] > 'z') {
                return false;
            }
        }
        return true;
    }

    /** The value of some digits, at most 18 of them. */
    long number(int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + digit(i);
        }
        return value;
    }

    /** Whether it is written in groups of just these lengths. */
    boolean isGrouped(int... lengths) {
        if (groups != lengths.length) {
            return false;
        }
        int end = 0;
        for (int i = 0; i < groups; i++) {
            end += lengths[i];
            if (groupEnds[i] != end) {
                return false;
            }
        }
        return true;
    }

    /** Whether all of it is the same character, which no real number is. */
    boolean isUniform() {
        for (int i = 1; i < length; i++) {
            if (chars[i] != chars[0]) {
                return false;
            }
        }
        return true;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
