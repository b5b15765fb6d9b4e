package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.PresenceReader;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.YmsgView;
import org.sallyport.protocols.ymsg.write.TextRewrite;

/**
 * Who is there. LOGON (01) and the list of statuses (F0) tell a client besides that it is in, and it stalls without them: when
 * what they say is refused they go on without the contacts. A LOGOFF (02) without a contact throws the client off. The words of
 * one's own status can be put in others.
 *
 * <p>Confined to the connection's event loop.
 */
final class Presences implements Topic {

    private final SignOn signOn;
    private final Voice voice;
    private final Connection connection;

    Presences(Connection connection, SignOn signOn, Voice voice) {
        this.connection = connection;
        this.signOn = signOn;
        this.voice = voice;
    }

    @Override
    public Finding read(Scene scene) {
        Packet packet = scene.packet();
        if (packet.is(Service.LOGOFF) && !scene.pairs().has(Key.CONTACT)) {
            return signOn.signsOff(scene.flow(), packet.status() == 0 ? "by the service" : "signed on elsewhere");
        }
        boolean list = packet.is(Service.LOGON) || packet.is(Service.STATUS_15);
        List<ImEvent> events = PresenceReader.read(scene);
        if (list && signOn.accepts()) {
            return signOn.accepted(events, this::enforceList);
        }
        return Finding.of(events, list ? this::enforceList : this::enforce);
    }

    private void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else if (ruling.verdict() instanceof Verdict.Rewrite(String words)) {
            rewrite(from, frame, words, out);
        }
        voice.notices(ruling.notices(), out);
    }

    private void rewrite(Side from, Frame frame, String words, List<Emission> out) {
        Packet packet = Packet.read(frame, connection.context().limits());
        if (packet == null || packet.pairs().count(Key.STATUS_TEXT) != 1) {
            return;
        }
        Pair text = packet.pairs().first(Key.STATUS_TEXT);
        if (text != null) {
            PacketEdit edit = PacketEdit.of(frame);
            TextRewrite.replace(edit, text, packet.pairs().first(Key.UTF8), words);
            edit.build(connection.context().limits()).ifPresent(whole -> voice.instead(from, whole, out));
        }
    }

    private void enforceList(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Packet packet = Packet.read(frame, connection.context().limits());
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else if (packet != null) {
            voice.toClient(withoutContacts(packet), out);
        }
        voice.notices(ruling.notices(), out);
    }

    /** The same header, and of the pairs only those about the account itself. */
    private static PacketBuilder withoutContacts(Packet packet) {
        PacketBuilder bare = PacketBuilder.toClient(
                packet.is(Service.LOGON) ? Service.LOGON : Service.STATUS_15,
                YmsgView.status(packet.frame()),
                YmsgView.session(packet.frame()));
        for (Pair pair : packet.pairs().all()) {
            if (pair.key() == Key.ACCOUNT || pair.key() == Key.ME) {
                bare.pair(pair.key(), pair);
            }
            if (pair.key() == Key.CONTACT) {
                break;
            }
        }
        return packet.is(Service.LOGON) ? bare.pair(Key.COUNT, 0) : bare;
    }
}
