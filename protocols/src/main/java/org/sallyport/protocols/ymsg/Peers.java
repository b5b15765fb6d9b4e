package org.sallyport.protocols.ymsg;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.ymsg.read.PeerReader;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.write.PeerAddress;

/**
 * Carries decisions on direct connections out. One that is refused is just never set up: whoever proposed it gives up after a
 * while and stays with the service, and no person has done anything that would need an answer. One that is allowed is remembered
 * in {@link Agreements}.
 *
 * <p>The address must lead through us. Where ours can't be said as the protocol says it, because the port isn't the one that all
 * clients use, or the address isn't one of IPv4, there is no direct connection.
 *
 * <p>Confined to the connection's event loop.
 */
final class Peers implements Enforcement {

    private final Connection connection;
    private final Voice voice;
    private final Agreements agreements;

    Peers(Connection connection, Voice voice, Agreements agreements) {
        this.connection = connection;
        this.voice = voice;
        this.agreements = agreements;
    }

    @Override
    public void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Limits limits = connection.context().limits();
        Packet packet = Packet.read(frame, limits);
        if (packet == null || !(ruling.verdict() instanceof Verdict.Allow)) {
            return;
        }
        remember(new Scene(from, packet, connection.account(), limits));
        Pair pair = packet.pairs().first(Key.PEER_ADDRESS);
        if (pair == null) {
            out.add(Emission.Forward.INSTANCE);
            return;
        }
        Address target = PeerAddress.read(pair.text()).orElse(null);
        if (target == null) {
            return;
        }
        Address ours = from == Side.CLIENT
                ? connection.context().callBack(target)
                : connection.context().advertise(target);
        if (ours.equals(target)) {
            out.add(Emission.Forward.INSTANCE);
            return;
        }
        Optional<ByteBuf> edited = PeerAddress.write(ours)
                .flatMap(text -> PacketEdit.of(frame).replace(pair, text).build(limits));
        edited.ifPresent(instead -> voice.instead(from, instead, out));
    }

    private void remember(Scene scene) {
        ScreenName me = scene.self();
        ScreenName peer =
                Scene.name(scene.pairs().first(scene.byClient() ? Key.RECIPIENT : Key.SENDER), YmsgNames.YAHOO);
        if (me != null && peer != null) {
            agreements.remember(me, peer, connection.serverSession(), PeerReader.id(scene));
        }
    }
}
