package org.sallyport.policy.detect;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Set;

/** Numbers that states give to people, by the rules that the states publish for them. */
final class NationalIds {

    /** Prefixes that HM Revenue and Customs does not give out. */
    private static final Set<String> NO_NINO = Set.of("bg", "gb", "nk", "kn", "tn", "nt", "zz");

    private static final String DNI_LETTERS = "trwagmyfpdxbnjzsqvhlcke";

    private static final int[] PESEL_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};

    private NationalIds() {}

    static boolean usSocialSecurity(Candidate c) {
        if (!c.digitsOnly() || !c.isGrouped(3, 2, 4)) {
            return false;
        }
        long area = c.number(0, 3);
        return area != 0 && area != 666 && area < 900 && c.number(3, 5) != 0 && c.number(5, 9) != 0;
    }

    static boolean ukNationalInsurance(Candidate c) {
        return c.letters(0, 2)
                && c.digits(2, 8)
                && c.at(8) >= 'a'
                && c.at(8) <= 'd'
                && "dfiquv".indexOf(c.at(0)) < 0
                && "dfioquv".indexOf(c.at(1)) < 0
                && !NO_NINO.contains("" + c.at(0) + c.at(1));
    }

    static boolean deTax(Candidate c) {
        if (!c.digitsOnly() || c.digit(0) == 0) {
            return false;
        }
        int[] counts = new int[10];
        int product = 10;
        for (int i = 0; i < 10; i++) {
            counts[c.digit(i)]++;
            int sum = (c.digit(i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int repeated = 0;
        for (int count : counts) {
            if (count > 3) {
                return false;
            }
            if (count > 1) {
                repeated++;
            }
        }
        return repeated == 1 && (11 - product) % 10 == c.digit(10);
    }

    static boolean frNir(Candidate c) {
        if (!c.digits(0, 5) || !c.digitAt(5) || !c.digits(7, 15)) {
            return false;
        }
        int sex = c.digit(0);
        long month = c.number(3, 5);
        boolean plausible = (sex == 1 || sex == 2 || sex == 3 || sex == 4 || sex == 7 || sex == 8)
                && ((month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50);
        // Corsica's departments, 2A and 2B, count as 19 and 18.
        long department;
        if (c.digitAt(6)) {
            department = c.number(5, 7);
        } else if (c.digit(5) == 2 && (c.at(6) == 'a' || c.at(6) == 'b')) {
            department = c.at(6) == 'a' ? 19 : 18;
        } else {
            return false;
        }
        long number = (c.number(0, 5) * 100 + department) * 1_000_000 + c.number(7, 13);
        return plausible && 97 - number % 97 == c.number(13, 15);
    }

    static boolean nlCitizen(Candidate c) {
        if (!c.digitsOnly() || c.isUniform()) {
            return false;
        }
        int sum = -c.digit(8);
        for (int i = 0; i < 8; i++) {
            sum += (9 - i) * c.digit(i);
        }
        return sum % 11 == 0;
    }

    static boolean esIdentity(Candidate c) {
        int lead = "xyz".indexOf(c.at(0));
        if ((lead < 0 && !c.digitAt(0)) || !c.digits(1, 8) || c.digitAt(8)) {
            return false;
        }
        long number = (lead < 0 ? c.digit(0) : lead) * 10_000_000L + c.number(1, 8);
        return DNI_LETTERS.charAt((int) (number % 23)) == c.at(8);
    }

    static boolean plPesel(Candidate c) {
        if (!c.digitsOnly()) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += PESEL_WEIGHTS[i] * c.digit(i);
        }
        if ((10 - sum % 10) % 10 != c.digit(10)) {
            return false;
        }
        int month = (int) c.number(2, 4);
        // 1800s have 80 added to the month, 1900s nothing, and every century after them 20 more.
        int century = month > 80 ? 1800 : 1900 + month / 20 * 100;
        return isDate(century + (int) c.number(0, 2), month % 20, (int) c.number(4, 6));
    }

    static boolean chAhv(Candidate c) {
        if (!c.digitsOnly() || c.number(0, 3) != 756) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += c.digit(i) * (i % 2 == 0 ? 1 : 3);
        }
        return (10 - sum % 10) % 10 == c.digit(12);
    }

    private static boolean isDate(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            return false;
        }
        try {
            return LocalDate.of(year, month, day).getDayOfMonth() == day;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
