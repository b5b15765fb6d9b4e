package org.sallyport.proxy.alert;

import java.time.Instant;
import java.util.Locale;

/** A digest in words, for people. Any thread. */
public final class DigestText {

    private DigestText() {}

    /** One line: the gravest of it, and how much more there is. */
    public static String subject(Digest digest) {
        if (digest.test()) {
            return "[Sallyport] Test of alerts from " + digest.gateway();
        }
        StringBuilder line = new StringBuilder("[Sallyport] ");
        if (digest.groups().isEmpty()) {
            return line.append(digest.alerts()).append(" alerts").toString();
        }
        Digest.Group first = digest.groups().getFirst();
        line.append(first.first().severity().id()).append(": ");
        line.append(OneLine.of(first.first().rule(), 60)).append(", ");
        line.append(OneLine.of(person(first.first()), 60));
        long more = digest.alerts() - 1;
        return more == 0
                ? line.toString()
                : line.append(" and ").append(more).append(" more").toString();
    }

    private static String person(Alert alert) {
        String person = alert.person();
        String name = alert.screenName();
        return person != null ? person : name != null ? name : "somebody unknown";
    }

    /** Everything, in lines that end with a line feed. */
    public static String body(Digest digest) {
        if (digest.test()) {
            return "This is a test of alerts, sent from the gateway " + digest.gateway() + " at " + digest.first()
                    + ".\nNothing has happened. Whoever reads this is told of what rules raise alerts about.\n";
        }
        StringBuilder text = new StringBuilder(2_048);
        text.append("The gateway ").append(digest.gateway()).append(" raised ");
        text.append(digest.alerts() == 1 ? "an alert" : digest.alerts() + " alerts");
        text.append(span(digest.first(), digest.last())).append(".\n");
        for (Digest.Group group : digest.groups()) {
            group(text, group);
        }
        if (digest.ungrouped() > 0) {
            text.append("\nAnd ").append(digest.ungrouped());
            text.append(" more of other rules and people; the archive has them.\n");
        }
        if (digest.lost() > 0) {
            text.append("\nBefore that ").append(digest.lost());
            text.append(" alerts were lost, because there were too many or they were too old; the archive has them.\n");
        }
        text.append("\nWhat was written is in the archive and nowhere else: search there for the record.\n");
        return text.toString();
    }

    private static void group(StringBuilder text, Digest.Group group) {
        Alert alert = group.first();
        text.append('\n').append(alert.severity().id().toUpperCase(Locale.ROOT)).append(": ");
        text.append(String.join(", ", alert.rules().isEmpty() ? java.util.List.of(alert.rule()) : alert.rules()));
        text.append('\n');
        line(text, "who", alert.who());
        line(text, "with", String.join(", ", alert.with()));
        line(text, "what", alert.feature() + " at " + alert.service() + ": " + alert.verdict());
        line(text, "found", String.join(", ", alert.reasons()));
        line(text, "when", alert.time().toString());
        if (group.more() > 0) {
            line(text, "", "and " + group.more() + " more like this, the last at " + group.last());
        }
        line(text, "record", records(group));
        line(text, "connection", alert.connection());
    }

    private static String records(Digest.Group group) {
        if (group.records().isEmpty()) {
            return "none: it could not be recorded";
        }
        String known = String.join(", ", group.records());
        return group.count() > group.records().size() ? known + ", ..." : known;
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("  %-11s %s%n", name.isEmpty() ? "" : name + ":", value)
                    .replace("\r\n", "\n"));
        }
    }

    private static String span(Instant first, Instant last) {
        return first.equals(last) ? " at " + first : " between " + first + " and " + last;
    }
}
