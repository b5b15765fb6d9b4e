package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.elastic.Words.Term;

class WordsTest {

    @Test
    void understandsWordsPhrasesExclusionsAndAlternatives() {
        assertThat(Words.parse("merger \"two words\" -lunch red | blue|\u201Cdark green\u201D -\"no way\"")
                        .groups())
                .containsExactly(
                        List.of(new Term("merger", false)),
                        List.of(new Term("two words", false)),
                        List.of(new Term("lunch", true)),
                        List.of(new Term("red", false), new Term("blue", false), new Term("dark green", false)),
                        List.of(new Term("no way", true)));
    }

    @Test
    void closesAQuoteAtTheEnd() {
        assertThat(Words.parse("a \"b c").groups())
                .containsExactly(List.of(new Term("a", false)), List.of(new Term("b c", false)));
    }

    @Test
    void leavesHyphensInWordsAlone() {
        assertThat(Words.parse("e-mail --x").groups())
                .containsExactly(List.of(new Term("e-mail", false)), List.of(new Term("-x", true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "-", "|", "\"", "\"\"", "- - |", "||", "-\"", "-\"\"", "\u00A0"})
    void findsNothingToLookForInStrayedSigns(String typed) {
        assertThat(Words.parse(typed).groups()).isEmpty();
    }

    @Test
    void ignoresABarAtTheEdges() {
        assertThat(Words.parse("| a |").groups()).containsExactly(List.of(new Term("a", false)));
    }
}
