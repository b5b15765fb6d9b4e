package org.sallyport.protocols.oscar.oft;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.oscar.wire.OscarNames;

/**
 * Who is at the ends of a connection, as far as known. Its cookie ties it to the offer. Where none was announced nobody has shown
 * who is there, and whoever connected is taken for the one behind the gateway; names are then what the ends call themselves.
 *
 * <p>Confined to the connection's event loop.
 */
final class PeerLink {

    private final SessionContext context;
    private @Nullable Handoff handoff;
    private Side here = Side.CLIENT;
    private @Nullable ScreenName claimedHere;
    private @Nullable ScreenName claimedThere;

    PeerLink(SessionContext context) {
        this.context = context;
    }

    /** A text as it goes into an event: never longer than the limit, nor cut in the middle of a character. */
    String cut(String text) {
        int most = context.limits().textChars();
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /** A cookie was shown; the first that is known counts. */
    void shows(long cookie) {
        if (handoff == null) {
            handoff = Announced.recall(context.handoffs(), cookie);
        }
    }

    /** An end has called itself by a name. It counts only where no offer tells better, and the first one does. */
    void claims(Side from, String name) {
        if (name.isBlank()) {
            return;
        }
        ScreenName claimed = OscarNames.screenName(name);
        if (from == here) {
            claimedHere = claimedHere == null ? claimed : claimedHere;
        } else {
            claimedThere = claimedThere == null ? claimed : claimedThere;
        }
    }

    /** A file goes from this side to the other: that tells which end is the account's. */
    void sends(Side sender) {
        if (handoff == null) {
            return;
        }
        switch (handoff.purpose()) {
            case Announced.SENDS -> here = sender;
            case Announced.RECEIVES -> here = sender.other();
            default -> {
                // Who connected is as good a guess as any.
            }
        }
    }

    /** Which way what this side says goes for rules: out from the account's end. */
    Flow flow(Side from) {
        return from == here ? Flow.OUTBOUND : Flow.INBOUND;
    }

    @Nullable ScreenName from(Side from) {
        return from == here ? own() : peer();
    }

    List<ScreenName> to(Side from) {
        ScreenName to = from == here ? peer() : own();
        return to == null ? List.of() : List.of(to);
    }

    private @Nullable ScreenName own() {
        return handoff == null ? claimedHere : handoff.account();
    }

    private @Nullable ScreenName peer() {
        return handoff == null ? claimedThere : handoff.peer();
    }

    /** The id of the offer; empty when there was none. */
    String offer() {
        return handoff == null || handoff.offer() == null ? "" : handoff.offer();
    }

    @Nullable ScreenName account() {
        return handoff == null ? null : handoff.account();
    }

    ServiceId service() {
        if (handoff != null) {
            return handoff.service();
        }
        ServiceId catalogued = context.catalogued();
        return catalogued.equals(ServiceId.UNKNOWN) ? OscarNames.AIM : catalogued;
    }
}
