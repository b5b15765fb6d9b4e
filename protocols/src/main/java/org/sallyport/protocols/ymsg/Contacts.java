package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.ymsg.read.ContactReader;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.write.Replies;
import org.sallyport.protocols.ymsg.write.TextRewrite;

/**
 * Who is on whose list, and how a change is refused. A contact that may not be added gets the client the service's echo with an
 * error, so that it takes it off its list again; except jYMSG and whoever else speaks version 10 or less, who add it whatever the
 * echo says. Who may not ask to add this account is refused in its name. All else just doesn't happen.
 *
 * <p>Words that go with a change can be put in others. Confined to the connection's event loop.
 */
final class Contacts implements Topic {

    /** Up to this version a client takes every echo of an add for a yes. */
    private static final int TRUSTING = 10;

    /** From this version on an ask is answered by D6, before by 86. */
    private static final int AUTHORISES = 13;

    private final Connection connection;
    private final Voice voice;

    Contacts(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    @Override
    public Finding read(Scene scene) {
        return Finding.of(ContactReader.read(scene), this::enforce);
    }

    private void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Packet packet = Packet.read(frame, connection.context().limits());
        switch (ruling.verdict()) {
            case Verdict.Allow allow -> out.add(Emission.Forward.INSTANCE);
            case Verdict.Rewrite(String words) -> {
                if (packet != null) {
                    rewrite(from, packet, words, out);
                }
            }
            case Verdict.Drop drop -> {
                // Silent.
            }
            case Verdict.Deny deny -> {
                if (packet != null) {
                    refuse(from, packet, out);
                }
            }
            case Verdict.Disconnect disconnect -> {
                // The session's.
            }
        }
        voice.notices(ruling.notices(), out);
    }

    private void rewrite(Side from, Packet packet, String words, List<Emission> out) {
        Pair text = packet.pairs().first(Key.TEXT);
        if (text == null || packet.pairs().count(Key.TEXT) != 1) {
            refuse(from, packet, out);
            return;
        }
        PacketEdit edit = PacketEdit.of(packet.frame());
        TextRewrite.replace(edit, text, packet.pairs().first(Key.UTF8), words);
        edit.build(connection.context().limits()).ifPresent(whole -> voice.instead(from, whole, out));
    }

    private void refuse(Side from, Packet packet, List<Emission> out) {
        ScreenName account = connection.account();
        if (account == null) {
            return;
        }
        if (from == Side.CLIENT && packet.is(Service.ADD_CONTACT) && connection.version() > TRUSTING) {
            for (Pair contact : packet.pairs().all(Key.CONTACT)) {
                voice.toClient(
                        Replies.notAdded(
                                voice.asService(Service.ADD_CONTACT, Status.NOTIFY),
                                account.display(),
                                contact,
                                packet),
                        out);
            }
        } else if (from == Side.SERVER && packet.status() == Status.ASKED) {
            refuseAsker(account, packet, out);
        }
    }

    private void refuseAsker(ScreenName account, Packet packet, List<Emission> out) {
        Pair asker = packet.pairs().first(packet.is(Service.NEW_CONTACT) ? Key.USER : Key.SENDER);
        if (asker == null) {
            return;
        }
        if (connection.version() >= AUTHORISES) {
            voice.toServer(
                    Replies.declined(
                            voice.asClient(Service.ADD_AUTHORISATION, Status.OK),
                            account.display(),
                            asker,
                            packet.pairs().first(Key.NETWORK)),
                    out);
        } else {
            voice.toServer(
                    Replies.rejected(voice.asClient(Service.REJECT_CONTACT, Status.OK), account.display(), asker), out);
        }
    }
}
