package org.sallyport.protocols.ymsg.read;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;

/**
 * Direct connections between two clients: how they are agreed on by way of the service, and how they begin. No person asks for
 * one; clients do so by themselves after a first text. Sources: libpurple, Digsby; a capture of libpurple.
 */
public final class PeerReader {

    private static final int PLEASE_CONNECT = 0;
    private static final int COULD_NOT = 2;
    private static final int HEX = 16;
    private static final int HEX_DIGITS = 8;

    private PeerReader() {}

    /** Reads a packet by which one is agreed on. */
    public static Meaning read(Scene scene) {
        if (Parties.unclear(scene.pairs(), Key.SENDER, Key.RECIPIENT, Key.PEER_SESSION, Key.PEER_ADDRESS, Key.FLAG)) {
            return new Meaning.Broken("a direct connection that says two things");
        }
        Step step = switch ((int) scene.pairs().number(Key.FLAG, -1)) {
            case PLEASE_CONNECT -> Step.PROPOSE;
            case COULD_NOT -> Step.COUNTER;
            default -> Step.ACCEPT;
        };
        return Meaning.of(invite(scene, step, id(scene)));
    }

    /** The id of the agreement that a packet belongs to, as far as it says: the session of the peer. */
    public static String id(Scene scene) {
        String session = scene.pairs().text(Key.PEER_SESSION);
        return session == null ? "" : session;
    }

    /** A step on the way to a direct connection. */
    public static ImEvent invite(Scene scene, Step step, String id) {
        Parties parties = Parties.of(scene);
        return new ImEvent.Invite(
                scene.flow(), Feature.DIRECT_CONNECTION, step, parties.from(), parties.to(), null, Text.EMPTY, id);
    }

    /** Who claims to speak to whom, when that hasn't been shown. */
    public static ImEvent forged(Scene scene, String why) {
        return new ImEvent.Forged(scene.flow(), scene.peer(Key.SENDER), scene.peers(Key.RECIPIENT), why);
    }

    /** A session id as it stands in 11: decimal, signed or not, or the eight hexadecimal digits of old servers. Null for neither. */
    public static @Nullable Integer session(@Nullable Pair pair) {
        if (pair == null || pair.length() > HEX_DIGITS + 3) {
            return null;
        }
        String text = pair.text();
        boolean letters = text.chars().anyMatch(c -> c > '9');
        boolean hex =
                letters && text.length() == HEX_DIGITS && text.chars().allMatch(c -> Character.digit(c, HEX) >= 0);
        if (hex) {
            return Integer.parseUnsignedInt(text, HEX);
        }
        long number = pair.number(Long.MIN_VALUE);
        return number < Integer.MIN_VALUE || number > 0xFFFF_FFFFL ? null : (int) number;
    }
}
