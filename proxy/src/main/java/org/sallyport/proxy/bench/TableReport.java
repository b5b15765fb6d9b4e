package org.sallyport.proxy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report for people. */
public final class TableReport {

    private static final String NONE = "-";

    private TableReport() {}

    /** Its lines, none of them with a line end. */
    public static List<String> lines(BenchReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(row(
                "connections",
                "through",
                "messages/s",
                "+-",
                "x direct",
                "x haproxy",
                "p50 us",
                "p99 us",
                "CPU us/msg",
                "errors"));
        int before = 0;
        for (Row row : report.rows()) {
            if (before != 0 && row.connections() != before) {
                lines.add("");
            }
            lines.add(line(row));
            if (report.machine().haproxy().isEmpty() && row.middle().equals(Middle.DIRECT)) {
                lines.add(row(
                                String.valueOf(row.connections()),
                                Middle.HAPROXY,
                                "not",
                                "installed",
                                "",
                                "",
                                "",
                                "",
                                "",
                                "")
                        .stripTrailing());
            }
            before = row.connections();
        }
        lines.add("");
        report.rows().stream()
                .filter(row -> row.errors() > 0)
                .forEach(row -> lines.add(
                        "Errors with " + row.connections() + " through " + row.middle() + ": " + row.firstError()));
        explain(report, lines);
        return lines;
    }

    private static String line(Row row) {
        return row(
                String.valueOf(row.connections()),
                row.middle(),
                number("%,.0f", row.rate().median()),
                number("%.0f%%", row.rate().percent()),
                number("%.2f", row.ofDirect()),
                number("%.2f", row.ofHaproxy()),
                number("%,.0f", row.p50Micros().median()),
                number("%,.0f", row.p99Micros().median()),
                number("%.1f", row.cpuMicros()),
                row.errors() == 0 ? "0" : "ERR " + row.errors());
    }

    private static void explain(BenchReport report, List<String> lines) {
        BenchOptions options = report.options();
        Machine machine = report.machine();
        lines.add(String.format(
                Locale.ROOT,
                "Median of %d rounds of %.1f s each, in turns; +- is half the distance from the least to the most.",
                options.rounds(),
                options.cell().toMillis() / 1e3));
        lines.add("A round trip is two messages of 120 bytes. Both are decided on and journaled ("
                + options.guarantee().name().toLowerCase(Locale.ROOT) + ") by the gateway.");
        lines.add(
                "Default policy with its lexicon; sample directory. Elasticsearch is off: it works behind the traffic's back.");
        lines.add("Clients and service share the machine with what stands between them.");
        if (machine.haproxy().isEmpty()) {
            lines.add("HAProxy is not installed; to compare with it: apt-get install haproxy");
        }
        lines.add("");
        lines.add("  machine  " + machine.cores() + " cores"
                + (machine.processor().isEmpty() ? "" : " of " + machine.processor())
                + (machine.memoryMegabytes() == 0 ? "" : ", " + machine.memoryMegabytes() + " MB")
                + ", " + machine.kernel());
        lines.add("  JDK      " + machine.jdk());
        lines.add("  options  " + String.join(" ", machine.jvmOptions()));
        if (!machine.haproxy().isEmpty()) {
            lines.add("  HAProxy  " + machine.haproxy() + ", TCP mode");
        }
        lines.add(String.format(
                Locale.ROOT,
                "  disk     %s, fsync of 4 KiB: p50 %.0f us, p99 %.0f us",
                machine.fileSystem(),
                machine.fsyncP50Micros(),
                machine.fsyncP99Micros()));
        lines.add(String.format(Locale.ROOT, "  load     %.2f before it began", machine.load()));
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-11s %-9s %10s %5s %8s %10s %9s %9s %10s %7s", cells);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String number(String format, Optional<Spread> value) {
        return value.map(spread -> number(format, spread.median())).orElse(NONE);
    }
}
