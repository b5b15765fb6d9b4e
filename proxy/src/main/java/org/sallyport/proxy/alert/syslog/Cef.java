package org.sallyport.proxy.alert.syslog;

import org.sallyport.proxy.alert.Alert;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.Severity;

/**
 * Lines in ArcSight's Common Event Format, version 0, as its "Implementing ArcSight Common Event Format" has it: seven fields
 * with bars between them, then names and values. A bar and a backslash are escaped in the fields, an equals sign, a backslash and
 * line breaks in the values.
 */
final class Cef {

    private Cef() {}

    static String line(Digest digest, Digest.Group group, String version) {
        Alert alert = group.first();
        StringBuilder out = new StringBuilder(512).append("CEF:0|Sallyport|Sallyport|");
        out.append(field(version)).append('|').append(field(alert.rule())).append('|');
        out.append(field(digest.test() ? "Test of alerts" : alert.rule())).append('|');
        out.append(severity(alert.severity())).append('|');
        StringBuilder values = new StringBuilder(384);
        value(values, "rt", Long.toString(alert.time().toEpochMilli()));
        value(values, "start", Long.toString(alert.time().toEpochMilli()));
        value(values, "end", Long.toString(group.last().toEpochMilli()));
        value(values, "cnt", Long.toString(group.count()));
        value(values, "externalId", group.key());
        value(values, "dvchost", digest.gateway());
        value(values, "app", alert.protocol());
        value(values, "cat", alert.feature());
        value(values, "act", alert.verdict());
        value(values, "suser", alert.person() == null ? "" : alert.person());
        value(values, "suid", alert.login() == null ? "" : alert.login());
        value(values, "duser", String.join(", ", alert.with()));
        value(values, "reason", String.join(", ", alert.reasons()));
        labelled(values, 1, "screenName", alert.screenName() == null ? "" : alert.screenName());
        labelled(values, 2, "service", alert.service());
        labelled(values, 3, "rules", String.join(", ", alert.rules()));
        labelled(values, 4, "records", String.join(", ", group.records()));
        labelled(values, 5, "connection", alert.connection());
        if (digest.lost() > 0) {
            value(values, "cn1Label", "lost");
            value(values, "cn1", Long.toString(digest.lost()));
        }
        return out.append(values.toString().strip()).toString();
    }

    /** CEF's scale goes from 0 to 10: 0 to 3 is low, 4 to 6 medium, 7 and 8 high. */
    private static int severity(Severity severity) {
        return switch (severity) {
            case LOW -> 3;
            case MEDIUM -> 6;
            case HIGH -> 8;
        };
    }

    private static void labelled(StringBuilder out, int number, String label, String value) {
        if (!value.isEmpty()) {
            value(out, "cs" + number + "Label", label);
            value(out, "cs" + number, value);
        }
    }

    private static void value(StringBuilder out, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        out.append(name).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\', '=' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        out.append(' ');
    }

    private static String field(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\', '|' -> out.append('\\').append(c);
                // A field has no way to say these.
                case '\n', '\r' -> out.append(' ');
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
