package org.sallyport.proxy.alert.syslog;

import java.nio.charset.StandardCharsets;
import org.sallyport.proxy.alert.Alert;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.Severity;

/** Syslog messages in the form of RFC 5424, without their framing. */
final class Rfc5424 {

    /** "Log audit" (RFC 5424, 6.2.1). */
    private static final int FACILITY = 13;

    /** The enterprise number kept for documentation (RFC 5612), as the project has none of its own. */
    private static final String STRUCTURE = "sallyport@32473";

    private static final int LONGEST_HOST = 255;

    private Rfc5424() {}

    /** A message with structured data and a sentence. */
    static byte[] structured(Digest digest, Digest.Group group) {
        Alert alert = group.first();
        StringBuilder data = new StringBuilder(512).append('[').append(STRUCTURE);
        param(data, "key", group.key());
        param(data, "test", Boolean.toString(digest.test()));
        param(data, "severity", alert.severity().id());
        alert.rules().forEach(rule -> param(data, "rule", rule));
        param(data, "service", alert.service());
        param(data, "protocol", alert.protocol());
        param(data, "feature", alert.feature());
        param(data, "verdict", alert.verdict());
        param(data, "login", alert.login() == null ? "" : alert.login());
        param(data, "person", alert.person() == null ? "" : alert.person());
        param(data, "screenName", alert.screenName() == null ? "" : alert.screenName());
        alert.with().forEach(with -> param(data, "with", with));
        param(data, "connection", alert.connection());
        group.records().forEach(record -> param(data, "record", record));
        alert.reasons().forEach(reason -> param(data, "reason", reason));
        param(data, "count", Long.toString(group.count()));
        param(data, "last", group.last().toString());
        param(data, "ungrouped", Long.toString(digest.ungrouped()));
        param(data, "lost", Long.toString(digest.lost()));
        data.append(']');
        String sentence = digest.test()
                ? "A test of alerts: nothing has happened."
                : alert.rule() + ": " + alert.who()
                        + (group.more() == 0 ? "" : ", and " + group.more() + " more like this");
        // RFC 5424, 6.4: with the byte order mark a receiver knows it for UTF-8.
        return (header(digest, alert) + data + " \uFEFF" + sentence).getBytes(StandardCharsets.UTF_8);
    }

    /** A message with some other format's line, which has to come without a mark in front. */
    static byte[] carrying(Digest digest, Digest.Group group, String line) {
        return (header(digest, group.first()) + "- " + line).getBytes(StandardCharsets.UTF_8);
    }

    private static String header(Digest digest, Alert alert) {
        int priority = FACILITY * 8 + severity(alert.severity());
        return "<" + priority + ">1 " + alert.time() + " " + host(digest.gateway()) + " sallyport "
                + ProcessHandle.current().pid() + " alert ";
    }

    /** RFC 5424, 6.2.1: critical, warning, notice. */
    private static int severity(Severity severity) {
        return switch (severity) {
            case HIGH -> 2;
            case MEDIUM -> 4;
            case LOW -> 5;
        };
    }

    /** PRINTUSASCII without spaces, or the nil value. */
    private static String host(String name) {
        String printable = name.replaceAll("[^!-~]", "");
        return printable.isEmpty() ? "-" : printable.substring(0, Math.min(printable.length(), LONGEST_HOST));
    }

    /** RFC 5424, 6.3.3: three characters are escaped in a value. */
    private static void param(StringBuilder out, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        out.append(' ').append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
