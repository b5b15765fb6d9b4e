package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.archive.journal.Journal;

/** The whole benchmark, in short. It says nothing about speed: only that messages come through and are checked. */
class BenchIT {

    @Test
    void measuresEveryMiddle(@TempDir Path scratch) throws Exception {
        BenchOptions options = new BenchOptions(
                EnumSet.allOf(BenchOptions.Subject.class),
                Duration.ofMillis(500),
                Duration.ZERO,
                List.of(1, 8),
                1,
                50,
                Journal.Guarantee.DURABLE,
                scratch);
        List<String> stages = new ArrayList<>();
        BenchReport report;
        try (Bench bench = new Bench(options, (stage, detail) -> stages.add(stage + " " + detail))) {
            report = bench.run();
        }
        assertThat(report.rows()).extracting(Row::firstError).containsOnly("");
        assertThat(report.clean()).isTrue();
        List<String> middles = Haproxy.installed().isPresent()
                ? List.of(Middle.DIRECT, Middle.HAPROXY, Middle.SALLYPORT)
                : List.of(Middle.DIRECT, Middle.SALLYPORT);
        // Bulk is not measured with a single connection.
        assertThat(report.rows()).hasSize((2 + 2 + 1) * middles.size());
        assertThat(report.rows()).extracting(Row::talk).contains("chat", "unknown", "bulk");
        assertThat(report.idleRows())
                .extracting(IdleRow::middle)
                .isEqualTo(middles.stream()
                        .filter(middle -> !middle.equals(Middle.DIRECT))
                        .toList());
        assertThat(report.idleRows()).extracting(IdleRow::firstError).containsOnly("");
        assertThat(report.idleRows())
                .allMatch(row -> row.connections() == 50 && row.baseMegabytes().median() > 0);
        assertThat(report.rows().subList(0, middles.size()))
                .extracting(Row::middle)
                .isEqualTo(middles);
        for (Row row : report.rows()) {
            assertThat(row.rate().median()).as(row.toString()).isPositive();
            assertThat(row.p50Micros().median()).isPositive();
            assertThat(row.p99Micros().median())
                    .isGreaterThanOrEqualTo(row.p50Micros().median());
        }
        assertThat(report.machine().fsyncP50Micros()).isPositive();
        assertThat(stages).anyMatch(stage -> stage.startsWith("measuring 1 of"));
        assertThat(TableReport.lines(report)).anyMatch(line -> line.contains(Middle.SALLYPORT));
    }
}
