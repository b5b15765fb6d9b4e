package org.sallyport.protocols.ymsg.write;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Texts and their acknowledgements, as the other side would have sent them (libpurple and openymsg, from both ends; captures of
 * jYMSG).
 */
public final class Messages {

    /** The status of a text that the service relays. */
    public static final int STATUS = Status.NOTIFY;

    /** The first version whose texts carry a time and a picture's kind. */
    private static final int WITH_TIME = 13;

    private static final int PICTURE_KIND = 206;
    private static final String UTF8 = "1";
    private static final String NO_IMVIRONMENT = ";0";
    private static final String TYPING = "TYPING";
    private static final String ACKNOWLEDGED = "430";

    private static final String NOT_DELIVERED = "The message was not delivered.";

    private Messages() {}

    /**
     * A text to the client. Without an id (429), so that no client acknowledges what the service never sent.
     *
     * @param packet a packet to the client with {@link #STATUS}
     * @param version the version the client speaks
     */
    public static PacketBuilder incoming(
            PacketBuilder packet, String from, String to, String words, int version, Instant now) {
        packet.pair(Key.SENDER, from).pair(Key.RECIPIENT, to).pair(Key.TEXT, words);
        if (version >= WITH_TIME) {
            packet.pair(Key.TIME, now.getEpochSecond());
        }
        packet.pair(Key.UTF8, UTF8).pair(Key.IMVIRONMENT, NO_IMVIRONMENT).pair(Key.IMVIRONMENT_FLAG, 0);
        return version >= WITH_TIME ? packet.pair(PICTURE_KIND, 0) : packet;
    }

    /**
     * A text to the service, as the client would say it (libpurple, libyahoo2). Without an id, so that nobody acknowledges it.
     *
     * @param packet a packet to the service
     */
    public static PacketBuilder outgoing(PacketBuilder packet, String me, String to, String words) {
        return packet.pair(Key.ME, me)
                .pair(Key.RECIPIENT, to)
                .pair(Key.UTF8, UTF8)
                .pair(Key.TEXT, words)
                .pair(Key.IMVIRONMENT, NO_IMVIRONMENT)
                .pair(Key.IMVIRONMENT_FLAG, 0);
    }

    /**
     * A text in a conference to the client (jYMSG, openymsg).
     *
     * @param packet a packet to the client with {@link #STATUS}
     */
    public static PacketBuilder inConference(PacketBuilder packet, String me, String from, String room, String words) {
        return packet.pair(Key.ME, me)
                .pair(Key.USER, from)
                .pair(Key.ROOM, room)
                .pair(Key.TEXT, words)
                .pair(Key.UTF8, UTF8);
    }

    /**
     * Somebody types, to the client; or doesn't any more.
     *
     * @param packet a packet to the client with {@link #STATUS}, which jYMSG insists on
     */
    public static PacketBuilder typing(PacketBuilder packet, String from, String to, boolean types) {
        return packet.pair(Key.SENDER, from)
                .pair(Key.RECIPIENT, to)
                .pair(Key.FLAG, types ? 1 : 0)
                .pair(Key.TEXT, " ")
                .pair(Key.APPLICATION, TYPING);
    }

    /**
     * To the client that sent a text: its recipient has it. What the service relays is in no source; this is the
     * acknowledgement of the client with the peers in the places that all relayed packets have.
     *
     * @param packet a packet to the client
     * @param attempt how often the text had been tried before; null when it doesn't say
     */
    public static PacketBuilder acknowledged(
            PacketBuilder packet, Pair recipient, String me, Pair id, @Nullable Pair attempt) {
        packet.pair(Key.SENDER, recipient).pair(Key.RECIPIENT, me);
        return list(packet, id, attempt);
    }

    private static PacketBuilder list(PacketBuilder packet, Pair id, @Nullable Pair attempt) {
        packet.pair(Key.LIST, ACKNOWLEDGED).pair(Key.ACKNOWLEDGED_ID, id).pair(Key.LIST_END, ACKNOWLEDGED);
        return attempt == null ? packet.pair(Key.ATTEMPT, 0) : packet.pair(Key.ATTEMPT, attempt);
    }

    /**
     * To the client: the text didn't reach the telephone.
     *
     * @param packet a packet to the client
     */
    public static PacketBuilder smsFailed(PacketBuilder packet, Pair phone) {
        return packet.pair(Key.SENDER, phone).pair(Key.ERROR_TEXT, NOT_DELIVERED);
    }

    /**
     * To the service, as the client does that got a text.
     *
     * @param packet a packet to the service
     */
    public static PacketBuilder acknowledging(
            PacketBuilder packet, String me, Pair sender, Pair id, @Nullable Pair attempt) {
        packet.pair(Key.ME, me).pair(Key.RECIPIENT, sender);
        return list(packet, id, attempt);
    }
}
