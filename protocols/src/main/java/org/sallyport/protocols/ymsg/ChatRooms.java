package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.write.Rewording;

/**
 * Carries decisions on chat rooms out. Whoever may not go in is told that the room is full. When that comes up only as the
 * service lets the client in, it leaves in the client's name as well.
 *
 * <p>Confined to the connection's event loop.
 */
final class ChatRooms implements Enforcement {

    private static final int FULL = -35;

    private final Connection connection;
    private final Voice voice;

    ChatRooms(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    @Override
    public void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Limits limits = connection.context().limits();
        Packet packet = Packet.read(frame, limits);
        if (packet == null) {
            return;
        }
        switch (ruling.verdict()) {
            case Verdict.Allow allow -> out.add(Emission.Forward.INSTANCE);
            case Verdict.Rewrite(String text)
            when packet.is(Service.COMMENT) ->
                Rewording.of(packet, Key.CHAT_TEXT, text, limits)
                        .ifPresent(reworded -> voice.instead(from, reworded, out));
            case Verdict.Drop drop -> leave(from, packet, out);
            case Verdict.Rewrite rewrite -> refuse(from, packet, out);
            case Verdict.Deny deny -> refuse(from, packet, out);
            case Verdict.Disconnect disconnect -> {
                // The session's own business.
            }
        }
        voice.notices(ruling.notices(), out);
    }

    private void refuse(Side from, Packet packet, List<Emission> out) {
        boolean asks = from == Side.CLIENT
                && (packet.is(Service.CHAT_JOIN)
                        || packet.is(Service.CHAT_GOTO)
                        || packet.is(Service.CHAT_CREATE_ROOM));
        if (asks || letsIn(from, packet)) {
            PacketBuilder no = voice.asService(Service.CHAT_JOIN, Status.ERROR);
            Pair room = packet.pairs().first(Key.CHAT_ROOM);
            if (room != null) {
                no.pair(Key.CHAT_ROOM, room);
            }
            if (no.pair(Key.CHAT_ERROR, FULL).fits()) {
                voice.toClient(no, out);
            }
        }
        leave(from, packet, out);
    }

    /** Whether it is the room itself, and not somebody who came later. */
    private static boolean letsIn(Side from, Packet packet) {
        return from == Side.SERVER
                && packet.is(Service.CHAT_JOIN)
                && packet.pairs().is(Key.FLAG, "1");
    }

    private void leave(Side from, Packet packet, List<Emission> out) {
        Pair room = packet.pairs().first(Key.CHAT_ROOM);
        ScreenName me = connection.account();
        if (room != null && me != null && letsIn(from, packet)) {
            PacketBuilder exit = voice.asClient(Service.CHAT_EXIT, Status.OK)
                    .pair(Key.CHAT_ROOM, room)
                    .pair(Key.CHAT_USER, me.display())
                    .pair(Key.CHAT_MEMBERS, 1)
                    .pair(Key.CHAT_AGAIN, 0);
            if (exit.fits()) {
                voice.toServer(exit, out);
            }
        }
    }
}
