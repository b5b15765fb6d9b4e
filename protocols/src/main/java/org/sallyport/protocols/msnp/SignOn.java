package org.sallyport.protocols.msnp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.SignOn.Phase;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;

/**
 * How a client gets in. On a notification server it offers versions ({@code VER}), names itself ({@code CVR}) and its account
 * ({@code USR n TWN I account}); tickets and answers to challenges then pass unread, and {@code USR n OK} says that the account
 * is who it claims to be. A dispatch server sends it elsewhere instead, where it asks again. On a switchboard the cookie says
 * who comes: a known one needs no second sign-on, one nobody told us of (a restart) is a sign-on by itself, and one that was
 * given to somebody else is a forgery.
 *
 * <p>The four ways of versions 2 to 21 differ in name only, as far as a gateway is concerned: {@code MD5} to version 7, {@code
 * TWN} to 14, {@code SSO} since 15, and {@code SHA} since 18, which signs nobody on but opens a circle. Sources: hypothetic.org
 * and MSNPiki on the first two, libpurple, MSNPSharp and Escargot on the others, captures of libpurple for versions 9 and 18.
 *
 * <p>Confined to the connection's event loop.
 */
final class SignOn {

    private static final String COOKIE = "cookie";

    /** Methods of versions known; another is reported by this word, since it is the client's. */
    private static final Set<String> METHODS = Set.of("md5", "twn", "sso", "sha", "ctp");

    private static final String OTHER_METHOD = "other";

    /** A circle's ticket: the person is in already. */
    private static final String CIRCLE = "SHA";

    private static final String VERSION = "MSNP";
    private static final int LONGEST_CLIENT = 128;

    private final Connection connection;
    private final Voice voice;
    private final Farewell farewell;

    private @Nullable String method;

    /** The transaction of the request that waits for its answer; empty when none does. */
    private String open = "";

    /** Whether the cookie was known to us, so that nobody signs on here who hasn't before. */
    private boolean handedOver;

    SignOn(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
        this.farewell = new Farewell(connection, voice);
    }

    /** {@code VER n MSNP18}: what the service has picked. */
    Finding version(Side from, CommandLine line) {
        if (from == Side.CLIENT) {
            connection.kind(Kind.NOTIFICATION);
            return Finding.Pass.INSTANCE;
        }
        String first = line.token(2);
        if (first.startsWith(VERSION) && first.length() <= VERSION.length() + 2) {
            String digits = first.substring(VERSION.length());
            if (!digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                connection.version(Integer.parseInt(digits));
            }
        }
        return Finding.Pass.INSTANCE;
    }

    /** {@code CVR n lcid os osver arch client version id [account]}. */
    Finding client(Side from, CommandLine line) {
        if (from == Side.CLIENT) {
            connection.kind(Kind.NOTIFICATION);
            if (line.has(7)) {
                String client = line.decoded(6) + " " + line.decoded(7);
                connection.client(client.substring(0, Math.min(LONGEST_CLIENT, client.length())));
            }
        }
        return Finding.Pass.INSTANCE;
    }

    /** {@code USR} of either side on either kind of server. */
    Finding user(Side from, CommandLine line) {
        if (from == Side.SERVER) {
            return line.is(2, "OK") ? accepted() : Finding.Pass.INSTANCE;
        }
        if (connection.kind() != Kind.NOTIFICATION && line.contains(2, '@')) {
            return presented(line, line.bytes(3), null);
        }
        connection.kind(Kind.NOTIFICATION);
        if (!line.is(3, "I")) {
            // A ticket, or the answer to a challenge: an error names this transaction.
            open = open.isEmpty() || line.is(2, CIRCLE) ? open : line.token(1);
            return Finding.Pass.INSTANCE;
        }
        if (!line.has(4)) {
            return new Finding.Broken("sign-on without an account");
        }
        if (connection.welcomed()) {
            return new Finding.Broken("second sign-on");
        }
        connection.account(MsnNames.of(line.decoded(4)));
        return asks(methodOf(line.token(2)), line);
    }

    private static String methodOf(String token) {
        String word = token.toLowerCase(Locale.ROOT);
        return METHODS.contains(word) ? word : OTHER_METHOD;
    }

    /** {@code ANS n account cookie session}. */
    Finding answers(CommandLine line) {
        return connection.kind() == Kind.NOTIFICATION
                ? new Finding.Broken("call answered on a notification server")
                : presented(line, line.bytes(3), line.token(4));
    }

    private Finding presented(CommandLine line, byte[] cookie, @Nullable String session) {
        if (connection.kind() == Kind.SWITCHBOARD) {
            return new Finding.Broken("second sign-on");
        }
        connection.kind(Kind.SWITCHBOARD);
        ScreenName claimed = MsnNames.of(line.decoded(2));
        Handoff handoff = connection.context().handoffs().recall(MsnpPlugin.ID, cookie);
        ScreenName known = handoff == null ? null : handoff.account();
        if (handoff != null) {
            connection.continues(handoff);
        }
        connection.account(claimed);
        if (session != null) {
            connection.sessionId(session);
        }
        if (known == null) {
            return asks(COOKIE, line);
        }
        handedOver = true;
        open = line.token(1);
        if (known.equals(claimed)) {
            return Finding.Pass.INSTANCE;
        }
        return new Finding.Asks(
                new ImEvent.Forged(Flow.OUTBOUND, claimed, List.of(known), "cookie of another account"),
                this::enforceRequest);
    }

    private Finding asks(String by, CommandLine line) {
        method = by;
        open = line.token(1);
        return new Finding.Asks(event(Flow.OUTBOUND, Phase.REQUESTED, null), this::enforceRequest);
    }

    private void enforceRequest(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else {
            end(ruling, out);
        }
    }

    /** {@code USR n OK} or {@code ANS n OK}. Later ones are for circles. */
    Finding accepted() {
        if (connection.welcomed()) {
            return Finding.Pass.INSTANCE;
        }
        if (handedOver) {
            welcome();
            List<Emission> out = new ArrayList<>();
            out.add(Emission.Forward.INSTANCE);
            voice.welcomed(out);
            return out.size() == 1 ? Finding.Pass.INSTANCE : new Finding.Instead(out);
        }
        return new Finding.Asks(event(Flow.INBOUND, Phase.ACCEPTED, null), (from, frame, ruling, out) -> {
            if (ruling.verdict() instanceof Verdict.Allow) {
                welcome();
                out.add(Emission.Forward.INSTANCE);
                voice.welcomed(out);
                voice.notices(ruling.notices(), out);
            } else {
                end(ruling, out);
            }
        });
    }

    private void welcome() {
        connection.welcome();
        open = "";
    }

    /** Three digits: a refusal, when they answer the request that is open. */
    Finding error(CommandLine line) {
        if (open.isEmpty() || !line.is(1, open)) {
            return Finding.Pass.INSTANCE;
        }
        open = "";
        // A no needs nobody's leave.
        return new Finding.Asks(
                event(Flow.INBOUND, Phase.REFUSED, line.token(0)),
                (from, frame, ruling, out) -> out.add(Emission.Forward.INSTANCE));
    }

    /** {@code OUT}, with a reason from the service. An end is an end, whatever the rules say. */
    Finding out(Side from, CommandLine line) {
        if (!connection.inSession()) {
            return Finding.Pass.INSTANCE;
        }
        return left(from, from == Side.CLIENT ? "by the client" : reason(line));
    }

    /** The session is over, for this reason. */
    Finding left(Side from, String how) {
        connection.signsOff();
        return new Finding.Asks(
                new ImEvent.SignOff(Flow.from(from), connection.account(), how),
                (side, frame, ruling, out) -> out.add(Emission.Forward.INSTANCE));
    }

    private static String reason(CommandLine line) {
        if (line.is(1, "OTH")) {
            return "signed on elsewhere";
        }
        return line.is(1, "SSD") ? "service going down" : "by the service";
    }

    /** Ends the connection in whatever phase it is. */
    void farewell(List<String> notices, List<Emission> out) {
        farewell.append(notices, open, out);
    }

    /** Drop is silent; everything else tells the client as its protocol does. */
    private void end(Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Drop) {
            farewell.silently(out);
        } else {
            farewell.append(ruling.notices(), open, out);
        }
    }

    private ImEvent event(Flow flow, Phase phase, @Nullable String detail) {
        String by = method == null ? OTHER_METHOD : method;
        return new ImEvent.SignOn(flow, phase, connection.account(), by, connection.client(), detail);
    }
}
