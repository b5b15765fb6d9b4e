package org.sallyport.protocols.msnp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.wire.Command;
import org.sallyport.protocols.msnp.wire.CommandLine;

/**
 * One MSNP connection: to a dispatch or notification server, or to a switchboard. This class only sends each command where it is
 * understood and turns what is found there into the words of the seam:
 *
 * <pre>
 *   frame ─▶ VER, CVR, USR, ANS, OUT, errors ──▶ {@link SignOn}
 *         ─▶ XFR, RNG ─────────────────────────▶ {@link Transfers}
 *         ─▶ CAL, JOI, IRO, BYE ───────────────▶ {@link Switchboard}
 *         ─▶ MSG ──────────────────────────────▶ {@link Talk} ─▶ {@link Contents}, {@link Negotiations}
 *         ─▶ UUM, UBM, UUN, UBN, PAG, PGD, IPG ▶ {@link Federation} ─▶ {@link Contents}
 *         ─▶ SDG, PUT, DEL, NFY ───────────────▶ {@link Datagrams} ─▶ {@link Contents}
 *         ─▶ presence and profiles ────────────▶ {@link Presences}
 *         ─▶ contact lists ────────────────────▶ {@link Contacts}, {@link ContactList}
 *         ─▶ all else that is known ───────────▶ goes on
 * </pre>
 *
 * What comes from colleagues without the service is {@link Colleagues}.
 *
 * <p><b>Lifecycle:</b> once the session has ended a connection from our side nothing goes through any more, in either
 * direction. <b>Threading:</b> confined to the connection's event loop; never blocks. <b>Bad input:</b> gives
 * {@link Reading.Malformed}; nothing a peer sends makes a method throw.
 */
final class MsnpSession implements Session {

    private static final Reading NOTHING = new Reading.Housekeeping(List.of());

    /** A question that was asked about a frame and how its answer is carried out. */
    private record Pending(List<? extends ImEvent> events, Enforcement enforcement) {}

    private final Connection connection;
    private final SignOn signOn;
    private final Transfers transfers;
    private final Switchboard switchboard;
    private final Talk talk;
    private final Negotiations negotiations;
    private final Federation federation;
    private final Datagrams datagrams;
    private final Presences presences;
    private final ContactList contactList;
    private final Contacts contacts;
    private final Requests requests;
    private final Colleagues colleagues;
    private final CommandLine line = new CommandLine();

    private @Nullable Pending pendingFromClient;
    private @Nullable Pending pendingFromServer;

    MsnpSession(SessionContext context) {
        connection = new Connection(context);
        Voice voice = new Voice(connection);
        requests = new Requests(voice);
        signOn = new SignOn(connection, voice);
        transfers = new Transfers(connection);
        switchboard = new Switchboard(connection, voice, signOn);
        Contents contents = new Contents(connection);
        negotiations = new Negotiations(connection, voice);
        colleagues = new Colleagues(connection, voice, negotiations::ownTransaction);
        talk = new Talk(connection, voice, contents, switchboard, negotiations);
        federation = new Federation(connection, voice, contents, requests, signOn, negotiations);
        presences = new Presences(connection, requests);
        datagrams = new Datagrams(connection, voice, contents, requests, presences, negotiations);
        contactList = new ContactList(connection);
        contacts = new Contacts(connection, requests, contactList);
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (connection.closing()) {
            return NOTHING;
        }
        return switch (find(from, frame)) {
            case Finding.Pass pass -> Reading.Pass.INSTANCE;
            case Finding.Instead instead -> new Reading.Housekeeping(instead.emissions());
            case Finding.Asks asks -> {
                pending(from, new Pending(asks.events(), asks.enforcement()));
                yield new Reading.Events(List.copyOf(asks.events()));
            }
            case Finding.Piece piece -> {
                pending(from, new Pending(List.of(piece.file()), piece.enforcement()));
                yield new Reading.FilePart(piece.file(), piece.start() - frame.offset(), piece.length(), piece.last());
            }
            case Finding.Broken broken -> new Reading.Malformed(broken.why());
        };
    }

    private Finding find(Side from, Frame frame) {
        Command command = Command.at(frame.buffer(), frame.offset());
        boolean ours = from == Side.CLIENT;
        return switch (command) {
            // Pings, challenges and groups; what names nobody.
            case ADG, BLP, BPR, CHL, GCF, GTC, IMS, INF, LSG, NOT, PNG, QNG, QRY, REG, RMG, SBP, SBS, URL, VAS ->
                Finding.Pass.INSTANCE;
            case VER -> signOn.version(from, line.point(frame));
            case CVR -> signOn.client(from, line.point(frame));
            case USR -> signOn.user(from, line.point(frame));
            case ANS -> ours ? signOn.answers(line.point(frame)) : answered(line.point(frame));
            case OUT -> {
                connection.leaves();
                yield connection.kind() == Kind.SWITCHBOARD
                        ? switchboard.out(from)
                        : signOn.out(from, line.point(frame));
            }
            case ERROR -> ours ? other(from, frame) : refused(line.point(frame));
            case XFR -> ours ? Finding.Pass.INSTANCE : transfers.transfer(line.point(frame));
            case RNG -> ours ? other(from, frame) : transfers.call(line.point(frame));
            case CAL -> switchboard.call(from, line.point(frame));
            case JOI -> ours ? other(from, frame) : switchboard.joins(line.point(frame), 1);
            case IRO -> ours ? other(from, frame) : switchboard.joins(line.point(frame), 4);
            case BYE -> ours ? other(from, frame) : switchboard.leaves(line.point(frame));
            case ACK -> ours ? Finding.Pass.INSTANCE : unlessOurs(line.point(frame), Finding.Pass.INSTANCE);
            case NAK -> ours ? other(from, frame) : unlessOurs(line.point(frame), undelivered(line));
            case MSG -> talk.message(from, frame, line.point(frame));
            case UUM, UBM ->
                (command == Command.UUM) == ours ? federation.message(from, line.point(frame)) : other(from, frame);
            case UUN, UBN ->
                (command == Command.UUN) == ours
                        ? federation.note(from, line.point(frame))
                        : noted(from, command == Command.UUN, frame);
            case PAG, PGD -> ours ? federation.page(line.point(frame)) : other(from, frame);
            case IPG -> ours ? other(from, frame) : federation.paged(line.point(frame));
            case SDG -> datagrams.message(from, line.point(frame));
            case PUT, DEL -> ours ? datagrams.publication(from, command, line.point(frame)) : Finding.Pass.INSTANCE;
            case NFY -> ours ? other(from, frame) : datagrams.publication(from, command, line.point(frame));
            case CHG -> {
                if (ours) {
                    contactList.shown();
                }
                yield presences.change(from, line.point(frame));
            }
            case NLN -> ours ? other(from, frame) : presences.online(line.point(frame), 1);
            case ILN -> ours ? other(from, frame) : presences.online(line.point(frame), 2);
            case FLN -> ours ? other(from, frame) : presences.offline(line.point(frame));
            case UUX, UBX ->
                (command == Command.UUX) == ours
                        ? presences.personal(from, line.point(frame))
                        : answer(from, command == Command.UUX, frame);
            case PRP -> ours ? presences.property(line.point(frame)) : Finding.Pass.INSTANCE;
            case REA -> ours ? presences.renamed(line.point(frame)) : Finding.Pass.INSTANCE;
            case SYN -> ours ? Finding.Pass.INSTANCE : contactList.announced(line.point(frame));
            case LST -> ours ? Finding.Pass.INSTANCE : contactList.listed(line.point(frame));
            case ADC, ADD, REM -> contacts.edit(from, command, line.point(frame));
            case ADL -> contacts.edit(from, false, line.point(frame));
            case RML -> contacts.edit(from, true, line.point(frame));
            case FQY -> contacts.lookup(from, line.point(frame));
            case SND, SDC -> contacts.mail(from, line.point(frame));
            case OTHER -> other(from, frame);
        };
    }

    /** The service answers a command of the client's; sent by the client it would be nobody's. */
    private Finding answer(Side from, boolean known, Frame frame) {
        return known && from == Side.SERVER ? Finding.Pass.INSTANCE : other(from, frame);
    }

    private Finding noted(Side from, boolean known, Frame frame) {
        Finding finding = answer(from, known, frame);
        return from == Side.SERVER ? unlessOurs(line.point(frame), finding) : finding;
    }

    /** What answers a command that the gateway said in the client's place is not for the client. */
    private Finding unlessOurs(CommandLine answer, Finding otherwise) {
        return negotiations.answersUs(answer) ? new Finding.Instead(List.of()) : otherwise;
    }

    private Finding answered(CommandLine answer) {
        return answer.is(2, "OK") ? signOn.accepted() : Finding.Pass.INSTANCE;
    }

    private Finding refused(CommandLine error) {
        if (negotiations.answersUs(error)) {
            return new Finding.Instead(List.of());
        }
        switchboard.refused(error);
        return signOn.error(error);
    }

    /** {@code NAK n}. */
    private Finding undelivered(CommandLine nak) {
        ScreenName account = connection.account();
        return new Finding.Asks(
                new ImEvent.Receipt(
                        Flow.INBOUND,
                        null,
                        account == null ? List.of() : List.of(account),
                        false,
                        nak.token(1),
                        "not delivered"),
                requests::enforce);
    }

    private Finding other(Side from, Frame frame) {
        String name = line.point(frame).token(0);
        return new Finding.Asks(
                new ImEvent.Unclassified(Flow.from(from), connection.actor(from), name, frame.length()),
                requests::enforce);
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        Pending pending = from == Side.CLIENT ? pendingFromClient : pendingFromServer;
        pending(from, null);
        List<Emission> out = new ArrayList<>(4);
        if (pending == null || connection.closing()) {
            return out;
        }
        Ruling ruling = Ruling.of(pending.events(), decisions);
        if (ruling.verdict() instanceof Verdict.Disconnect) {
            signOn.farewell(ruling.notices(), out);
        } else {
            pending.enforcement().enforce(from, frame, ruling, out);
        }
        return out;
    }

    private void pending(Side from, @Nullable Pending now) {
        if (from == Side.CLIENT) {
            pendingFromClient = now;
        } else {
            pendingFromServer = now;
        }
    }

    @Override
    public List<Emission> deliver(ImEvent.Message message) {
        if (connection.closing()) {
            return List.of();
        }
        List<Emission> out = new ArrayList<>(1);
        colleagues.deliver(message, out);
        return out;
    }

    @Override
    public boolean takes(ImEvent event) {
        return !connection.closing() && colleagues.takes(event);
    }

    @Override
    public boolean says(ImEvent.Message message) {
        return !connection.closing() && colleagues.says(message);
    }

    @Override
    public List<Emission> say(ImEvent.Message message) {
        List<Emission> out = new ArrayList<>(1);
        if (!connection.closing()) {
            colleagues.say(message, out);
        }
        return out;
    }

    @Override
    public List<Emission> deliverTyping(ImEvent.Typing typing) {
        List<Emission> out = new ArrayList<>(1);
        if (!connection.closing()) {
            colleagues.typing(typing, out);
        }
        return out;
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        if (connection.closing()) {
            return List.of(Emission.Close.INSTANCE);
        }
        List<Emission> out = new ArrayList<>(4);
        signOn.farewell(notice == null ? List.of() : List.of(notice), out);
        return out;
    }

    @Override
    public List<ImEvent> ended() {
        if (!connection.inSession()) {
            return List.of();
        }
        connection.signsOff();
        String how = connection.closing() ? "by the gateway" : "connection lost";
        return List.of(new ImEvent.SignOff(Flow.OUTBOUND, connection.account(), how));
    }

    @Override
    public @Nullable ScreenName account() {
        return connection.account();
    }

    @Override
    public ServiceId service() {
        return connection.service();
    }
}
