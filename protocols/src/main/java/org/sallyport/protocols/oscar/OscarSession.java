package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
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
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacHeader;

/**
 * One OSCAR connection of up to five that an account has: the authorizer, the session itself, chat rooms and side services.
 * This class only sends each frame where it is understood and turns what is found there into the words of the seam:
 *
 * <pre>
 *   frame ─▶ channel 1, 4, SNACs 17/xx, 01/0F ─▶ {@link SignOn}
 *         ─▶ 01/04, 01/05, 01/12 ─────────────▶ {@link Redirects}
 *         ─▶ 13/06 ───────────────────────────▶ {@link ContactList}
 *         ─▶ what people do ──────────────────▶ {@link Contents}
 *         ─▶ all else ────────────────────────▶ goes on
 * </pre>
 *
 * <p><b>Lifecycle:</b> once the session has ended a connection from our side nothing goes through any more, in either
 * direction. <b>Threading:</b> confined to the connection's event loop; never blocks. <b>Bad input:</b> gives
 * {@link Reading.Malformed}; nothing a peer sends makes a method throw.
 */
final class OscarSession implements Session {

    private static final Reading NOTHING = new Reading.Housekeeping(List.of());

    /** A question that was asked about a frame and how its answer is carried out. */
    private record Pending(List<? extends ImEvent> events, Enforcement enforcement) {}

    private final Connection connection;
    private final Outlet outlet = new Outlet();
    private final Voice voice;
    private final SignOn signOn;
    private final Redirects redirects;
    private final Attendance attendance;
    private final Contents contents;
    private final ContactList contactList;

    private @Nullable Pending pendingFromClient;
    private @Nullable Pending pendingFromServer;

    OscarSession(SessionContext context) {
        connection = new Connection(context);
        voice = new Voice(connection, outlet);
        signOn = new SignOn(connection, outlet, voice);
        redirects = new Redirects(connection, outlet, voice);
        attendance = new Attendance(connection, outlet);
        contents = new Contents(connection, outlet, voice, attendance);
        contactList = new ContactList(connection);
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (connection.closing()) {
            return NOTHING;
        }
        Finding finding = find(from, frame);
        return switch (finding) {
            case Finding.Pass pass -> {
                outlet.forward(from, frame);
                yield Reading.Pass.INSTANCE;
            }
            case Finding.Instead instead -> new Reading.Housekeeping(instead.emissions());
            case Finding.Asks asks -> {
                pending(from, new Pending(asks.events(), asks.enforcement()));
                yield new Reading.Events(List.copyOf(asks.events()));
            }
            case Finding.Broken broken -> {
                // Whoever decides to let it through all the same shall find its number right.
                outlet.forward(from, frame);
                yield new Reading.Malformed(broken.why());
            }
        };
    }

    private Finding find(Side from, Frame frame) {
        return switch (FlapView.channel(frame)) {
            case Flap.SIGN_ON -> signOn.hello(from, frame);
            case Flap.DATA -> snac(from, frame);
            case Flap.SIGN_OFF -> signOn.close(from, frame);
            // Errors and keep-alives; the codec knows no other channel.
            default -> Finding.Pass.INSTANCE;
        };
    }

    private Finding snac(Side from, Frame frame) {
        ByteBuf buffer = frame.buffer();
        int start = FlapView.payload(frame);
        int end = FlapView.end(frame);
        if (end - start < SnacHeader.LENGTH) {
            return new Finding.Broken("SNAC shorter than its header");
        }
        if (from == Side.CLIENT) {
            connection.lastClientId(FlapView.requestId(frame));
        } else if (outlet.hasAsked()) {
            ExtraBlock.hideOwnIds(buffer, start, end, outlet, connection.lastClientId());
        }
        SnacUse use = SnacUse.of(from, SnacHeader.familyAt(buffer, start), SnacHeader.subtypeAt(buffer, start));
        if (use == SnacUse.PASS) {
            return Finding.Pass.INSTANCE;
        }
        SnacHeader header = SnacHeader.read(buffer, start, end);
        return header == null
                ? new Finding.Broken("SNAC with a broken extra block")
                : understand(use, from, header, frame);
    }

    private Finding understand(SnacUse use, Side from, SnacHeader header, Frame frame) {
        return switch (signOn.authorizes() ? use : use.withoutLogin()) {
            case PASS -> Finding.Pass.INSTANCE;
            case CLIENT_READY -> {
                connection.comesOnline();
                yield Finding.Pass.INSTANCE;
            }
            case FAMILIES -> {
                signOn.serves(header, frame);
                yield Finding.Pass.INSTANCE;
            }
            case PAUSE, RESUME -> {
                connection.paused(use == SnacUse.PAUSE);
                yield Finding.Pass.INSTANCE;
            }
            case CONTACT_LIST -> {
                contactList.part(header, frame);
                yield Finding.Pass.INSTANCE;
            }
            case SELF_INFO -> signOn.selfInfo(header, frame);
            case KEY_REQUEST -> signOn.keyRequest(header, frame);
            case LOGIN -> signOn.login(header, frame);
            case LOGIN_REPLY -> signOn.loginReply(header, frame);
            case LOGIN_ERROR -> signOn.loginError(header, frame);
            case SERVICE_REQUEST -> redirects.asked(header, frame);
            case REDIRECT -> redirects.answered(header, frame);
            case MIGRATION -> redirects.migrated(header, frame);
            case ANSWER -> {
                if (outlet.askedWith(header.requestId())) {
                    yield answered(header, frame);
                }
                yield contents.read(from, header, frame);
            }
            case READ -> contents.read(from, header, frame);
        };
    }

    /** What answers us stays here; that something we said in the client's place did not arrive is worth a record. */
    private Finding answered(SnacHeader header, Frame frame) {
        ScreenName to = voice.recipient(header.requestId());
        if (to == null || !header.is(0x0004, 0x0001)) {
            outlet.drop(Side.SERVER, frame);
            return new Finding.Instead(List.of());
        }
        return new Finding.Asks(
                List.of(new ImEvent.Receipt(
                        Flow.INBOUND, connection.account(), List.of(to), false, "", "the service did not take it")),
                (from, same, ruling, out) -> outlet.drop(from, same));
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        Pending pending = from == Side.CLIENT ? pendingFromClient : pendingFromServer;
        pending(from, null);
        List<Emission> out = new ArrayList<>(4);
        if (pending == null || connection.closing()) {
            outlet.drop(from, frame);
            return out;
        }
        Ruling ruling = Ruling.of(pending.events(), decisions);
        if (ruling.verdict() instanceof Verdict.Disconnect) {
            outlet.drop(from, frame);
            signOn.farewell().append(ruling.notices(), out);
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
        if (message.room() == null) {
            voice.deliver(message, out);
        } else {
            attendance.deliver(message, out);
        }
        return out;
    }

    @Override
    public boolean takes(ImEvent event) {
        return !connection.closing() && (event.room() == null ? voice.takes() : attendance.takes(event));
    }

    @Override
    public boolean vouches(ImEvent event) {
        return event.room() == null || attendance.vouches(event);
    }

    @Override
    public boolean says(ImEvent.Message message) {
        return !connection.closing()
                && voice.says(message)
                && (message.room() == null || attendance.isForTheSame(message));
    }

    @Override
    public List<Emission> say(ImEvent.Message message) {
        List<Emission> out = new ArrayList<>(1);
        if (says(message)) {
            voice.saysAgain(message, attendance.hasSeen(message), out);
        }
        return out;
    }

    @Override
    public List<Emission> deliverTyping(ImEvent.Typing typing) {
        if (connection.closing()) {
            return List.of();
        }
        List<Emission> out = new ArrayList<>(1);
        voice.typing(typing, out);
        return out;
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        if (connection.closing()) {
            return List.of(Emission.Close.INSTANCE);
        }
        List<Emission> out = new ArrayList<>(3);
        signOn.farewell().append(notice == null ? List.of() : List.of(notice), out);
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
