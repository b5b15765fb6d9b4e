package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {

    @Test
    void comesBackAsItWent() {
        PageToken token = new PageToken("2026-11-21T09:00:00.123456Z", 42, "3f0c-42");
        assertThat(PageToken.parse(token.encode())).isEqualTo(token);
        assertThat(token.encode()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now\n1\nid",
                "2026-11-21T09:00:00Z\nx\nid",
                "2026-11-21T09:00:00Z\n1\n",
                "2026-11-21T09:00:00Z\n1\n{\"a\":1}",
                "2026-11-21T09:00:00Z\n1\nid\nmore"
            })
    void refusesWhatIsNotOurs(String inside) {
        String token = Base64.getUrlEncoder().encodeToString(inside.getBytes(StandardCharsets.UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageToken.parse(token))
                .withMessageContaining("Start the search again");
    }

    @Test
    void refusesWhatIsNotEvenEncoded() {
        assertThatIllegalArgumentException().isThrownBy(() -> PageToken.parse("%%%"));
        assertThatIllegalArgumentException().isThrownBy(() -> PageToken.parse("A".repeat(100_000)));
    }
}
