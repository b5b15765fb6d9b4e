package org.sallyport.policy.detect;

import java.util.HashMap;
import java.util.Map;

/** International bank account numbers: lengths as in the registry that SWIFT keeps for ISO 13616. */
final class Ibans {

    private static final String LENGTHS =
            "ad24 ae23 al28 at20 az28 ba20 be16 bg22 bh22 bi27 br29 by28 ch21 cr22 cy28 cz24 "
                    + "de22 dj27 dk18 do28 ee20 eg29 es24 fi18 fk18 fo18 fr27 gb22 ge22 gi23 gl18 gr27 gt28 hn28 hr21 hu28 ie22 "
                    + "il23 iq23 is26 it27 jo30 kw30 kz20 lb28 lc32 li21 lt20 lu20 lv21 ly25 mc27 md24 me22 mk19 mn20 mr27 mt31 "
                    + "mu30 ni28 nl18 no15 om23 pk24 pl28 ps29 pt25 qa29 ro24 rs22 ru33 sa24 sc31 sd18 se24 si19 sk24 sm27 so23 "
                    + "st25 sv28 tl23 tn24 tr26 ua29 va22 vg24 xk20 ye30";

    private static final Map<Integer, Integer> BY_COUNTRY = byCountry();

    private Ibans() {}

    static boolean accepts(Candidate c) {
        if (!c.letters(0, 2) || !c.digits(2, 4)) {
            return false;
        }
        Integer length = BY_COUNTRY.get(key(c.at(0), c.at(1)));
        return length != null && length == c.length() && remainder(c) == 1;
    }

    /** Country and check digits go to the end, letters count from 10, and the number is taken modulo 97. */
    private static int remainder(Candidate c) {
        int remainder = 0;
        for (int i = 0; i < c.length(); i++) {
            char at = c.at((i + 4) % c.length());
            remainder =
                    Candidate.isDigit(at) ? (remainder * 10 + at - '0') % 97 : (remainder * 100 + at - 'a' + 10) % 97;
        }
        return remainder;
    }

    private static int key(char first, char second) {
        return first << 8 | second;
    }

    private static Map<Integer, Integer> byCountry() {
        Map<Integer, Integer> map = new HashMap<>();
        for (String entry : LENGTHS.split(" ")) {
            map.put(key(entry.charAt(0), entry.charAt(1)), Integer.valueOf(entry.substring(2)));
        }
        return Map.copyOf(map);
    }
}
