package org.sallyport.policy.detect;

/**
 * Payment cards: the ranges that the issuers publish, and the Luhn check of ISO/IEC 7812-1. Prefixes move now and then; the
 * ranges here are wider than what is in use rather than narrower.
 */
final class PaymentCards {

    private PaymentCards() {}

    static boolean accepts(Candidate c) {
        return c.digitsOnly() && hasIssuer(c) && luhn(c);
    }

    private static boolean hasIssuer(Candidate c) {
        int n = c.length();
        int four = (int) c.number(0, 4);
        int two = four / 100;
        int three = four / 10;
        return visa(n, four)
                || mastercard(n, four)
                || (n == 15 && (two == 34 || two == 37)) // American Express
                || (n >= 16 && (four == 6011 || (three >= 644 && three <= 649) || two == 65)) // Discover
                || (n >= 14 && (two == 36 || two == 38 || two == 39 || (three >= 300 && three <= 305))) // Diners Club
                || (n >= 16 && four >= 3528 && four <= 3589) // JCB
                || (n >= 16 && (two == 62 || two == 81)) // UnionPay
                || (n >= 16 && four >= 2200 && four <= 2204) // Mir
                || maestro(four);
    }

    private static boolean visa(int n, int four) {
        return four / 1000 == 4 && (n == 13 || n == 16 || n == 19);
    }

    private static boolean mastercard(int n, int four) {
        return n == 16 && ((four >= 5100 && four <= 5599) || (four >= 2221 && four <= 2720));
    }

    private static boolean maestro(int four) {
        return switch (four) {
            case 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763 -> true;
            default -> false;
        };
    }

    private static boolean luhn(Candidate c) {
        int sum = 0;
        boolean twice = false;
        for (int i = c.length() - 1; i >= 0; i--) {
            int digit = c.digit(i);
            if (twice) {
                digit = digit < 5 ? digit * 2 : digit * 2 - 9;
            }
            sum += digit;
            twice = !twice;
        }
        return sum % 10 == 0;
    }
}
