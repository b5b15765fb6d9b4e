package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.ymsg.read.CallReader;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Carries decisions on voice and webcams out: an invitation is refused in the other's name, what leads to a server of the media
 * never arrives. A drop vanishes and nobody is told; what should be put in other words is refused.
 *
 * <p>Confined to the connection's event loop.
 */
final class Calls implements Enforcement {

    private static final String WEBCAM = "WEBCAMINVITE";
    private static final int NO = -1;

    private final Connection connection;
    private final Voice voice;

    Calls(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    @Override
    public void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else if (!(ruling.verdict() instanceof Verdict.Drop)) {
            Packet packet = Packet.read(frame, connection.context().limits());
            Ends ends = packet == null ? null : Ends.of(from, packet);
            if (packet != null && ends != null) {
                refuse(from, packet, ends, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    private void refuse(Side from, Packet packet, Ends ends, List<Emission> out) {
        boolean asks = packet.is(Service.VOICE_CHAT)
                ? packet.pairs().number(Key.FLAG, -1) != CallReader.REFUSED
                : packet.is(Service.NOTIFY) && packet.pairs().number(Key.TEXT, 0) != NO;
        if (!asks) {
            return;
        }
        boolean toClient = from == Side.CLIENT;
        Service service = packet.is(Service.VOICE_CHAT) ? Service.VOICE_CHAT : Service.NOTIFY;
        int status = toClient ? Status.NOTIFY : service == Service.NOTIFY ? Status.TO_USER : Status.OK;
        PacketBuilder no = toClient ? ends.fromPeer(voice, service, status) : ends.fromMe(voice, service, status);
        if (service == Service.VOICE_CHAT) {
            Pair room = packet.pairs().first(Key.ROOM);
            if (room != null) {
                no.pair(Key.ROOM, room);
            }
            no.pair(Key.FLAG, CallReader.REFUSED);
        } else {
            no.pair(Key.APPLICATION, WEBCAM).pair(Key.TEXT, NO).pair(Key.FLAG, 0);
        }
        if (!no.fits()) {
            return;
        }
        if (toClient) {
            voice.toClient(no, out);
        } else {
            voice.toServer(no, out);
        }
    }
}
