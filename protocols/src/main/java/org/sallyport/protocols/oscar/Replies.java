package org.sallyport.protocols.oscar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.TextCodec;

/**
 * Speaks for the service to the client, and once in a while for the client to the service. Everything is added to a list of
 * emissions, numbered. Formats from Shutko's description and, for 04/07, 04/0C and the rendezvous block, from captures.
 *
 * <p>Confined to the connection's event loop.
 */
final class Replies {

    private static final int REQUEST_DENIED = 0x000D;
    private static final int ITEM_REFUSED = 0x000A;
    private static final int CANCELLED_BY_USER = 0x0001;

    private static final int CHANNEL_TEXT = 1;
    private static final int CHANNEL_ROOM = 3;

    private static final int CLASS_FREE = 0x0010;
    private static final int CLASS_ICQ = 0x0040;
    private static final int LONGEST_NAME = 97;

    private final Connection connection;
    private final Outlet outlet;

    Replies(Connection connection, Outlet outlet) {
        this.connection = connection;
        this.outlet = outlet;
    }

    /** ff/01 "request denied" under the client's own request id. */
    void error(int family, long requestId, List<Emission> out) {
        toClient(SnacBuilder.snac(family, 0x01, 0, requestId).u16(REQUEST_DENIED), out);
    }

    /** 04/0C: the host has taken the message. */
    void hostAck(Icbm message, List<Emission> out) {
        toClient(
                SnacBuilder.snac(0x04, 0x0C, 0, message.requestId())
                        .u64(message.cookie())
                        .u16(message.channel())
                        .u8(message.peer().length)
                        .bytes(message.peer()),
                out);
    }

    /** 13/0E: none of the items of this edit was taken. */
    void feedbagStatus(long requestId, int items, List<Emission> out) {
        SnacBuilder status = SnacBuilder.snac(0x13, 0x0E, 0, requestId);
        for (int i = 0; i < items; i++) {
            status.u16(ITEM_REFUSED);
        }
        toClient(status, out);
    }

    /** 04/07 with a cancel, as if the other person had taken part and then left. */
    void cancelToClient(Icbm offer, Icbm.Rendezvous rendezvous, List<Emission> out) {
        SnacBuilder snac = SnacBuilder.snac(0x04, 0x07, 0, outlet.idForClient())
                .u64(offer.cookie())
                .u16(offer.channel());
        userInfo(snac, offer.peer());
        toClient(cancel(snac, rendezvous), out);
    }

    /** 04/06 with a cancel, as if our client had said no; the answer to it is swallowed. */
    void cancelToServer(Icbm offer, Icbm.Rendezvous rendezvous, List<Emission> out) {
        if (connection.purpose() != Purpose.BOS || !connection.online() || connection.paused()) {
            return;
        }
        SnacBuilder snac = SnacBuilder.snac(0x04, 0x06, 0, outlet.idForServer())
                .u64(offer.cookie())
                .u16(offer.channel())
                .u8(offer.peer().length)
                .bytes(offer.peer());
        out.add(outlet.send(
                Side.SERVER, Flap.DATA, cancel(snac, rendezvous).build()));
    }

    private static SnacBuilder cancel(SnacBuilder snac, Icbm.Rendezvous rendezvous) {
        SnacBuilder.Open block = snac.open(0x0005);
        return snac.u16(Icbm.Rendezvous.CANCEL)
                .u64(rendezvous.cookie())
                .u64(rendezvous.capability().high())
                .u64(rendezvous.capability().low())
                .tlv16(0x000B, CANCELLED_BY_USER)
                .close(block);
    }

    /** What the gateway has to say to its own client, wherever that can show it: in a room, or in the session itself. */
    void notices(List<String> texts, List<Emission> out) {
        for (String text : texts) {
            say(name(connection.context().noticeName()), Text.plain(text), false, out);
        }
    }

    /** A colleague's message. Nothing is added when the client isn't there yet or is in another room. */
    void deliver(ImEvent.Message message, List<Emission> out) {
        ScreenName from = message.from();
        boolean here = message.room() == null
                ? connection.purpose() == Purpose.BOS
                : connection.purpose() == Purpose.CHAT && message.room().equals(connection.room());
        if (here) {
            String name = from == null ? connection.context().noticeName() : from.display();
            boolean auto = message.marks().contains(ImEvent.Message.Mark.AUTO_RESPONSE);
            say(name(name), message.text(), auto, out);
        }
    }

    private void say(byte[] from, Text text, boolean auto, List<Emission> out) {
        if (!connection.online()) {
            return;
        }
        TextCodec.Encoded words = encode(text);
        if (connection.purpose() == Purpose.BOS) {
            toClient(message(from, words, auto), out);
        } else if (connection.purpose() == Purpose.CHAT) {
            toClient(roomTalk(from, words), out);
        }
    }

    /** HTML for AIM, where everything is; plain for ICQ, whose clients may not know better. */
    private TextCodec.Encoded encode(Text text) {
        if (connection.service().equals(OscarNames.ICQ)) {
            return Words.encode(text.plain(), false);
        }
        if (text.html()) {
            TextCodec.Encoded asIs = TextCodec.encode(text.source());
            if (asIs.bytes().length <= Words.MOST_BYTES) {
                return asIs;
            }
        }
        return Words.encode(text.plain(), true);
    }

    private SnacBuilder message(byte[] from, TextCodec.Encoded words, boolean auto) {
        SnacBuilder snac = SnacBuilder.snac(0x04, 0x07, 0, outlet.idForClient())
                .u64(ThreadLocalRandom.current().nextLong())
                .u16(CHANNEL_TEXT);
        userInfo(snac, from);
        SnacBuilder.Open fragments = snac.open(0x0002);
        snac.tlv(0x0501, new byte[] {1});
        SnacBuilder.Open text = snac.open(0x0101);
        snac.u16(words.charset()).u16(0).bytes(words.bytes()).close(text).close(fragments);
        return auto ? snac.tlv(0x0004) : snac;
    }

    private SnacBuilder roomTalk(byte[] from, TextCodec.Encoded words) {
        SnacBuilder snac = SnacBuilder.snac(0x0E, 0x06, 0, outlet.idForClient())
                .u64(ThreadLocalRandom.current().nextLong())
                .u16(CHANNEL_ROOM);
        SnacBuilder.Open sender = snac.open(0x0003);
        userInfo(snac, from);
        snac.close(sender).tlv(0x0001);
        SnacBuilder.Open content = snac.open(0x0005);
        return snac.tlv(0x0001, words.bytes())
                .tlv(0x0002, TextCodec.nameOf(words.charset()))
                .tlv(0x0003, "en")
                .close(content);
    }

    /** The least that clients want to know of a sender: class and sign-on time, and of an ICQ user the status. */
    private void userInfo(SnacBuilder snac, byte[] name) {
        boolean icq = OscarNames.service(new String(name, StandardCharsets.ISO_8859_1)).equals(OscarNames.ICQ);
        snac.u8(name.length).bytes(name).u16(0).u16(icq ? 3 : 2);
        snac.tlv16(0x0001, icq ? CLASS_FREE | CLASS_ICQ : CLASS_FREE);
        snac.tlv32(0x0003, connection.context().clock().instant().getEpochSecond());
        if (icq) {
            snac.tlv32(0x0006, 0);
        }
    }

    private static byte[] name(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= LONGEST_NAME ? bytes : Arrays.copyOf(bytes, LONGEST_NAME);
    }

    private void toClient(SnacBuilder snac, List<Emission> out) {
        out.add(outlet.send(Side.CLIENT, Flap.DATA, snac.build()));
    }
}
