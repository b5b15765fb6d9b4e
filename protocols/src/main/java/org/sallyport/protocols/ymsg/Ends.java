package org.sallyport.protocols.ymsg;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.Service;

/**
 * Our client and its peer in a packet from person to person, and packets in the name of either. Valid as long as that packet.
 *
 * @param me the identity that our client has here, as the packet writes it
 * @param network key 241 when the peer is of another network
 */
record Ends(Pair me, Pair peer, @Nullable Pair network) {

    /** The ends of a packet; null when it doesn't name both. */
    static @Nullable Ends of(Side from, Packet packet) {
        Pairs pairs = packet.pairs();
        Pair sender = first(pairs, Key.SENDER, Key.ME);
        Pair recipient = pairs.first(Key.RECIPIENT);
        Pair self = first(pairs, Key.ME, Key.SENDER);
        Pair me = from == Side.CLIENT ? self == null ? pairs.first(Key.ACCOUNT) : self : recipient;
        Pair peer = from == Side.CLIENT ? recipient : sender;
        return me == null || peer == null ? null : new Ends(me, peer, pairs.first(Key.NETWORK));
    }

    private static @Nullable Pair first(Pairs pairs, int key, int otherwise) {
        Pair pair = pairs.first(key);
        return pair == null ? pairs.first(otherwise) : pair;
    }

    /** Begins a packet to our client, as relayed from the peer. */
    PacketBuilder fromPeer(Voice voice, Service service, int status) {
        return network(voice.asService(service, status).pair(Key.SENDER, peer).pair(Key.RECIPIENT, me));
    }

    /** Begins a packet to the service, as our client would write to the peer. */
    PacketBuilder fromMe(Voice voice, Service service, int status) {
        return network(voice.asClient(service, status).pair(Key.ME, me).pair(Key.RECIPIENT, peer));
    }

    private PacketBuilder network(PacketBuilder packet) {
        return network == null ? packet : packet.pair(Key.NETWORK, network);
    }
}
