package org.sallyport.proxy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.journal.Journal;

class ReportTest {

    private static final Sample BROKEN =
            new Sample(Middle.SALLYPORT, 64, 1, 10, 1_000_000_000L, 1, 1, OptionalDouble.of(1e6), 3, "a wrong answer");

    private static BenchReport report(String haproxy, Sample... samples) {
        BenchOptions options = new BenchOptions(
                Duration.ofSeconds(2), Duration.ZERO, List.of(64), 1, Journal.Guarantee.DURABLE, Path.of("nowhere"));
        Machine machine = new Machine(
                "Some processor", 2, 1_024, "Linux 1", "Somebody 25", List.of("-Xmx1g"), haproxy, "ext4", 0.5, 95, 555);
        return new BenchReport(options, machine, List.of(samples), Row.of(List.of(samples)));
    }

    @Test
    void tableHasALineForEachMiddle() {
        List<String> lines = TableReport.lines(report(
                "HAProxy version 1",
                StatisticsTest.sample(Middle.DIRECT, 64, 1, 600_000, -1),
                StatisticsTest.sample(Middle.HAPROXY, 64, 1, 300_000, 1.2e9),
                StatisticsTest.sample(Middle.SALLYPORT, 64, 1, 150_000, 6e9)));
        assertThat(lines.get(1)).matches("64 +direct +1,200,000 +0% +- +2\\.00 +100 +900 +- +0");
        assertThat(lines.get(2)).matches("64 +haproxy +600,000 +0% +0\\.50 +- +100 +900 +2\\.0 +0");
        assertThat(lines.get(3)).matches("64 +sallyport +300,000 +0% +0\\.25 +0\\.50 +100 +900 +20\\.0 +0");
        assertThat(lines.subList(0, 4))
                .extracting(String::length)
                .containsOnly(lines.get(0).length());
        assertThat(String.join("\n", lines))
                .contains("Elasticsearch is off", "fsync of 4 KiB: p50 95 us, p99 555 us", "2 cores of Some processor")
                .doesNotContain("apt-get");
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
                .contains("ERR 3", "Errors with 64 through sallyport: a wrong answer");
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
