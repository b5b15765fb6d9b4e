package org.sallyport.protocols.ymsg;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.wire.YmsgText;
import org.sallyport.protocols.ymsg.write.Messages;

/**
 * Speaks for the service to the client, and once in a while for the client to the service. Everything said is added to a list of
 * emissions.
 *
 * <p>Confined to the connection's event loop.
 */
final class Voice {

    /** Enough for any notice; the protocol takes texts of some 900 bytes. */
    private static final int LONGEST_NOTICE = 800;

    /** Well within a packet, and longer than what any client sends. */
    private static final int LONGEST_TEXT = 16_000;

    private static final int LONGEST_NAME = 255;

    private final Connection connection;

    Voice(Connection connection) {
        this.connection = connection;
    }

    /** A packet to the client as the service would send it now: the last session id it gave. */
    PacketBuilder asService(Service service, int status) {
        return PacketBuilder.toClient(service, status, connection.serverSession());
    }

    /** A packet to the service as the client would send it now: its version, vendor and session id. */
    PacketBuilder asClient(Service service, int status) {
        return PacketBuilder.toServer(
                connection.rawVersion(), connection.vendor(), service, status, connection.clientSession());
    }

    /** To the client. What is too long for a packet, as a peer's names and ids may be, isn't said. */
    void toClient(PacketBuilder packet, List<Emission> out) {
        if (packet.fits()) {
            out.add(new Emission.Send(Side.CLIENT, packet.build()));
        }
    }

    /** To the service, with the key that all packets of a session over HTTP have. As {@link #toClient} for what is too long. */
    void toServer(PacketBuilder packet, List<Emission> out) {
        byte[] web = connection.webSession();
        if (web.length > 0) {
            packet.pair(Key.WEB_SESSION, web);
        }
        if (packet.fits()) {
            out.add(new Emission.Send(Side.SERVER, packet.build()));
        }
    }

    /** Another packet in a packet's place, whichever way it goes. */
    void instead(Side from, ByteBuf packet, List<Emission> out) {
        out.add(new Emission.Send(from.other(), packet));
    }

    /** What the gateway has to say to its own client. Lost on a client that isn't in yet. */
    void notices(List<String> texts, List<Emission> out) {
        for (String text : texts) {
            say(connection.context().noticeName(), YmsgText.cut(text, LONGEST_NOTICE), out);
        }
    }

    /** A colleague's message. Nothing is added when the client isn't in yet, or the message belongs to a room. */
    void deliver(ImEvent.Message message, List<Emission> out) {
        ScreenName from = message.from();
        String name = from == null ? connection.context().noticeName() : from.display();
        if (message.room() == null && name.length() <= LONGEST_NAME) {
            // HTML is another network's; formatting of our own stays.
            String words = message.text().html()
                    ? message.text().plain()
                    : message.text().source();
            say(name, YmsgText.cut(words, LONGEST_TEXT), out);
        }
    }

    /**
     * Whether {@link #deliver} or {@link #typing} would say it: the person is in a session here and the one it is for, and it is
     * for no room. A text for a telephone goes to the service, whatever account has that number for a name.
     */
    boolean takes(ImEvent event) {
        ScreenName account = connection.account();
        return connection.inSession()
                && account != null
                && event.to().contains(account)
                && event.room() == null
                && event.feature() != Feature.SMS;
    }

    /** A colleague who types, or doesn't any more: nothing else is shown. */
    void typing(ImEvent.Typing typing, List<Emission> out) {
        ScreenName from = typing.from();
        ScreenName account = connection.account();
        if (from == null || account == null || !takes(typing) || from.display().length() > LONGEST_NAME) {
            return;
        }
        boolean types = typing.state() == ImEvent.Typing.State.STARTED;
        PacketBuilder packet = asService(Service.NOTIFY, Messages.STATUS);
        toClient(Messages.typing(packet, from.display(), account.display(), types), out);
    }

    /** Whether {@link #saysAgain} would say it: what is for people, and no longer than a packet. */
    boolean says(ImEvent.Message message) {
        return connection.inSession()
                && connection.account() != null
                && message.feature() == Feature.CHAT
                && message.room() == null
                && !message.to().isEmpty()
                && message.to().stream()
                        .allMatch(name -> name.service().equals(YmsgNames.YAHOO)
                                && name.display().length() <= LONGEST_NAME)
                && message.text().source().length() <= LONGEST_TEXT;
    }

    /**
     * What the client said before and was held, to the service, formatting and all: a packet to each. Without an id, so that
     * nobody acknowledges to the client what it has long forgotten.
     */
    void saysAgain(ImEvent.Message message, List<Emission> out) {
        ScreenName account = connection.account();
        if (account == null || !says(message)) {
            return;
        }
        for (ScreenName to : message.to()) {
            PacketBuilder packet = asClient(Service.MESSAGE, Status.OFFLINE);
            toServer(
                    Messages.outgoing(
                            packet,
                            account.display(),
                            to.display(),
                            message.text().source()),
                    out);
        }
    }

    private void say(String from, String words, List<Emission> out) {
        ScreenName account = connection.account();
        if (!connection.inSession() || account == null) {
            return;
        }
        PacketBuilder packet = asService(Service.MESSAGE, Messages.STATUS);
        toClient(
                Messages.incoming(
                        packet,
                        from,
                        account.display(),
                        words,
                        connection.version(),
                        connection.context().clock().instant()),
                out);
    }
}
