package org.sallyport.proxy.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Many alerts become few words, at a bearable pace. */
class DigesterTest {

    @Test
    void oneRuleAndOnePersonAreOneGroup() {
        Digester digester = new Digester();
        for (int i = 0; i < 38; i++) {
            digester.add(Samples.alert("a" + i, "Insider words", "alice", Samples.TIME.plusSeconds(i)));
        }
        digester.add(Samples.alert("b", "Insider words", "bobby"));
        digester.add(Samples.alert("c", "Files", "alice"));
        Digest digest = digester.digest("k-1", "gate", 3, false);
        assertThat(digest.alerts()).isEqualTo(40);
        assertThat(digest.groups()).extracting(Digest.Group::count).containsExactly(38L, 1L, 1L);
        assertThat(digest.groups()).extracting(Digest.Group::key).containsExactly("k-1-1", "k-1-2", "k-1-3");
        assertThat(digest.groups().getFirst().last()).isEqualTo(Samples.TIME.plusSeconds(37));
        assertThat(digest.groups().getFirst().records()).hasSize(Digester.MOST_RECORDS);
        assertThat(DigestText.body(digest))
                .contains("raised 40 alerts between " + Samples.TIME)
                .contains("  who:        alice Adams (alice), as aim:alice\n")
                .contains("and 37 more like this, the last at ")
                .contains("record:     journal-a0, journal-a1")
                .contains("Before that 3 alerts were lost");
        assertThat(DigestText.subject(digest)).isEqualTo("[Sallyport] medium: Insider words, alice Adams and 39 more");
    }

    @Test
    void whomTheDirectoryDoesNotHaveIsKnownByScreenName() {
        Alert first = Samples.alert("1", "r", "x");
        Alert somebody = new Alert(
                "2",
                first.time(),
                Severity.HIGH,
                List.of("r"),
                "aim",
                "oscar",
                "chat",
                "deny",
                null,
                null,
                "aim:x",
                List.of(),
                "c",
                null,
                List.of());
        Digest digest = Samples.digest("k", first, somebody, somebody);
        assertThat(digest.groups()).extracting(Digest.Group::count).containsExactly(2L, 1L);
        assertThat(digest.severity()).isEqualTo(Severity.HIGH);
        assertThat(DigestText.body(digest)).contains("who:        aim:x\n").contains("none: it could not be recorded");
    }

    @Test
    void tooManyKindsAreANumber() {
        Digester digester = new Digester();
        for (int i = 0; i < 10_000; i++) {
            digester.add(Samples.alert("a" + i, "r", "p" + i));
        }
        Digest digest = digester.digest("k", "gate", 0, false);
        assertThat(digest.groups()).hasSize(Digester.MOST_GROUPS);
        assertThat(digest.ungrouped()).isEqualTo(10_000 - Digester.MOST_GROUPS);
        assertThat(DigestText.body(digest)).contains("And 9950 more of other rules and people");
    }

    @Test
    void anHourHasNoMoreDigestsThanItMay() {
        Pace pace = new Pace(Duration.ofSeconds(10), 3);
        long second = 1_000_000_000L;
        assertThat(pace.nanosUntilNext(7 * second)).isZero();
        pace.sent(0);
        assertThat(pace.nanosUntilNext(4 * second)).isEqualTo(6 * second);
        pace.sent(10 * second);
        pace.sent(20 * second);
        assertThat(pace.nanosUntilNext(25 * second)).isEqualTo(3_575 * second);
        assertThat(pace.nanosUntilNext(3_601 * second)).isLessThanOrEqualTo(0);
    }

    @Test
    void pausesGrowToTheirLimitAndAreNeverTheSame() {
        RandomGenerator least = () -> 0;
        Backoff backoff = new Backoff(Duration.ofSeconds(4), Duration.ofMinutes(1), least);
        for (int expected : new int[] {2, 4, 8, 16, 30, 30}) {
            assertThat(backoff.failed().toMillis()).isBetween(expected * 1_000L, 2_000L * expected);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.failed()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        }
        backoff.succeeded();
        assertThat(backoff.failed()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }
}
