package org.sallyport.proxy.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

    /** nft refuses a set in which ranges touch or overlap. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            443                   | TCP ports 443
            443,80                | TCP ports 80, 443
            10-20,15-30,31,40     | TCP ports 10-31, 40
            10-20,12-14           | TCP ports 10-20
            1-65535               | every TCP port
            im                    | TCP ports 1503, 1863, 3574, 4443, 5050, 5100-5101, 5190-5193, 6891-6901, 7320, 9898
            im,5189,5194          | TCP ports 1503, 1863, 3574, 4443, 5050, 5100-5101, 5189-5194, 6891-6901, 7320, 9898
            """)
    void areOrderedAndMerged(String list, String words) {
        assertThat(Ports.parse(list).words()).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "65536", "20-10", "80,", "80;reboot", "-1", "80 443", "1-2-3", "99999999999", "IM", "٣"
            })
    void whatIsNoListIsRefused(String list) {
        assertThatThrownBy(() -> Ports.parse(list)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thereIsABound() {
        String many = IntStream.range(0, 101).mapToObj(i -> "" + (100 + 2 * i)).collect(Collectors.joining(","));
        assertThatThrownBy(() -> Ports.parse(many)).hasMessageContaining("100");
    }
}
