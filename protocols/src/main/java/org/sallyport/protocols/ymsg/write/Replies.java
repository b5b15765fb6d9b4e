package org.sallyport.protocols.ymsg.write;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Pair;

/** Answers to changes of contact lists, as the other side would have given them (libpurple, openymsg, jYMSG). */
public final class Replies {

    /** 66: the service doesn't allow it. */
    private static final int NOT_ALLOWED = 20;

    private static final int DECLINED = 2;

    /** With 223: whether the add waits for an answer. */
    private static final int PENDING = 223;

    private Replies() {}

    /**
     * The echo of an add, with an error.
     *
     * @param packet a packet to the client
     * @param add what the client wanted
     */
    public static PacketBuilder notAdded(PacketBuilder packet, String me, Pair contact, Packet add) {
        packet.pair(Key.ME, me).pair(Key.CONTACT, contact);
        Pair group = add.pairs().first(Key.GROUP);
        if (group != null) {
            packet.pair(Key.GROUP, group);
        }
        packet.pair(Key.RESULT, NOT_ALLOWED);
        Pair network = add.pairs().first(Key.NETWORK);
        return network == null ? packet : packet.pair(PENDING, 0).pair(Key.NETWORK, network);
    }

    /**
     * From version 13 on: no, thank you.
     *
     * @param packet a packet to the service
     */
    public static PacketBuilder declined(PacketBuilder packet, String me, Pair asker, @Nullable Pair network) {
        packet.pair(Key.ME, me).pair(Key.RECIPIENT, asker);
        if (network != null) {
            packet.pair(Key.NETWORK, network);
        }
        return packet.pair(Key.FLAG, DECLINED);
    }

    /**
     * Up to version 12: the same.
     *
     * @param packet a packet to the service
     */
    public static PacketBuilder rejected(PacketBuilder packet, String me, Pair asker) {
        return packet.pair(Key.ME, me).pair(Key.CONTACT, asker).pair(Key.TEXT, "");
    }
}
