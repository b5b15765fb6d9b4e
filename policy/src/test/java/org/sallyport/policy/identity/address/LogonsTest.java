package org.sallyport.policy.identity.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.address.Logons.Outcome;

class LogonsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Logons logons = new Logons(3, nanos::get);

    private static InetAddress at(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLatestWordCountsUntilItsTimeIsOver() {
        logons.report(at("10.0.0.1"), "anna", HOUR);
        logons.report(at("10.0.0.1"), "ben", HOUR.multipliedBy(2));
        assertThat(logons.login(at("10.0.0.1"))).isEqualTo("ben");
        assertThat(logons.login(at("::ffff:10.0.0.1"))).as("the same address").isEqualTo("ben");
        assertThat(logons.login(at("10.0.0.2"))).isNull();
        nanos.addAndGet(HOUR.multipliedBy(2).toNanos());
        assertThat(logons.login(at("10.0.0.1"))).isNull();
        assertThat(logons.size()).isZero();
    }

    @Test
    void whenItIsFullWhoIsThereStaysAndWhoIsGoneMakesRoom() {
        for (int i = 1; i <= 3; i++) {
            assertThat(logons.report(at("10.0.0." + i), "p" + i, HOUR.multipliedBy(i)))
                    .isEqualTo(Outcome.TAKEN);
        }
        assertThat(logons.report(at("10.0.0.4"), "p4", HOUR)).isEqualTo(Outcome.FULL);
        assertThat(logons.report(at("10.0.0.3"), "again", HOUR)).isEqualTo(Outcome.TAKEN);
        assertThat(logons.login(at("10.0.0.1"))).isEqualTo("p1");
        nanos.addAndGet(HOUR.toNanos());
        assertThat(logons.report(at("10.0.0.4"), "p4", HOUR)).isEqualTo(Outcome.TAKEN);
        assertThat(logons.login(at("10.0.0.2"))).isEqualTo("p2");
        assertThat(logons.ended(at("10.0.0.2"))).isTrue();
        assertThat(logons.ended(at("10.0.0.2"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "an\nna"})
    void whatIsNoLoginIsNotTaken(String login) {
        assertThat(logons.report(at("10.0.0.1"), login, HOUR)).isEqualTo(Outcome.WRONG);
        assertThat(logons.report(at("10.0.0.1"), "anna", Duration.ZERO)).isEqualTo(Outcome.WRONG);
        assertThat(logons.report(at("10.0.0.1"), "anna", Duration.ofDays(8))).isEqualTo(Outcome.WRONG);
        assertThat(logons.size()).isZero();
    }

    @Test
    void theSmallestNetworkCountsAndALogonBeforeIt() {
        FixedAddresses fixed = new FixedAddresses(
                Map.of("10.0.0.0/8", "all", "10.1.2.0/24", "floor", "10.1.2.3", "desk", "2001:db8::/32", "six"));
        WhoIsAt both = logons.orElse(fixed);
        assertThat(both.login(at("10.9.9.9"))).isEqualTo("all");
        assertThat(both.login(at("10.1.2.4"))).isEqualTo("floor");
        assertThat(both.login(at("10.1.2.3"))).isEqualTo("desk");
        assertThat(both.login(at("2001:db8::1"))).isEqualTo("six");
        assertThat(both.login(at("192.0.2.1"))).isNull();
        logons.report(at("10.1.2.3"), "anna", HOUR);
        assertThat(both.login(at("10.1.2.3"))).isEqualTo("anna");
        assertThatThrownBy(() -> new FixedAddresses(Map.of("desk.example.com", "anna")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("desk.example.com");
    }
}
