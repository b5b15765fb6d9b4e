package org.sallyport.protocols.oscar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Where the service sends a client that is already in: 01/04 asks for the service of a family, 01/05 names the place, 01/12
 * moves the session itself (Shutko's description, family 01; the first two observed with libpurple). Each names a cookie by
 * which the next connection is known again, so that a chat room's connection belongs to somebody from its first byte.
 *
 * <p>Bounded: of requests without answer the latest {@link org.sallyport.protocols.Limits#trackedItems()} are remembered. An
 * answer to a forgotten one still names its family, but not the room.
 *
 * <p>Confined to the connection's event loop.
 */
final class Redirects {

    private static final int FAMILY_CONTROL = 0x0001;
    private static final int FAMILY_CHAT = 0x000E;
    private static final int ROOM = 0x0001;
    private static final int FAMILY = 0x000D;

    private record Request(int family, @Nullable String room) {}

    private final Connection connection;
    private final Outlet outlet;
    private final Voice voice;
    private final Map<Long, Request> open = new LinkedHashMap<>();

    Redirects(Connection connection, Outlet outlet, Voice voice) {
        this.connection = connection;
        this.outlet = outlet;
        this.voice = voice;
    }

    /** 01/04. To ask for the chat service with a room is to ask into the room. */
    Finding asked(SnacHeader header, Frame frame) {
        WireReader in = header.body(frame.buffer());
        int family = in.u16();
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        if (in.failed()) {
            return new Finding.Broken("service request with broken TLVs");
        }
        if (family != FAMILY_CHAT) {
            remember(header.requestId(), new Request(family, null));
            return Finding.Pass.INSTANCE;
        }
        String room = room(tlvs);
        if (room == null) {
            return new Finding.Broken("request into a room that names none");
        }
        return new Finding.Asks(
                new ImEvent.RoomJoin(Flow.OUTBOUND, connection.account(), List.of(), room),
                (from, request, ruling, out) -> enforceJoin(from, request, room, ruling, out));
    }

    private void enforceJoin(Side from, Frame frame, String room, Ruling ruling, List<Emission> out) {
        long id = FlapView.requestId(frame);
        if (ruling.verdict() instanceof Verdict.Allow) {
            remember(id, new Request(FAMILY_CHAT, room));
            out.add(outlet.forward(from, frame));
        } else {
            outlet.drop(from, frame);
            if (!(ruling.verdict() instanceof Verdict.Drop)) {
                voice.error(FAMILY_CONTROL, id, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    /** The room in TLV 1: u16 exchange, s8 cookie, u16 instance. */
    private static @Nullable String room(TlvList tlvs) {
        Tlv tlv = tlvs.first(ROOM);
        if (tlv == null) {
            return null;
        }
        WireReader in = tlv.reader();
        int exchange = in.u16();
        String cookie = in.s8();
        if (in.failed() || cookie.isEmpty()) {
            return null;
        }
        // Clients that leave the instance out mean the first.
        return OscarNames.room(exchange, cookie, in.remaining() < 2 ? 0 : in.u16());
    }

    private void remember(long id, Request request) {
        open.remove(id);
        open.put(id, request);
        if (open.size() > connection.context().limits().trackedItems()) {
            open.remove(open.keySet().iterator().next());
        }
    }

    /** 01/05. */
    Finding answered(SnacHeader header, Frame frame) {
        WireReader in = header.body(frame.buffer());
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        if (in.failed()) {
            return new Finding.Broken("redirect with broken TLVs");
        }
        Request request = open.remove(header.requestId());
        if (!Redirect.isIn(tlvs)) {
            return Finding.Pass.INSTANCE;
        }
        int family = (int) tlvs.number(FAMILY, request == null ? 0 : request.family());
        return lead(frame, tlvs, Purpose.ofFamily(family), request == null ? null : request.room());
    }

    /** 01/12: u16 count of families, the families, TLVs. Without families everything moves. */
    Finding migrated(SnacHeader header, Frame frame) {
        WireReader in = header.body(frame.buffer());
        int families = in.u16();
        int first = families == 0 ? 0 : in.u16();
        in.skip(2 * Math.max(0, families - 1));
        TlvList tlvs = TlvList.read(in, connection.context().limits());
        if (in.failed()) {
            return new Finding.Broken("migration with broken TLVs");
        }
        if (!Redirect.isIn(tlvs)) {
            return Finding.Pass.INSTANCE;
        }
        Purpose purpose = families == 0 ? connection.purpose() : Purpose.ofFamily(first);
        return lead(frame, tlvs, purpose, connection.room());
    }

    private Finding lead(Frame frame, TlvList tlvs, Purpose purpose, @Nullable String room) {
        Redirect redirect = Redirect.read(tlvs, FlapView.payloadLength(frame), connection.context());
        if (redirect == null) {
            return new Finding.Broken("redirect without a usable address");
        }
        redirect.remember(
                connection.context(), new Handoff(connection.service(), connection.account(), purpose.id(), room));
        if (!redirect.replaced()) {
            return Finding.Pass.INSTANCE;
        }
        return redirect.rewrite(frame, connection.context().limits())
                .<Finding>map(payload -> new Finding.Instead(List.of(outlet.replace(Side.SERVER, frame, payload))))
                .orElseGet(() -> new Finding.Broken("redirect without a usable address"));
    }
}
