package org.sallyport.proxy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report for people. */
public final class TableReport {

    private static final String NONE = "-";

    private static final Map<String, String> TITLES = Map.of(
            Dialogue.CHAT.name(), "Chat: read, decided on, journaled",
            Dialogue.UNKNOWN.name(), "Messages of no known protocol: relayed",
            Dialogue.BULK.name(), "The same in bulk, messages of 64 kB both ways");

    private TableReport() {}

    /** Its lines, none of them with a line end. */
    public static List<String> lines(BenchReport report) {
        List<String> lines = new ArrayList<>();
        for (String talk : report.rows().stream().map(Row::talk).distinct().toList()) {
            talk(
                    report,
                    talk,
                    report.rows().stream()
                            .filter(row -> row.talk().equals(talk))
                            .toList(),
                    lines);
        }
        if (!report.idleRows().isEmpty()) {
            idle(report.idleRows(), lines);
        }
        if (!report.decisions().isEmpty()) {
            decisions(report.decisions(), lines);
        }
        report.rows().stream()
                .filter(row -> row.errors() > 0)
                .forEach(row -> lines.add("Errors with " + row.connections() + " through " + row.middle() + " ("
                        + row.talk() + "): " + row.firstError()));
        report.idleRows().stream()
                .filter(row -> !row.firstError().isEmpty())
                .forEach(row ->
                        lines.add("Error with idle connections through " + row.middle() + ": " + row.firstError()));
        explain(report, lines);
        return lines;
    }

    private static void talk(BenchReport report, String talk, List<Row> rows, List<String> lines) {
        boolean bulk = talk.equals(Dialogue.BULK.name());
        lines.add(TITLES.getOrDefault(talk, talk));
        lines.add(row(
                "connections",
                "through",
                bulk ? "MB/s" : "messages/s",
                "+-",
                "x direct",
                "x haproxy",
                "p50 us",
                "p99 us",
                "CPU us/msg",
                "errors"));
        int before = 0;
        for (Row row : rows) {
            if (before != 0 && row.connections() != before) {
                lines.add("");
            }
            lines.add(line(row, bulk ? row.megabytes() : row.rate()));
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
    }

    private static String line(Row row, Spread rate) {
        return row(
                String.valueOf(row.connections()),
                row.middle(),
                number("%,.0f", rate.median()),
                number("%.0f%%", rate.percent()),
                number("%.2f", row.ofDirect()),
                number("%.2f", row.ofHaproxy()),
                number("%,.0f", row.p50Micros().median()),
                number("%,.0f", row.p99Micros().median()),
                number("%.1f", row.cpuMicros()),
                row.errors() == 0 ? "0" : "ERR " + row.errors());
    }

    private static void idle(List<IdleRow> rows, List<String> lines) {
        lines.add("Memory of idle connections of no known protocol");
        lines.add(
                idleRow("connections", "through", "base MB", "kB each", "least", "most", "of it heap", "with garbage"));
        for (IdleRow row : rows) {
            lines.add(idleRow(
                    String.valueOf(row.connections()),
                    row.middle(),
                    number("%.1f", row.baseMegabytes().median()),
                    number("%.1f", row.kilobytes().median()),
                    number("%.1f", row.kilobytes().least()),
                    number("%.1f", row.kilobytes().most()),
                    row.heapKilobytes().most() > 0
                            ? number("%.1f", row.heapKilobytes().median())
                            : NONE,
                    number("%.1f", row.garbageKilobytes().median())));
        }
        lines.add("");
    }

    private static void decisions(List<DecisionRow> rows, List<String> lines) {
        lines.add("Decisions");
        lines.add(decisionRow("about", "rules", "loading ms", "p50 us", "p99 us", "+-", "p99.9 us", "grep us"));
        for (DecisionRow row : rows) {
            lines.add(decisionRow(
                    row.what(),
                    number("%,.0f", row.rules()),
                    number("%,.0f", (double) row.loadMillis()),
                    number("%.2f", row.median().median()),
                    number("%.2f", row.p99().median()),
                    number("%.0f%%", row.p99().percent()),
                    number("%.2f", row.p999().median()),
                    number("%.2f", row.grep())));
        }
        lines.add("");
    }

    private static String decisionRow(Object... cells) {
        return String.format(Locale.ROOT, "%-32s %7s %10s %8s %8s %5s %9s %9s", cells);
    }

    private static String idleRow(Object... cells) {
        return String.format(Locale.ROOT, "%-11s %-9s %10s %10s %8s %8s %12s %12s", cells);
    }

    private static void explain(BenchReport report, List<String> lines) {
        BenchOptions options = report.options();
        Machine machine = report.machine();
        if (!report.rows().isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Median of %d rounds of %.1f s each, in turns; +- is half the distance from the least to the most.",
                    options.rounds(),
                    options.cell().toMillis() / 1e3));
            lines.add(
                    "A round trip is two messages, of 120 bytes where it is not bulk. Of a chat, both are decided on");
            lines.add("and journaled (" + options.guarantee().name().toLowerCase(Locale.ROOT) + ") by the gateway.");
        }
        if (!report.idleRows().isEmpty()) {
            lines.add("Memory is what the process has in the machine's (VmRSS) less what it had before, over "
                    + options.idleRounds() + " rounds, each with");
            lines.add(
                    "a new process; of the gateway after a full garbage collection both times. \"With garbage\" is before it.");
            int had = report.idleRows().getFirst().connections();
            if (had < options.idleConnections()) {
                lines.add("There were " + had + " and not " + options.idleConnections()
                        + " of them, because of the limit on open files (ulimit -Hn).");
            }
        }
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
