package org.sallyport.policy.text;

import java.util.HashMap;
import java.util.Map;

/**
 * Letters of other scripts that look like Latin ones, so that {@code bribe} written with a Cyrillic {@code і} is still found.
 * Immutable; any thread.
 *
 * <p>The pairs are those of Unicode Technical Standard 39 ("confusables") that are one lower-case letter on both sides, with
 * the capitals that look alike ({@code В}, {@code Н}) under their lower case, because folding has taken case away before.
 * Words of a lexicon are folded by the same table, so that Russian and Greek words still find themselves.
 */
final class Confusables {

    /** Latin letter, then everything that is taken for it. */
    private static final String[] LOOK_ALIKES = {
        "aаα\u1d00\u0251\u13aa", // Cyrillic, Greek, small capital, script, Cherokee
        "bвβь\u0184\u0299\u13cf",
        "cсϲ\u1d04\u13df\u2ca5",
        "d\u0501ԁ\u1d05đ\u0257\u13a0",
        "eеεє\u1d07ҽ\u13ac\u0247",
        "fƒ\ua799ϝ",
        "gɡ\u0262ԍ\u0581\u13c0",
        "hһн\u029cħ\u0570\u13bb",
        "iіιɩ\u026aӏ\u0269\u13a5",
        "jјϳ\u1d0a\u13ab",
        "kкκ\u1d0b\u049b\u13e6",
        "lł\u029fⅼǀ\u13de\u0234",
        "mм\u1d0d\u13b7\u2c99",
        "nп\u0274ո\u0578ɳ",
        "oоοօ\u1d0føσ\u2c9f\u0555",
        "pрρ\u1d18\u13e2\u2ca3",
        "qԛզ\u0566",
        "rг\u0280\u1d26\u13a1\u027e",
        "sѕ\ua731ꜱ\u13da\u0455",
        "tтτ\u1d1b\u13a2ŧ",
        "uυս\u1d1cʋ\u057d",
        "vν\u1d20ѵ\u13d9\u2c75",
        "wԝω\u1d21ա\u13b3\u0561",
        "xхχ\u2cad\u166e",
        "yуγү\u028f\u13a9\u04af",
        "z\u1d22\u13c3ʐ\u0290",
    };

    private static final Map<Integer, Integer> PLAIN = table();

    private Confusables() {}

    /** The Latin letter that a lower-case character is taken for, or the character itself. */
    static int plain(int c) {
        if (c >= 0x1F130 && c <= 0x1F189) {
            // Letters in squares and black circles, which Unicode gives no decomposition.
            int letter = (c - 0x1F130) % 0x20;
            return letter < 26 ? 'a' + letter : c;
        }
        return c < 0x80 ? c : PLAIN.getOrDefault(c, c);
    }

    private static Map<Integer, Integer> table() {
        Map<Integer, Integer> table = new HashMap<>();
        for (String row : LOOK_ALIKES) {
            int latin = row.charAt(0);
            for (int i = 1; i < row.length(); i++) {
                int c = Character.toLowerCase(row.charAt(i));
                if (c >= 0x80) {
                    table.putIfAbsent(c, latin);
                }
            }
        }
        return Map.copyOf(table);
    }
}
