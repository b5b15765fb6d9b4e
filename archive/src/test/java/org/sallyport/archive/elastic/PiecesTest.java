package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.search.Hit.Piece;

class PiecesTest {

    private static final String F = String.valueOf(Folding.FOUND);
    private static final String E = String.valueOf(Folding.END);

    @Test
    void showsWhatWasFoundAsItWasWritten() {
        assertThat(Pieces.of("Die Straße zum Café!", "die " + F + "strasse" + E + " zum " + F + "cafe" + E + "!"))
                .containsExactly(
                        new Piece("Die ", false),
                        new Piece("Straße", true),
                        new Piece(" zum ", false),
                        new Piece("Café", true),
                        new Piece("!", false));
    }

    @Test
    void takesAnAccentOnItsOwnAlong() {
        assertThat(Pieces.of("cafe\u0301 x", F + "cafe" + E + " x"))
                .containsExactly(new Piece("cafe\u0301", true), new Piece(" x", false));
    }

    @Test
    void isNotFooledByMarkersInTheText() {
        // What comes back for a text that has the markers in it: they were folded away before.
        assertThat(Pieces.of(F + "fake" + E + " real", " fake  " + F + "real" + E))
                .containsExactly(new Piece(F + "fake" + E + " ", false), new Piece("real", true));
    }

    @Test
    void isOnePieceWithoutASearchAndNoneWithoutText() {
        assertThat(Pieces.of("hello", null)).containsExactly(new Piece("hello", false));
        assertThat(Pieces.of("", null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "hello and more than there was",
                "\uE000\uE000\uE001",
                "\uE001hello\uE000",
                "hel\uE000lo"
            })
    void neverLosesOrInventsText(String marked) {
        assertThat(Pieces.of("Hello", marked).stream().map(Piece::text).collect(Collectors.joining()))
                .isEqualTo("Hello");
    }
}
