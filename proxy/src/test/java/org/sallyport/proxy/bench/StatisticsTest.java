package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
        return sample("chat", middle, connections, round, roundTrips, cpuNanos);
    }

    static Sample sample(String talk, String middle, int connections, int round, long roundTrips, double cpuNanos) {
        return new Sample(
                talk,
                middle,
                connections,
                round,
                roundTrips,
                roundTrips * 240,
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
    void talksAreComparedWithTheirOwnKind() {
        List<Row> rows = Row.of(List.of(
                sample("chat", Middle.HAPROXY, 64, 1, 1_000, 1e6),
                sample("chat", Middle.SALLYPORT, 64, 1, 250, 1e6),
                sample("unknown", Middle.HAPROXY, 64, 1, 1_000, 1e6),
                sample("unknown", Middle.SALLYPORT, 64, 1, 900, 1e6)));
        assertThat(rows).extracting(Row::talk).containsExactly("chat", "chat", "unknown", "unknown");
        assertThat(rows.get(1).ofHaproxy()).contains(new Spread(0.25, 0.25, 0.25));
        assertThat(rows.get(3).ofHaproxy()).contains(new Spread(0.9, 0.9, 0.9));
        assertThat(rows.get(3).megabytes().median()).isCloseTo(0.216, within(1e-9));
    }

    static IdleSample idle(String middle, int round, long before, long with, long after, long heapBefore, long heap) {
        return new IdleSample(
                middle,
                round,
                1_024,
                new Memory(before << 20, OptionalLong.of(heapBefore << 20)),
                new Memory(with << 20, OptionalLong.empty()),
                new Memory(after << 20, OptionalLong.of(heap << 20)),
                "");
    }

    @Test
    void idleConnectionsCostWhatTheyAdd() {
        List<IdleRow> rows = IdleRow.of(List.of(
                idle(Middle.SALLYPORT, 1, 100, 120, 106, 20, 24), idle(Middle.SALLYPORT, 2, 100, 110, 104, 20, 24)));
        IdleRow row = rows.getFirst();
        assertThat(row.kilobytes()).isEqualTo(new Spread(5, 4, 6));
        assertThat(row.garbageKilobytes()).isEqualTo(new Spread(15, 10, 20));
        assertThat(row.heapKilobytes()).isEqualTo(new Spread(4, 4, 4));
        assertThat(row.baseMegabytes().median()).isEqualTo(100);
    }

    @Test
    void whatTheSystemAndTheVirtualMachineSayOfMemoryIsRead() throws Exception {
        assertThat(Memory.resident("Name:\tjava\nVmHWM:\t    9999 kB\nVmRSS:\t    1234 kB\nThreads:\t4\n"))
                .isEqualTo(1_234L << 10);
        assertThatThrownBy(() -> Memory.resident("Name:\tjava\n")).isInstanceOf(IOException.class);
        String info = """
                4711:
                 garbage-first heap   total reserved 1048576K, committed 65536K, used 23456K [0x0, 0x1)
                  region size 1024K, 3 young (3072K), 1 survivors (1024K)
                 Metaspace       used 55555K, committed 56000K, reserved 1114112K
                """;
        assertThat(Memory.used(info)).hasValue(23_456L << 10);
        assertThat(Memory.used("nothing")).isEmpty();
    }

    @Test
    void withoutHaproxyNothingIsComparedWithIt() {
        List<Row> rows =
                Row.of(List.of(sample(Middle.DIRECT, 1, 1, 1_000, -1), sample(Middle.SALLYPORT, 1, 1, 250, 5e6)));
        assertThat(rows).extracting(Row::ofHaproxy).containsOnly(Optional.empty());
    }
}
