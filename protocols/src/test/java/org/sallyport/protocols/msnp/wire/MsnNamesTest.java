package org.sallyport.protocols.msnp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MsnNamesTest {

    @ParameterizedTest
    @CsvSource({
        "Alice@Example.com,                              msn:alice@example.com",
        "1:alice@example.com,                            msn:alice@example.com",
        "32:bob@yahoo.com,                               yahoo:bob@yahoo.com",
        "alice@example.com;{1BE99E6D-1C6E},              msn:alice@example.com",
        "1:alice@example.com;epid={1be9},                msn:alice@example.com",
        "1:alice@example.com;via=9:0-0-c@live.com,       msn:alice@example.com",
        "tel:+15550100,                                  msn:tel:+15550100",
        "4:tel:+15550100,                                msn:tel:+15550100",
        "12345:alice@example.com,                        msn:12345:alice@example.com",
        "'',                                             msn:",
        ":,                                              msn::",
    })
    void names(String handle, String name) {
        assertThat(MsnNames.of(handle).toString()).isEqualTo(name);
    }

    @Test
    void namesHaveABound() {
        assertThat(MsnNames.of("x".repeat(10_000)).normalized()).hasSize(320);
    }

    @ParameterizedTest
    @CsvSource({
        "a%20b,      a b",
        "100%,       100%",
        "100%2,      100%2",
        "%zz,        %zz",
        "%C3%A9é,    éé",
        "%,          %",
    })
    void percentSigns(String token, String text) {
        assertThat(Percent.decode(token)).isEqualTo(text);
    }

    @Test
    void whatIsEncodedIsOneToken() {
        assertThat(Percent.encode("a b\r\n%é")).isEqualTo("a%20b%0D%0A%25%C3%A9");
        assertThat(Percent.decode(Percent.encode("a b\r\n%é"))).isEqualTo("a b\r\n%é");
    }
}
