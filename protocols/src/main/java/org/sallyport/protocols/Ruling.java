package org.sallyport.protocols;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * The decisions on all events of one frame, drawn together: a frame goes on or doesn't as a whole, so the strictest verdict
 * holds.
 *
 * @param verdict the strictest
 * @param notices what our own client is told, each once, in order
 */
public record Ruling(Verdict verdict, List<String> notices) {

    /** Draws decisions together. Without one for each event something went wrong on our side, and nothing is let through. */
    public static Ruling of(List<? extends ImEvent> events, List<Decision> decisions) {
        if (decisions.size() != events.size()) {
            return new Ruling(new Verdict.Deny(null), List.of());
        }
        Verdict strictest = Verdict.Allow.INSTANCE;
        for (Decision decision : decisions) {
            if (decision.verdict().severity() > strictest.severity()) {
                strictest = decision.verdict();
            }
        }
        Set<String> notices = new LinkedHashSet<>();
        for (int i = 0; i < events.size(); i++) {
            if (mayBeAnswered(events.get(i))) {
                collect(events.get(i), decisions.get(i), notices);
            }
        }
        return new Ruling(strictest, List.copyOf(notices));
    }

    /**
     * Auto-responses never, or two gateways answer each other for ever; typing and presence not, since nobody did anything
     * that a text would explain.
     */
    private static boolean mayBeAnswered(ImEvent event) {
        return switch (event) {
            case ImEvent.Message message -> !message.marks().contains(ImEvent.Message.Mark.AUTO_RESPONSE);
            case ImEvent.Typing typing -> false;
            case ImEvent.Presence presence -> false;
            case ImEvent.Receipt receipt -> false;
            case ImEvent.SignOff signOff -> false;
            case ImEvent.SignOn signOn -> true;
            case ImEvent.Profile profile -> true;
            case ImEvent.FileOffer offer -> true;
            case ImEvent.Invite invite -> true;
            case ImEvent.RoomJoin join -> true;
            case ImEvent.RoomLeave leave -> true;
            case ImEvent.ContactChange change -> true;
            case ImEvent.Lookup lookup -> true;
            case ImEvent.Forged forged -> true;
            case ImEvent.Unread unread -> true;
            case ImEvent.Unclassified unclassified -> true;
            case ImEvent.Malformed malformed -> true;
        };
    }

    private static void collect(ImEvent event, Decision decision, Set<String> notices) {
        for (Duty duty : decision.duties()) {
            switch (duty) {
                case Duty.Notice notice -> {
                    // The remote end of BOTH is told by its own gateway, if it has one.
                    if (notice.audience() == Duty.Audience.BOTH || event.flow() == Flow.OUTBOUND) {
                        notices.add(notice.text());
                    }
                }
                case Duty.Alert alert -> {
                    // Nothing on the wire.
                }
                case Duty.Review review -> {
                    // Nothing on the wire.
                }
                case Duty.Route route -> {
                    // Whoever delivers looks at it.
                }
            }
        }
        String notice = noticeOf(decision.verdict());
        if (notice != null) {
            notices.add(notice);
        }
    }

    private static @Nullable String noticeOf(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deny deny -> deny.notice();
            case Verdict.Disconnect disconnect -> disconnect.notice();
            case Verdict.Allow allow -> null;
            case Verdict.Rewrite rewrite -> null;
            case Verdict.Drop drop -> null;
        };
    }
}
