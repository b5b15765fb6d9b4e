package org.sallyport.protocols.oscar.oft;

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
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * A client that meets another at the proxy: it makes a meeting point (2) or comes to one (4), each with its own name and the cookie
 * of the rendezvous; the proxy says which one it made (3), that both are there (5) or what went wrong (1). What follows is between
 * the two clients, as on a connection of their own.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bad input:</b> {@link Reading.Malformed}.
 */
final class ArsSession implements Session {

    private static final int ERROR = 1;
    private static final int CREATE = 2;
    private static final int CREATED = 3;
    private static final int JOIN = 4;
    private static final int READY = 5;

    private static final Reading SWALLOWED = new Reading.Housekeeping(List.of());

    private final PeerSession peers;
    private boolean clientThrough;
    private boolean serverThrough;
    private boolean closing;
    private @Nullable List<ImEvent> askedClient;
    private @Nullable List<ImEvent> askedServer;

    ArsSession(SessionContext context) {
        this.peers = new PeerSession(context);
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (closing) {
            return SWALLOWED;
        }
        asked(from, null);
        if (isThrough(from, frame)) {
            return peers.interpret(from, frame);
        }
        int type = frame.buffer().getUnsignedShort(frame.offset() + ArsCodec.TYPE);
        boolean known = from == Side.CLIENT
                ? type == CREATE || type == JOIN
                : type == ERROR || type == CREATED || type == READY;
        if (!known) {
            PeerLink link = peers.link();
            ImEvent event = new ImEvent.Unclassified(
                    link.flow(from), link.from(from), String.format("ars/%04x", type), frame.length());
            List<ImEvent> events = List.of(event);
            asked(from, events);
            return new Reading.Events(events);
        }
        return from == Side.CLIENT ? introduces(type, frame) : Reading.Pass.INSTANCE;
    }

    private boolean isThrough(Side from, Frame frame) {
        boolean now = ArsCodec.isPeers(frame.buffer(), frame.offset());
        if (from == Side.CLIENT) {
            clientThrough |= now;
            return clientThrough;
        }
        serverThrough |= now;
        return serverThrough;
    }

    /** s8 own name, for 4 the u16 id of the meeting point, cookie. */
    private Reading introduces(int type, Frame frame) {
        WireReader in = new WireReader(frame.buffer(), frame.offset() + ArsCodec.DATA, frame.offset() + frame.length());
        String name = in.s8();
        if (type == JOIN) {
            in.u16();
        }
        long cookie = in.u64();
        if (in.failed()) {
            return new Reading.Malformed("name or cookie does not fit");
        }
        peers.link().claims(Side.CLIENT, name);
        peers.link().shows(cookie);
        return Reading.Pass.INSTANCE;
    }

    private void asked(Side from, @Nullable List<ImEvent> events) {
        if (from == Side.CLIENT) {
            askedClient = events;
        } else {
            askedServer = events;
        }
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        List<ImEvent> asked = from == Side.CLIENT ? askedClient : askedServer;
        if (closing) {
            return List.of();
        }
        List<Emission> out;
        if (asked == null) {
            out = peers.enforce(from, frame, decisions);
        } else {
            boolean allowed = Ruling.of(asked, decisions).verdict() instanceof Verdict.Allow;
            out = List.of(allowed ? Emission.Forward.INSTANCE : Emission.Close.INSTANCE);
        }
        closing = out.contains(Emission.Close.INSTANCE);
        return out;
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        closing = true;
        return peers.disconnect(notice);
    }

    @Override
    public @Nullable ScreenName account() {
        return peers.account();
    }

    @Override
    public ServiceId service() {
        return peers.service();
    }
}
