package org.sallyport.ui.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sallyport.protocols.Feature;

/** What things are called on pages. An id without a name here is shown as it is: nothing is hidden for being unknown. */
public final class Names {

    private static final Map<String, String> SERVICES = Map.of(
            "aim", "AIM",
            "icq", "ICQ",
            "msn", "MSN",
            "yahoo", "Yahoo!",
            "unknown", "Unknown service");

    private static final Map<String, String> VERDICTS = Map.of(
            "allow", "Allowed",
            "rewrite", "Rewritten",
            "drop", "Dropped",
            "deny", "Denied",
            "disconnect", "Disconnected",
            "failed", "Failed");

    private static final Map<String, String> FEATURES = Map.of(
            "sms",
            "SMS",
            "url",
            "Link",
            "chat",
            "Chat",
            "unclassified",
            "Unknown to Sallyport",
            "malformed",
            "Broken data");

    private static final Map<String, String> HAPPENED = Map.ofEntries(
            Map.entry("sign-on", "signing on"),
            Map.entry("sign-off", "signed off"),
            Map.entry("presence", "changed status"),
            Map.entry("profile", "published"),
            Map.entry("message", "wrote"),
            Map.entry("typing", "was typing"),
            Map.entry("room-join", "joined"),
            Map.entry("room-leave", "left"),
            Map.entry("contact-change", "changed the contact list"),
            Map.entry("receipt", "was told what became of a message"),
            Map.entry("lookup", "looked somebody up"),
            Map.entry("unclassified", "sent something Sallyport has no name for"),
            Map.entry("malformed", "sent broken data"));

    private Names() {}

    public static String service(String id) {
        return SERVICES.getOrDefault(id, Visible.line(id));
    }

    public static String verdict(String id) {
        return VERDICTS.getOrDefault(id, Visible.line(id));
    }

    public static String feature(String id) {
        String named = FEATURES.get(id);
        if (named != null) {
            return named;
        }
        String words = Visible.line(id).replace('-', ' ');
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** What somebody did, to stand between who and whom. */
    static String happened(String kind, String feature, String detail) {
        return switch (kind) {
            case "file-offer" -> step(detail, "files");
            case "invite" -> step(detail, feature(feature).toLowerCase(Locale.ROOT));
            default -> HAPPENED.getOrDefault(kind, Visible.line(kind));
        };
    }

    private static String step(String detail, String what) {
        return switch (detail.toLowerCase(Locale.ROOT)) {
            case "propose" -> "offered " + what;
            case "counter" -> "answered the offer of " + what + " another way";
            case "accept" -> "accepted " + what;
            case "decline" -> "declined " + what;
            case "cancel" -> "called off " + what;
            default -> "negotiated " + what;
        };
    }

    /** The choices for a service, any first. */
    public static List<Choice> services(List<String> ids) {
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("", "All services"));
        for (String id : ids) {
            choices.add(new Choice(id, service(id)));
        }
        return List.copyOf(choices);
    }

    /** The choices for a feature, any first. */
    public static List<Choice> features() {
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("", "Anything"));
        for (Feature feature : Feature.values()) {
            choices.add(new Choice(feature.id(), feature(feature.id())));
        }
        return List.copyOf(choices);
    }

    /** The choices for a verdict, any first. */
    public static List<Choice> verdicts() {
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("", "Any verdict"));
        for (String id : List.of("allow", "rewrite", "drop", "deny", "disconnect", "failed")) {
            choices.add(new Choice(id, verdict(id)));
        }
        return List.copyOf(choices);
    }
}
