package org.sallyport.protocols.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "no markup at all|no markup at all",
                "<HTML><BODY><HTML><FONT>HI!</FONT></HTML></BODY></HTML>|HI!",
                "hello B from A <b>bold</b>|hello B from A bold",
                "<FONT COLOR=\"#ff0000\" FACE='Arial' SIZE=2>red</FONT>|red",
                "re<b>organi</b>sation|reorganisation",
                "fish &amp; chips &lt;3 &#8364;|fish & chips <3 €",
                "tom & jerry &unknown; &#0;|tom & jerry &unknown; &#0;",
                "one<img src=x>two|one two",
                "pwned<script>x</script>hello|pwned x hello",
                // Words that only look like markup stay.
                "a<b && c>d|a<b && c>d",
                "i <3 you|i <3 you",
                "<secret>plan</secret>|<secret>plan</secret>",
                "<b secret plan>|<b secret plan>",
                "x <b|x <b",
                "<a href=\"never closed>words|<a href=\"never closed>words",
                "<!-- hidden -->|<!-- hidden -->",
            })
    void onlyMarkupVanishes(String html, String plain) {
        assertThat(HtmlText.toPlain(html)).isEqualTo(plain);
    }

    @Test
    void linesEndWhereTheyWouldOnTheScreen() {
        assertThat(HtmlText.toPlain("one<br>two<BR/>three<p>four</p>five")).isEqualTo("one\ntwo\nthree\nfour\nfive");
    }

    @Test
    void aTagWithoutAnEndIsWordsHoweverManyThereAre() {
        String brackets = "<a/x=".repeat(13_000);
        assertThat(HtmlText.toPlain(brackets)).isEqualTo(brackets);
    }

    @Test
    void neverThrowsOnNoise() {
        String alphabet = "<>&;#/='\" abx1!";
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder noise = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(HtmlText.toPlain(noise.toString()).length()).isLessThanOrEqualTo(noise.length() + 20);
        }
    }
}
