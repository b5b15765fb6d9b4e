package org.sallyport.policy.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebHostsTest {

    private static List<String> found(String text) {
        List<String> found = new ArrayList<>();
        WebHosts.find(
                text,
                (host, start, end, certain) -> found.add(host + (certain ? "! " : "? ") + text.substring(start, end)));
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "see http://example.com/a?b#c now | example.com! http://example.com/a?b#c",
                "see www.example.com. | www.example.com! www.example.com",
                "see example.co.uk/x | example.co.uk! example.co.uk/x",
                "see example.com, or not | example.com? example.com",
                "ftp://10.1.2.3:21/f | 10.1.2.3! ftp://10.1.2.3:21/f",
                "http://localhost/x | localhost! http://localhost/x",
                "report.pdf | report.pdf? report.pdf",
                "href=\"http://evil.example/\"x | evil.example! http://evil.example/",
                "http://good.example@evil.example/ | evil.example! evil.example/",
            })
    void findsHosts(String text, String expected) {
        assertThat(found(text)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"version 1.2.3", "me@", "a..b", "...", "well.that is"})
    void passesOverWhatIsNone(String text) {
        assertThat(found(text).stream().filter(f -> f.contains("!"))).isEmpty();
    }

    @Test
    void looksInsideThePathsOfLinks() {
        assertThat(found("http://good.example/?u=http://evil.example/x"))
                .containsExactly(
                        "good.example! http://good.example/?u=http://evil.example/x",
                        "evil.example! http://evil.example/x");
    }

    @Test
    void readsAnythingInLinearTime() {
        assertThat(found("a.bc/".repeat(40_000))).hasSize(40_000);
        assertThat(found(".".repeat(400_000))).isEmpty();
    }
}
