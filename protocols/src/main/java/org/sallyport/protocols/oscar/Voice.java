package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.LineStyle;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.write.Markup;
import org.sallyport.protocols.oscar.write.Messages;
import org.sallyport.protocols.oscar.write.Replies;
import org.sallyport.protocols.oscar.write.Speaker;

/**
 * Speaks for the service to the client, and once in a while for the client to the service. Everything said is added to a list
 * of emissions, numbered.
 *
 * <p>Confined to the connection's event loop.
 */
final class Voice {

    /** Enough for any notice; HTML and UTF-16 make up to twelve bytes of each, and clients take messages of 8,000. */
    private static final int LONGEST_NOTICE = 1_000;

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_SAID = 30_000;
    private static final int MOST_SAID = 64;
    private static final int AUTO_RESPONSE_TLV = 0x0004_0000;

    private final Connection connection;
    private final Outlet outlet;

    /** For whom what was said to the service is, by request id: errors come back under it, at once or not at all. */
    private final Map<Long, ScreenName> said = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ScreenName> eldest) {
            return size() > MOST_SAID;
        }
    };

    Voice(Connection connection, Outlet outlet) {
        this.connection = connection;
        this.outlet = outlet;
    }

    /** ff/01: the request with this id is denied. */
    void error(int family, long requestId, List<Emission> out) {
        toClient(Replies.error(family, requestId, Replies.DENIED), out);
    }

    /** 04/0C: the host has taken the message in this frame. */
    void hostAck(Frame frame, List<Emission> out) {
        SnacHeader header = SnacHeader.read(frame.buffer(), FlapView.payload(frame), FlapView.end(frame));
        if (header != null) {
            Replies.hostAck(header, frame.buffer()).ifPresent(ack -> toClient(ack, out));
        }
    }

    /** 13/0E: none of the items of this edit was taken. */
    void feedbagStatus(long requestId, int items, List<Emission> out) {
        toClient(Replies.feedbagStatus(requestId, Replies.EDIT_BAD, items), out);
    }

    /** As if the other person had taken part and then left. */
    void cancelToClient(Icbm offer, Icbm.Rendezvous rendezvous, List<Emission> out) {
        if (fits(offer.peer())) {
            Speaker peer = Speaker.named(offer.peer());
            toClient(
                    Messages.cancelFromPeer(
                            outlet.idForClient(),
                            rendezvous.cookie(),
                            rendezvous.capability(),
                            peer,
                            Messages.CANCEL_BY_USER),
                    out);
        }
    }

    /** As if our client had said no; what the service answers is swallowed. Nothing while the service wants silence. */
    void cancelToServer(Icbm offer, Icbm.Rendezvous rendezvous, List<Emission> out) {
        if (connection.purpose() == Purpose.BOS && connection.online() && !connection.paused() && fits(offer.peer())) {
            ByteBuf cancel = Messages.cancelToPeer(
                    outlet.idForServer(),
                    rendezvous.cookie(),
                    rendezvous.capability(),
                    offer.peer(),
                    Messages.CANCEL_BY_USER);
            out.add(outlet.send(Side.SERVER, Flap.DATA, cancel));
        }
    }

    /** What the gateway has to say to its own client, wherever that can show it: in the room, or in the session itself. */
    void notices(List<String> texts, List<Emission> out) {
        for (String text : texts) {
            String cut = text.length() <= LONGEST_NOTICE ? text : text.substring(0, LONGEST_NOTICE);
            say(Speaker.named(connection.context().noticeName()), Text.plain(cut), false, out);
        }
    }

    /** A colleague's message outside rooms. Nothing is added when the client isn't there yet, or this is no connection for it. */
    void deliver(ImEvent.Message message, List<Emission> out) {
        ScreenName from = message.from();
        String name = from == null ? connection.context().noticeName() : from.display();
        if (connection.purpose() == Purpose.BOS && fits(name)) {
            Text text = message.text();
            // Clients show each other no typing until a message has said that it is wanted, and forget it with one that
            // doesn't. What becomes of notices is decided one by one, so it is said for all colleagues.
            say(
                    from == null ? Speaker.named(name) : Speaker.named(name).takingTyping(),
                    isAsSent(message) ? new Text(text.plain(), text.source(), true) : text,
                    message.marks().contains(ImEvent.Message.Mark.AUTO_RESPONSE),
                    out);
        }
    }

    /** Whether its source can stand as it was on the wire: nobody takes that for something else. */
    private static boolean isAsSent(ImEvent.Message message) {
        Text text = message.text();
        return text.html() || message.from() != null && !TextCodec.looksLikeHtml(text.source());
    }

    /** What a client that shows HTML is given: the source as it was on the wire where nobody takes that for something else. */
    static String asWritten(ImEvent.Message message) {
        return isAsSent(message)
                ? message.text().source()
                : Markup.html(message.text().plain());
    }

    /** Whether {@link #deliver} would say it. */
    boolean takes() {
        return connection.purpose() == Purpose.BOS && connection.isListening();
    }

    /** A colleague who types. */
    void typing(ImEvent.Typing typing, List<Emission> out) {
        ScreenName from = typing.from();
        if (from == null || !takes() || !fits(from.display())) {
            return;
        }
        int state = switch (typing.state()) {
            case FINISHED -> 0x0;
            case PAUSED -> 0x1;
            case STARTED -> 0x2;
            case CLOSED -> 0xF;
        };
        toClient(Messages.typing(outlet.idForClient(), 0, from.display(), state), out);
    }

    /** Whether {@link #saysAgain} would say it. Not what was whispered in a room: it would be said aloud. */
    boolean says(ImEvent.Message message) {
        boolean talk = message.room() == null
                ? message.feature() == Feature.CHAT
                        && message.to().size() == 1
                        && fits(message.to().getFirst().display())
                : message.feature() == Feature.GROUP_CHAT && !message.marks().contains(ImEvent.Message.Mark.WHISPER);
        boolean here = message.room() == null ? takes() : connection.isIn(message.room()) && connection.isListening();
        return talk && here && message.text().source().length() <= LONGEST_SAID;
    }

    /**
     * What the client said before and was held, to the service, its source as it was on the wire.
     *
     * @param seen whether the client shows a line of its own already
     */
    void saysAgain(ImEvent.Message message, boolean seen, List<Emission> out) {
        if (!says(message)) {
            return;
        }
        long cookie = ThreadLocalRandom.current().nextLong();
        long id = outlet.idForServer();
        String source = message.text().source();
        if (message.room() == null) {
            ScreenName to = message.to().getFirst();
            said.put(id, to);
            ByteBuf snac = Messages.outgoing(id, cookie, to.display(), source);
            boolean auto = message.marks().contains(ImEvent.Message.Mark.AUTO_RESPONSE);
            out.add(outlet.send(Side.SERVER, Flap.DATA, auto ? snac.writeInt(AUTO_RESPONSE_TLV) : snac));
        } else {
            LineStyle style = LineStyle.parse(message.text().style());
            out.add(outlet.send(Side.SERVER, Flap.DATA, Messages.intoRoom(id, cookie, source, style, !seen)));
        }
    }

    /** For whom {@link #saysAgain} said what had this request id; null when it was nothing of the kind, or is long ago. */
    @Nullable ScreenName recipient(long requestId) {
        return said.remove(requestId);
    }

    private void say(Speaker speaker, Text text, boolean auto, List<Emission> out) {
        if (!connection.online()) {
            return;
        }
        long cookie = ThreadLocalRandom.current().nextLong();
        if (connection.purpose() == Purpose.BOS) {
            ByteBuf message = Messages.incoming(outlet.idForClient(), cookie, speaker, words(text));
            // Without the mark the client's own auto-response would answer it.
            toClient(auto ? message.writeInt(AUTO_RESPONSE_TLV) : message, out);
        } else if (connection.purpose() == Purpose.CHAT) {
            toClient(Messages.inRoom(outlet.idForClient(), cookie, speaker, html(text)), out);
        }
    }

    /** HTML for AIM, where everything is; plain for ICQ, whose clients may not know better. */
    private String words(Text text) {
        return connection.service().equals(OscarNames.ICQ) ? text.plain() : html(text);
    }

    private static String html(Text text) {
        return text.html() ? text.source() : Markup.html(text.plain());
    }

    /** A name read leniently may be longer in UTF-8 than it was on the wire. */
    static boolean fits(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }

    private void toClient(ByteBuf snac, List<Emission> out) {
        out.add(outlet.send(Side.CLIENT, Flap.DATA, snac));
    }
}
