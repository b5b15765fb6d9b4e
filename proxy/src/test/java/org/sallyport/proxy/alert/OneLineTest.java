package org.sallyport.proxy.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A stranger's text becomes one short line. */
class OneLineTest {

    @Test
    void whatPeopleAreCalledStaysAsItIs() {
        assertThat(OneLine.of("Zoë O'Neill 田中 👋", 100)).isEqualTo("Zoë O'Neill 田中 👋");
    }

    @Test
    void whatWouldBeObeyedIsSeen() {
        assertThat(OneLine.of("a\r\nb\tc\u0000d\u001b[1me\u2028f\u2029g\u202eh\u200bi\ud83dj\ufeff", 100))
                .isEqualTo("a��b�c�d�[1me�f�g�h�i�j�");
    }

    @Test
    void whatIsLongIsCutBetweenCharacters() {
        assertThat(OneLine.of("abcdef", 6)).isEqualTo("abcdef");
        assertThat(OneLine.of("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(OneLine.of("abcd👋👋", 6)).isEqualTo("abcd…");
        assertThat(OneLine.of("abcd👋", 6)).isEqualTo("abcd👋");
    }

    @Test
    void anAlertHasNothingElse() {
        Alert alert = Samples.hostile();
        assertThat(alert.toString()).doesNotContain("\r", "\n", "\u001b", "\u202e", "\u0000", "\ud800");
        assertThat(alert.who().length()).isLessThan(4 * Alert.LONGEST);
    }
}
