package org.sallyport.proxy.replay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Columns for a terminal, of fixed width so that rows can be written as they come; what is too long for its column is cut, the
 * last column is never.
 */
final class TableRows implements RowWriter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int NUMBER = 4;
    private static final int KIND = 14;
    private static final int NAME = 16;
    private static final int DECISION = 10;
    private static final int RULE = 24;

    private final Appendable out;
    private final boolean decisions;

    /** @param decisions whether there is a policy, and so something for its columns */
    TableRows(Appendable out, boolean decisions) {
        this.out = out;
        this.decisions = decisions;
    }

    /** {@code host:port}, with brackets around IPv6. */
    static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public void begin(Path capture) throws IOException {
        line("== " + Visible.of(capture.toString()));
        line(columns("TIME (UTC)", "CONN", " ", "KIND", "FROM", "TO", "DECISION", "RULE", "TEXT, FILE OR DETAIL"));
    }

    @Override
    public void row(Row row) throws IOException {
        switch (row) {
            case Row.Identified identified -> identified(identified);
            case Row.Happened happened -> happened(happened);
            case Row.Gap gap -> gap(gap);
        }
    }

    private void identified(Row.Identified row) throws IOException {
        TcpConnection connection = row.connection();
        String words = address(connection.client()) + " to " + address(connection.server()) + " speaks "
                + row.protocol() + ", service " + row.service()
                + (connection.whole() ? "" : ", captured from the middle on");
        line(columns(time(row.time()), number(row), " ", "connection", "", "", "", "", words));
    }

    private void happened(Row.Happened row) throws IOException {
        ImEvent event = row.event();
        ScreenName from = event.from();
        String to = event.to().stream().map(ScreenName::normalized).collect(Collectors.joining(","));
        String room = event.room();
        line(columns(
                time(row.time()),
                number(row),
                event.flow() == Flow.OUTBOUND ? ">" : "<",
                EventWords.kind(event),
                from == null ? "-" : from.normalized(),
                to.isEmpty() && room != null ? room : to,
                decision(row.decision()),
                rule(row.decision()),
                Visible.of(words(event))));
    }

    private static String words(ImEvent event) {
        StringBuilder words = new StringBuilder();
        String detail = EventWords.detail(event);
        if (!detail.isEmpty()) {
            words.append('(').append(detail).append(")");
        }
        for (FileInfo file : event.files()) {
            words.append(words.isEmpty() ? "" : " ")
                    .append('"')
                    .append(file.name())
                    .append('"');
            if (file.size() >= 0) {
                words.append(", ").append(file.size()).append(" bytes");
            }
        }
        if (!event.text().plain().isEmpty()) {
            words.append(words.isEmpty() ? "" : " ").append(event.text().plain());
        }
        return words.toString();
    }

    private void gap(Row.Gap row) throws IOException {
        String words = switch (row.why()) {
            case MISSING -> row.bytes() + " bytes are missing from the capture";
            case UNREAD -> row.bytes() + " bytes could not be read";
        };
        String way = row.from() == Side.CLIENT ? ">" : "<";
        line(columns(time(row.time()), number(row), way, "gap", "", "", "", "", words));
    }

    private static String decision(@Nullable Decision decision) {
        return switch (decision) {
            case null -> "";
            case Decision.Decided decided -> decided.verdict().id();
            // Not to be taken for a refusal by a rule.
            case Decision.Failed failed -> "FAILED";
        };
    }

    private static String rule(@Nullable Decision decision) {
        return switch (decision) {
            case null -> "";
            case Decision.Decided decided ->
                decided.rules().isEmpty() ? "" : decided.rules().getFirst();
            case Decision.Failed failed -> failed.cause();
        };
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static String number(Row row) {
        return "#" + row.connection().number();
    }

    /** @param last visible already */
    private String columns(
            String time,
            String number,
            String way,
            String kind,
            String from,
            String to,
            String decision,
            String rule,
            String last) {
        StringBuilder line = new StringBuilder();
        line.append(Visible.column(time, 23)).append(' ');
        // A number is never cut: one of more digits pushes its row.
        line.append(number.length() > NUMBER ? number : Visible.column(number, NUMBER))
                .append(' ');
        line.append(way).append(' ');
        line.append(Visible.column(kind, KIND)).append(' ');
        line.append(Visible.column(from, NAME)).append(' ');
        line.append(Visible.column(to, NAME)).append(' ');
        if (decisions) {
            line.append(Visible.column(decision, DECISION)).append(' ');
            line.append(Visible.column(rule, RULE)).append(' ');
        }
        return line.append(last).toString();
    }

    private void line(String line) throws IOException {
        out.append(line.stripTrailing()).append('\n');
    }
}
