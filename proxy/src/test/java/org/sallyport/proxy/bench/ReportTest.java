package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.journal.Journal;

class ReportTest {

    private static final Sample BROKEN = new Sample(
            "chat",
            Middle.SALLYPORT,
            64,
            1,
            10,
            2_400,
            1_000_000_000L,
            1,
            1,
            OptionalDouble.of(1e6),
            3,
            "a wrong answer");

    private static BenchReport report(String haproxy, Sample... samples) {
        BenchOptions options = new BenchOptions(
                EnumSet.allOf(BenchOptions.Subject.class),
                Duration.ofSeconds(2),
                Duration.ZERO,
                List.of(64),
                1,
                5_000,
                Journal.Guarantee.DURABLE,
                Path.of("nowhere"));
        Machine machine = new Machine(
                "Some processor", 2, 1_024, "Linux 1", "Somebody 25", List.of("-Xmx1g"), haproxy, "ext4", 0.5, 95, 555);
        Spread micros = Spread.of(1.25, 1.5, 2);
        List<DecisionRow> decisions =
                List.of(new DecisionRow("everything", 10_000, 321, micros, micros, micros, Optional.empty()));
        List<IdleSample> idle = List.of(StatisticsTest.idle(Middle.SALLYPORT, 1, 100, 120, 106, 20, 24));
        return new BenchReport(
                options, machine, List.of(samples), Row.of(List.of(samples)), idle, IdleRow.of(idle), decisions);
    }

    @Test
    void tableHasALineForEachMiddle() {
        List<String> lines = TableReport.lines(report(
                "HAProxy version 1",
                StatisticsTest.sample(Middle.DIRECT, 64, 1, 600_000, -1),
                StatisticsTest.sample(Middle.HAPROXY, 64, 1, 300_000, 1.2e9),
                StatisticsTest.sample(Middle.SALLYPORT, 64, 1, 150_000, 6e9)));
        assertThat(lines.get(2)).matches("64 +direct +1,200,000 +0% +- +2\\.00 +100 +900 +- +0");
        assertThat(lines.get(3)).matches("64 +haproxy +600,000 +0% +0\\.50 +- +100 +900 +2\\.0 +0");
        assertThat(lines.get(4)).matches("64 +sallyport +300,000 +0% +0\\.25 +0\\.50 +100 +900 +20\\.0 +0");
        assertThat(lines.subList(1, 5))
                .extracting(String::length)
                .containsOnly(lines.get(1).length());
        assertThat(String.join("\n", lines))
                .contains("Elasticsearch is off", "fsync of 4 KiB: p50 95 us, p99 555 us", "2 cores of Some processor")
                .doesNotContain("apt-get");
    }

    @Test
    void tableHasASectionForEachTalkAndOneForMemory() {
        List<String> lines = TableReport.lines(report(
                "HAProxy version 1",
                StatisticsTest.sample("unknown", Middle.HAPROXY, 64, 1, 300_000, 1.2e9),
                StatisticsTest.sample("bulk", Middle.HAPROXY, 64, 1, 300_000, 1.2e9)));
        assertThat(lines).anyMatch(line -> line.matches("64 +haproxy +600,000 +0% .*"));
        assertThat(lines).anyMatch(line -> line.matches("connections through +MB/s .*"));
        assertThat(lines).anyMatch(line -> line.matches("64 +haproxy +72 +0% .*"));
        assertThat(lines)
                .anyMatch(line -> line.matches("1024 +sallyport +100\\.0 +6\\.0 +6\\.0 +6\\.0 +4\\.0 +20\\.0"));
        assertThat(lines).anyMatch(line -> line.matches("everything +10,000 +321 +1\\.50 +1\\.50 +25% +1\\.50 +-"));
        assertThat(String.join("\n", lines)).contains("1024 and not 5000", "ulimit");
    }

    @Test
    void tableSaysHowToGetHaproxy() {
        String table = String.join(
                "\n", TableReport.lines(report("", StatisticsTest.sample(Middle.DIRECT, 64, 1, 600_000, -1))));
        assertThat(table).containsPattern("haproxy +not installed").contains("apt-get install haproxy");
    }

    @Test
    void errorsAreShownWithTheirCause() {
        BenchReport report = report("", BROKEN);
        assertThat(report.clean()).isFalse();
        assertThat(String.join("\n", TableReport.lines(report)))
                .contains("ERR 3", "Errors with 64 through sallyport (chat): a wrong answer");
    }

    @Test
    void jsonHasEveryMeasurement() throws IOException {
        String text = JsonReport.text(report("", StatisticsTest.sample(Middle.DIRECT, 64, 1, 600_000, -1), BROKEN));
        int depth = 0;
        int roundTrips = 0;
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                roundTrips +=
                        token == JsonToken.FIELD_NAME && parser.currentName().equals("round_trips") ? 1 : 0;
            }
        }
        assertThat(depth).isZero();
        assertThat(roundTrips).isEqualTo(2);
        assertThat(text).contains("\"first_error\" : \"a wrong answer\"", "\"haproxy\" : null");
    }
}
