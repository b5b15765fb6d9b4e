package org.sallyport.protocols.msnp.deal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.msnp.mime.Fields;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.MimeWriter;

/**
 * {@code text/x-msmsgsinvite}: {@code INVITE}, {@code ACCEPT} and {@code CANCEL}, tied together by a cookie. Files went this way
 * until MSN 6, calls, shared applications, Remote Assistance and whiteboards for longer.
 *
 * <p>A refused invitation ends for whoever made it as if the other had said no. Whatever else is said under its cookie goes
 * nowhere. An accepted file leads to a connection of its own, which is announced through {@link Handoffs}.
 *
 * <p>Bounds: {@link Limits#trackedItems()} cookies; a step of one that went is an add-in's. Confined to one thread.
 *
 * <p>Sources: hypothetic.org's description; the behaviour of aMSN, Miranda and libpurple.
 */
public final class Invitations {

    /** The content type. */
    public static final String TYPE = "text/x-msmsgsinvite";

    private static final int LONGEST_COOKIE = 128;
    /** A server takes no longer message. */
    private static final int LONGEST_KEPT = 1_664;

    private static final String REJECT = "REJECT";
    private static final String TAKEN_BACK = "OUTBANDCANCEL";

    /** One cookie's affair. */
    private static final class Deal {
        final Subject subject;
        final @Nullable Side inviter;
        boolean refused;

        /** What each side accepted with, so that a repetition isn't asked about again. */
        final Map<Side, String> accepted = new LinkedHashMap<>();

        Deal(Subject subject, @Nullable Side inviter) {
            this.subject = subject;
            this.inviter = inviter;
        }
    }

    private final Limits limits;
    private final Announcements announcements;
    private final Map<String, Deal> deals;

    Invitations(Limits limits, Announcements announcements) {
        this.limits = limits;
        this.announcements = announcements;
        this.deals = new EldestGoes<>(limits.trackedItems());
    }

    Dealing read(Parties parties, MimeMessage message) {
        Fields fields = Fields.read(message.buffer(), message.bodyStart(), message.bodyEnd());
        if (fields == null || fields.ambiguous()) {
            return new Dealing.Broken("invitation that is no list of fields");
        }
        String cookie = fields.get("Invitation-Cookie");
        if (cookie.isEmpty() || cookie.length() > LONGEST_COOKIE) {
            return new Dealing.Broken("invitation without a cookie");
        }
        Deal known = deals.get(cookie);
        String text = message.bodyText();
        return switch (fields.get("Invitation-Command").toUpperCase(Locale.ROOT)) {
            case "INVITE" -> invited(parties, cookie, fields, known);
            case "ACCEPT" -> accepted(parties, cookie, fields, known, text);
            case "CANCEL" -> cancelled(parties, cookie, fields, known);
            default -> new Dealing.Broken("invitation with an unknown command");
        };
    }

    private Dealing invited(Parties parties, String cookie, Fields fields, @Nullable Deal known) {
        Subject subject = Subject.ofInvitation(fields, limits.textChars());
        if (known != null && known.inviter == parties.side() && known.subject.equals(subject)) {
            return known.refused
                    ? new Dealing.Swallow(List.of(cancel(parties.side(), cookie, REJECT)))
                    : Dealing.Pass.INSTANCE;
        }
        Deal deal = new Deal(subject, parties.side());
        return new Dealing.Asks(subject.events(parties, Step.PROPOSE, cookie), ruling -> {
            deals.remove(cookie);
            deals.put(cookie, deal);
            if (allows(ruling)) {
                return Dealing.Carried.ON;
            }
            deal.refused = true;
            return ruling.verdict() instanceof Verdict.Drop
                    ? Dealing.Carried.DROPPED
                    : new Dealing.Carried(false, List.of(cancel(parties.side(), cookie, REJECT)));
        });
    }

    private Dealing accepted(Parties parties, String cookie, Fields fields, @Nullable Deal known, String text) {
        Deal deal = known == null ? unknown(fields) : known;
        if (deal.refused) {
            return new Dealing.Swallow(List.of());
        }
        if (text.equals(deal.accepted.get(parties.side()))) {
            return Dealing.Pass.INSTANCE;
        }
        List<ImEvent> events = deal.subject.events(parties, Step.ACCEPT, cookie);
        return new Dealing.Asks(events, ruling -> {
            deals.putIfAbsent(cookie, deal);
            deal.accepted.put(parties.side(), text.length() <= LONGEST_KEPT ? text : "");
            if (allows(ruling)) {
                announcements.file(parties, deal.inviter, fields.get("AuthCookie"), cookie);
                return Dealing.Carried.ON;
            }
            deal.refused = true;
            if (ruling.verdict() instanceof Verdict.Drop) {
                return Dealing.Carried.DROPPED;
            }
            List<Said> said = new ArrayList<>(2);
            said.add(cancel(parties.side(), cookie, TAKEN_BACK));
            said.add(cancel(parties.side().other(), cookie, REJECT));
            return new Dealing.Carried(false, said);
        });
    }

    /** An acceptance of something from before our time: a file when it says where that is to be had. */
    private Deal unknown(Fields fields) {
        return new Deal(
                fields.first("AuthCookie") == null
                        ? Subject.ofInvitation(fields, limits.textChars())
                        : Subject.anyFile(),
                null);
    }

    private Dealing cancelled(Parties parties, String cookie, Fields fields, @Nullable Deal known) {
        if (known == null) {
            // It ends what nobody here knows of.
            return Dealing.Pass.INSTANCE;
        }
        if (known.refused) {
            return new Dealing.Swallow(List.of());
        }
        boolean declined = known.inviter != parties.side()
                && known.accepted.isEmpty()
                && fields.get("Cancel-Code").toUpperCase(Locale.ROOT).startsWith(REJECT);
        Step step = declined ? Step.DECLINE : Step.CANCEL;
        return new Dealing.Asks(known.subject.events(parties, step, cookie), ruling -> {
            // Over, whatever the ruling: nothing may follow from an end that nobody heard of.
            known.refused = true;
            return allows(ruling) ? Dealing.Carried.ON : Dealing.Carried.DROPPED;
        });
    }

    private static boolean allows(Ruling ruling) {
        return ruling.verdict() instanceof Verdict.Allow;
    }

    private static Said cancel(Side to, String cookie, String code) {
        String body =
                "Invitation-Command: CANCEL\r\nInvitation-Cookie: " + cookie + "\r\nCancel-Code: " + code + "\r\n";
        return new Said(
                to,
                MimeWriter.fresh()
                        .header("MIME-Version", "1.0")
                        .header("Content-Type", TYPE + "; charset=UTF-8")
                        .body(body.getBytes(StandardCharsets.UTF_8))
                        .toBuffer());
    }
}
