package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Spread.of(9, 1, 5)).isEqualTo(new Spread(5, 1, 9));
        assertThat(Spread.of(9, 1, 5).percent()).isEqualTo(80);
    }

    @Test
    void medianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Spread.of(4, 1, 2, 3).median()).isEqualTo(2.5);
    }

    @Test
    void nothingHasNoSpread() {
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
        assertThat(Spread.of(0, 0).percent()).isZero();
    }

    @Test
    void percentilesOfEvenlySpreadDurations() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 100_000; i++) {
            latencies.add(i * 1_000L);
        }
        assertThat(latencies.count()).isEqualTo(100_000);
        assertThat(latencies.percentile(0.5)).isCloseTo(50_000_000L, Percentage.withPercentage(1));
        assertThat(latencies.percentile(0.99)).isCloseTo(99_000_000L, Percentage.withPercentage(1));
        assertThat(latencies.percentile(0)).isCloseTo(1_000L, Percentage.withPercentage(1));
    }

    @Test
    void durationsOfEverySizeHaveABucket() {
        for (long nanos = 1; nanos > 0; nanos *= 2) {
            Latencies latencies = new Latencies();
            latencies.add(nanos - 1);
            latencies.add(nanos);
            assertThat(latencies.percentile(1)).isCloseTo(nanos, Percentage.withPercentage(1));
        }
        Latencies none = new Latencies();
        assertThat(none.percentile(0.5)).isZero();
        none.add(-5);
        assertThat(none.percentile(0.5)).isZero();
        none.add(Long.MAX_VALUE);
        assertThat(none.percentile(1)).isPositive();
    }

    @Test
    void processTimesAreReadBehindAnyName() {
        String stat = "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 10 20 30 40 150 50 7 8 20 0 4 0";
        assertThat(ChildProcess.cpuNanos(stat)).hasValue(2e9);
        assertThat(ChildProcess.cpuNanos("4711 (short) S 1")).isEmpty();
    }

    static Sample sample(String middle, int connections, int round, long roundTrips, double cpuNanos) {
        return new Sample(
                middle,
                connections,
                round,
                roundTrips,
                1_000_000_000L,
                100_000,
                900_000,
                cpuNanos < 0 ? OptionalDouble.empty() : OptionalDouble.of(cpuNanos),
                0,
                "");
    }

    @Test
    void aRoundTripIsTwoMessages() {
        Sample sample = sample(Middle.SALLYPORT, 1, 1, 500, 30e6);
        assertThat(sample.rate()).isEqualTo(1_000);
        assertThat(sample.cpuMicrosPerMessage()).hasValue(30);
        assertThat(sample(Middle.SALLYPORT, 1, 1, 0, 30e6).cpuMicrosPerMessage())
                .isEmpty();
    }

    @Test
    void roundsAreComparedWithTheirNeighbours() {
        // The machine was half as fast in the second round, for all alike.
        List<Row> rows = Row.of(List.of(
                sample(Middle.DIRECT, 64, 1, 1_000, -1),
                sample(Middle.HAPROXY, 64, 1, 500, 1e6),
                sample(Middle.SALLYPORT, 64, 1, 250, 5e6),
                sample(Middle.DIRECT, 64, 2, 500, -1),
                sample(Middle.HAPROXY, 64, 2, 250, 1e6),
                sample(Middle.SALLYPORT, 64, 2, 125, 5e6)));
        assertThat(rows).extracting(Row::middle).containsExactly(Middle.DIRECT, Middle.HAPROXY, Middle.SALLYPORT);
        Row direct = rows.get(0);
        assertThat(direct.ofDirect()).isEmpty();
        assertThat(direct.cpuMicros()).isEmpty();
        Row own = rows.get(2);
        assertThat(own.rate()).isEqualTo(new Spread(375, 250, 500));
        assertThat(own.ofDirect()).contains(new Spread(0.25, 0.25, 0.25));
        assertThat(own.ofHaproxy()).contains(new Spread(0.5, 0.5, 0.5));
        assertThat(own.cpuMicros().map(Spread::median).orElseThrow()).isCloseTo(15, within(1e-9));
    }

    @Test
    void withoutHaproxyNothingIsComparedWithIt() {
        List<Row> rows =
                Row.of(List.of(sample(Middle.DIRECT, 1, 1, 1_000, -1), sample(Middle.SALLYPORT, 1, 1, 250, 5e6)));
        assertThat(rows).extracting(Row::ofHaproxy).containsOnly(Optional.empty());
    }
}
