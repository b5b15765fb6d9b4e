package org.sallyport.protocols.ymsg;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.ymsg.read.PeerReader;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * A connection between two clients, known by its first packet: {@code PEER_DATA} about PEERTOPEER where a sign-on would be. What
 * people do on it is what they do by way of the service, and is decided alike; here it is made sure who they are.
 *
 * <p>Either of them may have called the other, so the account may be at either end. What it says is outbound, whichever side of the
 * connection that is.
 *
 * <p>Nobody can know by the first packet that it is who it says: an agreement that was seen ({@link Agreements}) says at which end
 * the account may be, and each text of the peer must have the account's session id in 11. What hasn't is a forgery. So is a
 * connection that nobody agreed on; if a rule allows that, names are as they are claimed.
 *
 * <p>Once the beginning is refused the connection is closed: both clients go back to the service.
 *
 * <p>Confined to the connection's event loop.
 */
final class Direct {

    private enum State {
        /** Nothing has been said here. */
        NEW,
        /** It isn't one. */
        TO_SERVICE,
        BETWEEN_PEERS
    }

    private final Connection connection;
    private final Agreements agreements;

    private State state = State.NEW;
    private boolean began;

    /** At which end the account is. */
    private Side own = Side.CLIENT;

    private @Nullable ScreenName peer;

    Direct(Connection connection, Agreements agreements) {
        this.connection = connection;
        this.agreements = agreements;
    }

    /** Whether a packet belongs to such a connection; the first one decides that. */
    boolean takes(Packet packet) {
        if (state == State.NEW) {
            boolean greets = packet.is(Service.PEER_DATA)
                    && Application.of(packet.pairs()) == Application.PEERTOPEER
                    && connection.account() == null;
            state = greets ? State.BETWEEN_PEERS : State.TO_SERVICE;
        }
        return state == State.BETWEEN_PEERS;
    }

    /** The same packet as the account's end sees it. */
    Scene seen(Scene scene) {
        return own == Side.CLIENT
                ? scene
                : new Scene(scene.from().other(), scene.packet(), connection.account(), scene.limits());
    }

    /**
     * What there is to ask about a packet before it is read for what is in it; null when that can be read.
     *
     * @param scene as {@link #seen} before
     */
    @Nullable Finding check(Scene scene) {
        boolean greeting =
                scene.packet().is(Service.PEER_DATA) && Application.of(scene.pairs()) == Application.PEERTOPEER;
        if (!began) {
            return greeting ? begin(scene) : refuse(PeerReader.forged(scene, "words before a greeting"));
        }
        ScreenName other = peer;
        ScreenName account = connection.account();
        if (other == null || account == null) {
            // A rule has let it in unknown.
            return greeting ? Finding.Pass.INSTANCE : null;
        }
        Scene seen = seen(scene);
        ScreenName speaker = seen.byClient() ? account : other;
        Pair sender = seen.pairs().first(Key.SENDER);
        if (sender == null) {
            sender = seen.pairs().first(Key.ME);
        }
        if (!speaker.equals(Scene.name(sender, YmsgNames.YAHOO)) || seen.pairs().count(Key.SENDER) > 1) {
            return refuse(PeerReader.forged(seen, "another's name between peers"));
        }
        if (greeting) {
            return Finding.Pass.INSTANCE;
        }
        boolean shown = seen.byClient()
                || agreements.knows(account, PeerReader.session(seen.pairs().first(Key.PEER_SESSION)));
        return shown ? null : refuse(PeerReader.forged(seen, "words between peers without the session's id"));
    }

    private Finding begin(Scene scene) {
        began = true;
        ScreenName sender = Scene.name(scene.pairs().first(Key.SENDER), YmsgNames.YAHOO);
        ScreenName recipient = Scene.name(scene.pairs().first(Key.RECIPIENT), YmsgNames.YAHOO);
        Handoff agreed = sender == null || recipient == null ? null : agreements.between(sender, recipient);
        ScreenName account = agreed == null ? null : agreed.account();
        if (agreed == null || account == null) {
            ImEvent forged = PeerReader.forged(scene, "a direct connection that nobody agreed on");
            return new Finding.Asks(List.of(PeerReader.invite(scene, Step.BEGIN, ""), forged), this::enforceBegin);
        }
        connection.account(account);
        peer = agreed.peer();
        own = account.equals(sender) ? scene.from() : scene.from().other();
        Scene seen = seen(new Scene(scene.from(), scene.packet(), account, scene.limits()));
        String offer = agreed.offer();
        return new Finding.Asks(PeerReader.invite(seen, Step.BEGIN, offer == null ? "" : offer), this::enforceBegin);
    }

    private Finding refuse(ImEvent forged) {
        return new Finding.Asks(forged, (from, frame, ruling, out) -> {
            if (ruling.verdict() instanceof Verdict.Allow) {
                out.add(Emission.Forward.INSTANCE);
            }
        });
    }

    private void enforceBegin(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
        } else {
            connection.closes();
            out.add(Emission.Close.INSTANCE);
        }
    }
}
