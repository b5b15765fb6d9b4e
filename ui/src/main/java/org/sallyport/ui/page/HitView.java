package org.sallyport.ui.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Hit;

/**
 * One archived event, ready to be shown.
 *
 * @param id the record's id
 * @param when when it happened
 * @param conversation the address of its conversation, at this event; null when it belongs to none
 * @param from who acted; null when unknown
 * @param to to or about whom
 * @param room the room; null outside rooms
 * @param service what the service is called
 * @param feature what the feature is called
 * @param protocol the protocol's id
 * @param connection the gateway's id of the connection
 * @param message whether it is something said, not something done
 * @param happened what was done, in words that stand between who and whom
 * @param inbound whether it came from the service
 * @param text the words, cut into what was found and what not
 * @param cutBefore whether words before these are left out
 * @param cutAfter whether words after these are left out
 * @param source the text exactly as sent; null when that is just the words
 * @param detail what else there is to say; empty when it is said already
 * @param files the files
 * @param verdict what became of it
 * @param rules the names of the rules that decided, or empty
 * @param failure why there was no decision; null when there was one
 * @param alerts severities of alerts
 */
public record HitView(
        String id,
        When when,
        @Nullable String conversation,
        @Nullable PartyView from,
        List<PartyView> to,
        @Nullable String room,
        String service,
        String feature,
        String protocol,
        String connection,
        boolean message,
        String happened,
        boolean inbound,
        List<Hit.Piece> text,
        boolean cutBefore,
        boolean cutAfter,
        @Nullable String source,
        String detail,
        List<FileView> files,
        Badge verdict,
        List<String> rules,
        @Nullable String failure,
        List<Badge> alerts) {

    /** How much of a text a list of results shows. */
    static final int EXCERPT = 600;

    /** How much of that stands before the first word found. */
    private static final int LEAD = 160;

    /**
     * A few words on a coloured ground.
     *
     * @param kind for the style sheet; a name of ours, never text of strangers
     */
    public record Badge(String kind, String label) {}

    /** A file by name and size; {@code size} is empty when unknown. */
    public record FileView(String name, String size) {}

    /** For a list of results: long texts are cut around the first word found. */
    public static HitView excerpt(Hit hit, ZoneId zone) {
        Excerpt excerpt = Excerpt.of(hit.text(), EXCERPT, LEAD);
        return of(hit, zone, excerpt);
    }

    /** For a conversation: every word. */
    public static HitView whole(Hit hit, ZoneId zone) {
        return of(hit, zone, new Excerpt(hit.text(), false, false));
    }

    private static HitView of(Hit hit, ZoneId zone, Excerpt excerpt) {
        List<PartyView> to = new ArrayList<>();
        for (Hit.Party party : hit.to()) {
            to.add(PartyView.of(party));
        }
        List<FileView> files = new ArrayList<>();
        for (Hit.File file : hit.files()) {
            files.add(new FileView(Visible.line(file.name()), size(file.size())));
        }
        List<Hit.Piece> text = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (Hit.Piece piece : excerpt.pieces()) {
            if (!piece.text().isEmpty()) {
                text.add(new Hit.Piece(Visible.text(piece.text()), piece.found()));
            }
        }
        hit.text().forEach(piece -> words.append(piece.text()));
        List<String> rules = new ArrayList<>();
        for (String rule : hit.rules()) {
            rules.add(Visible.line(rule));
        }
        Names.Happened happened = Names.happened(hit.kind(), hit.feature(), hit.detail());
        return new HitView(
                hit.id(),
                When.of(hit.time(), zone),
                address(hit),
                hit.from() == null ? null : PartyView.of(hit.from()),
                List.copyOf(to),
                hit.room() == null ? null : Visible.line(hit.room()),
                Names.service(hit.service()),
                Names.feature(hit.feature()),
                Visible.line(hit.protocol()),
                Visible.line(hit.connection()),
                hit.kind().equals("message"),
                happened.words(),
                hit.inbound(),
                List.copyOf(text),
                excerpt.cutBefore(),
                excerpt.cutAfter(),
                hit.source().isEmpty() || hit.source().contentEquals(words) ? null : Visible.text(hit.source()),
                happened.rest(),
                List.copyOf(files),
                verdict(hit),
                List.copyOf(rules),
                hit.failure() == null ? null : Visible.line(hit.failure()),
                alerts(hit));
    }

    /** Whether the event went on as it was. */
    public boolean passed() {
        return verdict.kind().equals("allow");
    }

    /**
     * Whether this is the second of two records of the same thing: what one of ours sends to another goes out on the one's
     * connection and comes in on the other's, and what became of it there is a decision of its own.
     */
    public boolean arrived() {
        return inbound && from != null && from.here();
    }

    private static Badge verdict(Hit hit) {
        if (hit.failure() != null) {
            return new Badge("failed", "Failed, " + Names.verdict(hit.verdict()).toLowerCase(Locale.ROOT));
        }
        String kind = switch (hit.verdict()) {
            case "allow", "rewrite", "drop", "deny", "disconnect" -> hit.verdict();
            default -> "unknown";
        };
        return new Badge(kind, Names.verdict(hit.verdict()));
    }

    private static List<Badge> alerts(Hit hit) {
        List<Badge> badges = new ArrayList<>();
        for (String severity : hit.alerts()) {
            String kind = switch (severity) {
                case "low", "medium", "high" -> "alert-" + severity;
                default -> "alert-medium";
            };
            badges.add(new Badge(kind, "Alert: " + Visible.line(severity)));
        }
        return List.copyOf(badges);
    }

    private static @Nullable String address(Hit hit) {
        return hit.conversation() == null
                ? null
                : conversationPath(hit.conversation()) + "?around=" + encoded(hit.id()) + "#hit";
    }

    /** The address of a conversation. */
    public static String conversationPath(String conversation) {
        return "/conversation/" + encoded(conversation);
    }

    /** Text as part of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String size(long bytes) {
        if (bytes < 0) {
            return "";
        }
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double value = bytes;
        String unit = "bytes";
        for (String bigger : List.of("kB", "MB", "GB", "TB", "PB", "EB")) {
            if (value < 1000) {
                break;
            }
            value /= 1000;
            unit = bigger;
        }
        return String.format(Locale.ENGLISH, "%.1f %s", value, unit);
    }
}
