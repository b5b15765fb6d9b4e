package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldingTest {

    @ParameterizedTest
    @CsvSource({
        "Zoë Müller, zoe muller",
        "Straße, strasse",
        "Łódź, lodz",
        "ＦＵＬＬ ﬁle, full file",
        "Q3_report.final.DOC, q3 report final doc",
        "costs 3.14, costs 3.14",
        "ΟΔΟΣ, οδοσ",
        "don\u2019t, don't",
    })
    void foldsWhatReadersTakeForTheSame(String written, String folded) {
        assertThat(Folding.fold(written).text()).isEqualTo(folded);
    }

    @Test
    void dropsWhatIsInvisibleAndAccentsOnTheirOwn() {
        assertThat(Folding.fold("in\u200Bsi\u00ADder cafe\u0301").text()).isEqualTo("insider cafe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"が", "한국어", "हिन्दी"})
    void leavesScriptsAloneWhereMarksAreLetters(String written) {
        assertThat(Folding.fold(written).text()).isEqualTo(written);
    }

    @Test
    void leavesNoMarker() {
        assertThat(Folding.fold("a\uE000b\uE001c").text()).isEqualTo("a b c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃ", "a😀b\uD800", "\u0301\u0301", "ﷺﷺﷺ𝔘𝔫"})
    void knowsWhereEveryCharacterCameFrom(String written) {
        Folding.Folded folded = Folding.fold(written);
        assertThat(folded.origin()).hasSize(folded.text().length() + 1).isSorted();
        assertThat(folded.origin()[folded.text().length()]).isEqualTo(written.length());
    }

    @Test
    void foldsScreenNamesAsPeopleTypeThem() {
        assertThat(Folding.name(" Blue Guitar 77 ")).isEqualTo("blueguitar77");
        assertThat(Folding.name("Blue_Guitar.77")).isEqualTo("blue_guitar.77");
    }
}
