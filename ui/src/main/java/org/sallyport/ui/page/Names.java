package org.sallyport.ui.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.service.ServiceNames;

/** What things are called on pages. An id without a name here is shown as it is: nothing is hidden for being unknown. */
public final class Names {

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
            Map.entry("sign-on", "signed on, or tried to"),
            Map.entry("sign-off", "signed off"),
            Map.entry("presence", "changed status"),
            Map.entry("profile", "published"),
            Map.entry("message", "wrote"),
            Map.entry("typing", "was typing"),
            Map.entry("file-offer", "negotiated files"),
            Map.entry("invite", "negotiated"),
            Map.entry("room-join", "joined"),
            Map.entry("room-leave", "left"),
            Map.entry("contact-change", "changed the contact list"),
            Map.entry("receipt", "was told what became of a message"),
            Map.entry("lookup", "looked somebody up"),
            Map.entry("unread-connection", "used a messenger that can't be read"),
            Map.entry("unclassified", "sent something Sallyport has no name for"),
            Map.entry("malformed", "sent broken data"));

    private Names() {}

    public static String service(String id) {
        if (id.equals(ServiceId.UNKNOWN.value())) {
            return "Unknown service";
        }
        return ServiceNames.standard().find(id).map(ServiceNames.Named::name).orElseGet(() -> Visible.line(id));
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

    /**
     * What somebody did.
     *
     * @param words to stand between who and whom
     * @param rest what else there is to say
     */
    record Happened(String words, String rest) {}

    /** Reads the first word of a detail, which says how far things are, into a sentence. */
    static Happened happened(String kind, String feature, String detail) {
        int comma = detail.indexOf(", ");
        String step = (comma < 0 ? detail : detail.substring(0, comma)).toLowerCase(Locale.ROOT);
        String rest = comma < 0 ? "" : detail.substring(comma + 2);
        String sentence = step(kind, step, kind.equals("file-offer") ? "files" : inSentence(feature));
        if (sentence != null) {
            return new Happened(sentence, Visible.line(rest));
        }
        return new Happened(HAPPENED.getOrDefault(kind, Visible.line(kind)), Visible.line(detail));
    }

    private static @Nullable String step(String kind, String step, String what) {
        return switch (kind) {
            case "file-offer", "invite" ->
                switch (step) {
                    case "propose" -> "offered " + what;
                    case "counter" -> "answered the offer of " + what + " another way";
                    case "accept" -> "accepted " + what;
                    case "decline" -> "declined " + what;
                    case "cancel" -> "called off " + what;
                    default -> null;
                };
            case "sign-on" ->
                switch (step) {
                    case "requested" -> "asked to sign on";
                    case "accepted" -> "signed on";
                    case "refused" -> "was not let in by the service";
                    default -> null;
                };
            case "typing" ->
                switch (step) {
                    case "started" -> "began to type";
                    case "paused" -> "paused typing";
                    case "finished" -> "stopped typing";
                    case "closed" -> "closed the window";
                    default -> null;
                };
            case "receipt" ->
                switch (step) {
                    case "delivered" -> "was sent a message, says the service";
                    case "failed" -> "had a message fail at the service";
                    default -> null;
                };
            default -> null;
        };
    }

    private static String inSentence(String feature) {
        String named = FEATURES.get(feature);
        return named == null ? Visible.line(feature).replace('-', ' ') : named;
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
