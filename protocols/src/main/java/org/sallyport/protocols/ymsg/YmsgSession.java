package org.sallyport.protocols.ymsg;

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
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.wire.YmsgView;

/**
 * One YMSG connection: to the service, carried in HTTP, or between two clients. This class only sends each packet where it is
 * understood and turns what is found there into the words of the seam:
 *
 * <pre>
 *   frame ─▶ {@link Use}: nothing to a gateway ─▶ goes on
 *         ─▶ {@link Topics} ─▶ {@link SignOn}: who is it
 *                           ─▶ a {@link Topic}: what people do
 * </pre>
 *
 * <p><b>Lifecycle:</b> once the session has ended a connection from our side nothing goes through any more, in either
 * direction. <b>Threading:</b> confined to the connection's event loop; never blocks. <b>Bad input:</b> gives
 * {@link Reading.Malformed}; nothing a peer sends makes a method throw.
 */
final class YmsgSession implements Session {

    private static final Reading NOTHING = new Reading.Housekeeping(List.of());

    /** A question that was asked about a frame and how its answer is carried out. */
    private record Pending(List<? extends ImEvent> events, EachEnforcement enforcement) {}

    private final Connection connection;
    private final Voice voice;
    private final SignOn signOn;
    private final Attendance attendance;
    private final Topics topics;

    private @Nullable Pending pendingFromClient;
    private @Nullable Pending pendingFromServer;

    YmsgSession(SessionContext context) {
        connection = new Connection(context);
        voice = new Voice(connection);
        signOn = new SignOn(connection, voice);
        attendance = new Attendance(connection, voice);
        topics = new Topics(connection, voice, signOn, attendance);
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (connection.closing()) {
            return NOTHING;
        }
        connection.sees(from, frame);
        Use use = Use.of(from, YmsgView.service(frame));
        if (use == Use.PASS) {
            return Reading.Pass.INSTANCE;
        }
        return switch (topics.read(use, from, frame)) {
            case Finding.Pass pass -> Reading.Pass.INSTANCE;
            case Finding.Instead instead -> new Reading.Housekeeping(instead.emissions());
            case Finding.Asks(List<? extends ImEvent> events, Enforcement enforcement) ->
                asks(
                        from,
                        events,
                        (side, same, decisions, out) ->
                                enforcement.enforce(side, same, Ruling.of(events, decisions), out));
            case Finding.AsksEach(List<? extends ImEvent> events, EachEnforcement enforcement) ->
                asks(from, events, enforcement);
            case Finding.Broken broken -> new Reading.Malformed(broken.why());
        };
    }

    private Reading asks(Side from, List<? extends ImEvent> events, EachEnforcement enforcement) {
        pending(from, new Pending(events, enforcement));
        return new Reading.Events(List.copyOf(events));
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
            signOn.end(ruling.notices(), out);
        } else {
            pending.enforcement().enforce(from, frame, decisions, out);
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
        return !connection.closing() && (event.room() == null ? voice.takes(event) : attendance.takes(event));
    }

    @Override
    public boolean vouches(ImEvent event) {
        return event.room() == null || attendance.vouches(event);
    }

    @Override
    public boolean says(ImEvent.Message message) {
        return !connection.closing() && voice.says(message);
    }

    @Override
    public List<Emission> say(ImEvent.Message message) {
        List<Emission> out = new ArrayList<>(1);
        if (!connection.closing()) {
            voice.saysAgain(message, out);
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
        signOn.end(notice == null ? List.of() : List.of(notice), out);
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
        return YmsgNames.YAHOO;
    }
}
