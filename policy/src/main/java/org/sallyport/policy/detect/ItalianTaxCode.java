package org.sallyport.policy.detect;

/**
 * The codice fiscale, as the Italian decree of 23 December 1976 lays it down: six letters of the name, year, a letter for the
 * month, day, place, and a check letter.
 */
final class ItalianTaxCode {

    /** What a digit or letter in an odd place counts, by its value in an even place. */
    private static final int[] ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private static final String MONTHS = "abcdehlmprst";

    /** Letters that stand for the digits from 0 where two people would have the same code. */
    private static final String FOR_DIGITS = "lmnpqrstuv";

    private ItalianTaxCode() {}

    static boolean accepts(Candidate c) {
        return c.letters(0, 6)
                && digitLike(c, 6, 8)
                && MONTHS.indexOf(c.at(8)) >= 0
                && digitLike(c, 9, 11)
                && c.letters(11, 12)
                && digitLike(c, 12, 15)
                && c.letters(15, 16)
                && check(c) == c.at(15) - 'a';
    }

    private static boolean digitLike(Candidate c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!c.digitAt(i) && FOR_DIGITS.indexOf(c.at(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int check(Candidate c) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int value = c.digitAt(i) ? c.digit(i) : c.at(i) - 'a';
            sum += i % 2 == 0 ? ODD[value] : value;
        }
        return sum % 26;
    }
}
