package org.sallyport.ui.page;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;

/**
 * A held message, as pages show it.
 *
 * @param path its address
 * @param from who sent it; empty where the service did not say
 * @param to whom it is for
 * @param room the room it was said in; null outside rooms
 * @param outbound whether somebody here said it
 * @param excerpt how its text begins
 * @param text all of it
 * @param state its state's id
 * @param stateName the same for people
 * @param waiting whether it can be decided on
 * @param decision who decided, and why; null while nobody has
 */
public record HeldView(
        String path,
        When time,
        String queue,
        String service,
        String feature,
        String from,
        List<String> to,
        @Nullable String room,
        boolean outbound,
        String excerpt,
        String text,
        List<String> rules,
        String state,
        String stateName,
        boolean waiting,
        @Nullable Decision decision) {

    /**
     * A reviewer's word.
     *
     * @param reason empty when they gave none
     */
    public record Decision(String reviewer, When time, String reason) {}

    private static final int EXCERPT = 180;

    /** @param shown how an account is shown */
    public static HeldView of(HeldMessage message, ZoneId zone, Function<ScreenName, String> shown) {
        HeldMessage.Verdict verdict = message.decision();
        String text = Visible.text(message.text());
        return new HeldView(
                "/held/" + HitView.encoded(message.id()),
                When.of(message.time(), zone),
                Visible.line(message.queue()),
                Names.service(message.service().value()),
                Names.feature(message.feature().id()),
                message.from() == null ? "" : shown.apply(message.from()),
                message.to().stream().map(shown).toList(),
                message.room() == null ? null : Visible.line(message.room()),
                message.flow() == Flow.OUTBOUND,
                text.codePointCount(0, text.length()) <= EXCERPT
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, EXCERPT)) + "…",
                text,
                message.rules().stream().map(Visible::line).toList(),
                message.state().name().toLowerCase(Locale.ROOT),
                name(message.state()),
                message.state() == HeldMessage.State.WAITING,
                verdict == null
                        ? null
                        : new Decision(
                                Visible.line(verdict.reviewer()),
                                When.of(verdict.time(), zone),
                                Visible.text(verdict.reason())));
    }

    /** A state for people. */
    public static String name(HeldMessage.State state) {
        return switch (state) {
            case WAITING -> "Waiting";
            case RELEASED -> "Released, on its way";
            case DELIVERED -> "Released and delivered";
            case REJECTED -> "Rejected";
            case EXPIRED -> "Expired";
        };
    }
}
