package org.sallyport.protocols.msnp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.read.Tags;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;

/**
 * Who is there ({@code CHG}, {@code NLN}, {@code ILN}, {@code FLN}), and what people say of themselves: the personal message and
 * the song they hear ({@code UUX}, {@code UBX}), the display name ({@code PRP}, {@code REA}). What the service tells an account of
 * itself is no event; nor is an empty personal message, which clients send at every sign-on.
 *
 * <p>Confined to the connection's event loop.
 */
final class Presences {

    /** From here to version 17 the network is a token behind the account. */
    private static final int NETWORK_TOKENS = 14;

    private static final int NETWORK_PREFIXES = 18;

    private final Connection connection;
    private final Requests requests;

    Presences(Connection connection, Requests requests) {
        this.connection = connection;
        this.requests = requests;
    }

    /** {@code CHG n status}. */
    Finding change(Side from, CommandLine line) {
        return from == Side.CLIENT && line.has(2)
                ? presence(from, connection.account(), status(line.token(2)))
                : pass();
    }

    /** {@code NLN status account}, {@code ILN n status account}. */
    Finding online(CommandLine line, int status) {
        ScreenName person = person(line, status + 1);
        return person.equals(connection.account()) ? pass() : presence(Side.SERVER, person, status(line.token(status)));
    }

    /** {@code FLN account}. */
    Finding offline(CommandLine line) {
        ScreenName person = person(line, 1);
        return person.equals(connection.account()) ? pass() : presence(Side.SERVER, person, "offline");
    }

    private ScreenName person(CommandLine line, int token) {
        boolean apart = connection.version() >= NETWORK_TOKENS && connection.version() < NETWORK_PREFIXES;
        return apart ? MsnNames.of(line.decoded(token), line.token(token + 1)) : MsnNames.of(line.decoded(token));
    }

    private Finding presence(Side from, @Nullable ScreenName person, String status) {
        return new Finding.Asks(new ImEvent.Presence(Flow.from(from), person, status, Text.EMPTY), requests::enforce);
    }

    /** One lower-case word for a status; {@code unknown} for one nobody knows. */
    static String status(String code) {
        return switch (code) {
            case "NLN" -> "online";
            case "BSY" -> "busy";
            case "IDL" -> "idle";
            case "BRB" -> "back-soon";
            case "AWY" -> "away";
            case "PHN" -> "phone";
            case "LUN" -> "lunch";
            case "HDN" -> "invisible";
            case "FLN" -> "offline";
            default -> "unknown";
        };
    }

    /** {@code UUX n length} of our client, {@code UBX account length} of somebody else. */
    Finding personal(Side from, CommandLine line) {
        if (line.payloadLength() == 0) {
            return pass();
        }
        ScreenName person = from == Side.CLIENT ? connection.account() : person(line, 1);
        if (from == Side.SERVER && person != null && person.equals(connection.account())) {
            return pass();
        }
        List<ImEvent> profile = profile(Flow.from(from), person, line.payload());
        return profile.isEmpty() ? pass() : new Finding.Asks(profile, requests::enforce);
    }

    /** The words in a {@code <Data>}. The fields of a song are set apart by a backslash and a zero. */
    List<ImEvent> profile(Flow flow, @Nullable ScreenName person, String xml) {
        List<ImEvent> events = new ArrayList<>();
        Tags tags = new Tags(xml);
        while (tags.next() && events.size() < connection.limits().itemsPerFrame()) {
            if (tags.is("PSM")) {
                part(flow, person, "personal-message", tags.text(), events);
            } else if (tags.is("CurrentMedia")) {
                part(flow, person, "current-media", tags.text().replace("\\0", " "), events);
            } else if (tags.is("FriendlyName")) {
                part(flow, person, "display-name", tags.text(), events);
            }
        }
        return events;
    }

    private void part(Flow flow, @Nullable ScreenName person, String part, String text, List<ImEvent> events) {
        if (!text.isBlank()) {
            String cut = text.substring(
                    0, Math.min(text.length(), connection.limits().textChars()));
            events.add(new ImEvent.Profile(flow, person, part, Text.plain(cut)));
        }
    }

    /** {@code PRP n MFN name}: one's own. Other properties are telephone numbers. */
    Finding property(CommandLine line) {
        return line.is(2, "MFN") ? named(line.decoded(3)) : pass();
    }

    /** {@code REA n account name}: one's own, or one's own word for somebody else. */
    Finding renamed(CommandLine line) {
        ScreenName person = MsnNames.of(line.decoded(2));
        String name = line.decoded(3);
        if (person.equals(connection.account())) {
            return named(name);
        }
        return new Finding.Asks(
                new ImEvent.ContactChange(
                        Flow.OUTBOUND, connection.account(), List.of(person), "update", Text.plain(name)),
                requests::enforce);
    }

    private Finding named(String name) {
        List<ImEvent> events = new ArrayList<>();
        part(Flow.OUTBOUND, connection.account(), "display-name", name, events);
        return events.isEmpty() ? pass() : new Finding.Asks(events, requests::enforce);
    }

    private static Finding pass() {
        return Finding.Pass.INSTANCE;
    }
}
