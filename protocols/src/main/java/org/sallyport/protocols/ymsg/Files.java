package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.FileReader;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Carries decisions on files out, so that neither end waits for what won't come: an offer is refused in the recipient's name;
 * what comes up later, with both ends agreed, ends for both. A file that may be sent, but not from client to client, is asked
 * for by way of the service's relay, where it can be looked at; a client that knows no other way gives it up. What goes on is
 * announced to the requests that will follow from it ({@link FilePromises}).
 *
 * <p>A drop vanishes and nobody is told. Nothing about a file can be put in other words, so what should be is refused.
 *
 * <p>Confined to the connection's event loop.
 */
final class Files {

    private static final int TOKEN = 53;
    private static final String FILE = "FILEXFER";
    private static final int OFFERED = 1;
    private static final int DECLINED = 2;

    private final Connection connection;
    private final Voice voice;
    private final FilePromises promises;

    Files(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
        this.promises = new FilePromises(connection);
    }

    /** A question about a file: one event, and another when it goes from client to client. */
    Finding asks(List<ImEvent> events) {
        return new Finding.AsksEach(events, (from, frame, decisions, out) -> {
            Ruling ruling = Ruling.of(events, decisions);
            if (ruling.verdict() instanceof Verdict.Allow) {
                promise(from, frame, events);
            }
            enforce(from, frame, ruling, decisions, out);
        });
    }

    private void promise(Side from, Frame frame, List<ImEvent> events) {
        Packet packet = Packet.read(frame, connection.context().limits());
        if (packet != null && events.getFirst() instanceof ImEvent.FileOffer offer) {
            promises.allowed(from, packet, offer);
        }
    }

    private void enforce(Side from, Frame frame, Ruling ruling, List<Decision> decisions, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else if (!(ruling.verdict() instanceof Verdict.Drop)) {
            Packet packet = Packet.read(frame, connection.context().limits());
            Ends ends = packet == null ? null : Ends.of(from, packet);
            if (packet != null && ends != null) {
                boolean file = decisions.size() > 1 && decisions.getFirst().verdict() instanceof Verdict.Allow;
                refuse(from, packet, ends, file, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    /** @param file whether the file itself may go */
    private void refuse(Side from, Packet packet, Ends ends, boolean file, List<Emission> out) {
        if (packet.is(Service.PEER_DATA)) {
            declineFromPeer(from, packet, ends, out);
        } else if (packet.is(Service.FILE_OFFER)) {
            refuseOffer(from, packet, ends, out);
        } else if (packet.is(Service.FILE_INFO) && file) {
            byRelay(from, packet, ends, out);
        } else if (packet.is(Service.FILE_INFO) || packet.is(Service.FILE_ACCEPT)) {
            abort(from, packet, ends, out);
        }
    }

    private void declineFromPeer(Side from, Packet packet, Ends ends, List<Emission> out) {
        if (packet.pairs().number(Key.FLAG, -1) != OFFERED) {
            return;
        }
        PacketBuilder no = answer(from, ends, Service.PEER_DATA, from == Side.CLIENT ? Status.NOTIFY : Status.OK)
                .pair(Key.APPLICATION, FILE)
                .pair(Key.FLAG, DECLINED);
        copy(packet, Key.FILE_NAME, no);
        copy(packet, TOKEN, no);
        send(from, no, out);
    }

    /** An offer; or a yes to one: then whoever said it is told that it was withdrawn, and the other that it was refused. */
    private void refuseOffer(Side from, Packet packet, Ends ends, List<Emission> out) {
        long action = packet.pairs().number(Key.FILE_ACTION, -1);
        if (action == FileReader.OFFER) {
            send(from, offer(packet, answerTo(from, ends, Service.FILE_OFFER), FileReader.REFUSE), out);
        } else if (action == FileReader.ACCEPT) {
            send(from, offer(packet, answerTo(from, ends, Service.FILE_OFFER), FileReader.WITHDRAW), out);
            send(from.other(), offer(packet, answerTo(from.other(), ends, Service.FILE_OFFER), FileReader.REFUSE), out);
        }
    }

    private static PacketBuilder offer(Packet packet, PacketBuilder to, int action) {
        copy(packet, Key.TRANSFER_ID, to);
        return to.pair(Key.FILE_ACTION, action);
    }

    private void byRelay(Side from, Packet packet, Ends ends, List<Emission> out) {
        PacketBuilder no = answerTo(from, ends, Service.FILE_ACCEPT);
        copy(packet, Key.TRANSFER_ID, no);
        send(from, no.pair(Key.RESULT, FileReader.NOT_DIRECT), out);
    }

    /** To the sender of the file as from the recipient, and the other way round. */
    private void abort(Side from, Packet packet, Ends ends, List<Emission> out) {
        Side sender = packet.is(Service.FILE_INFO) ? from : from.other();
        failure(sender, Service.FILE_ACCEPT, packet, ends, out);
        failure(sender.other(), Service.FILE_INFO, packet, ends, out);
    }

    private void failure(Side to, Service service, Packet packet, Ends ends, List<Emission> out) {
        PacketBuilder end = answer(to, ends, service, Status.ERROR);
        copy(packet, Key.TRANSFER_ID, end);
        send(to, end.pair(Key.RESULT, Status.ERROR), out);
    }

    private PacketBuilder answerTo(Side to, Ends ends, Service service) {
        return answer(to, ends, service, to == Side.CLIENT ? Status.NOTIFY : Status.OK);
    }

    /** To our client in the peer's name; to the service in our client's. */
    private PacketBuilder answer(Side to, Ends ends, Service service, int status) {
        return to == Side.CLIENT ? ends.fromPeer(voice, service, status) : ends.fromMe(voice, service, status);
    }

    private static void copy(Packet packet, int key, PacketBuilder to) {
        Pair pair = packet.pairs().first(key);
        if (pair != null) {
            to.pair(key, pair);
        }
    }

    private void send(Side to, PacketBuilder packet, List<Emission> out) {
        if (!packet.fits()) {
            return;
        }
        if (to == Side.CLIENT) {
            voice.toClient(packet, out);
        } else {
            voice.toServer(packet, out);
        }
    }
}
