package org.sallyport.protocols.ymsg.read;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;

/** Who does something, and with whom. */
record Parties(@Nullable ScreenName from, List<ScreenName> to) {

    Parties {
        to = List.copyOf(to);
    }

    /** Of a packet from person to person: the service puts the sender into 4, where the client has 1, or 4 as well. */
    static Parties of(Scene scene) {
        if (scene.byClient()) {
            return new Parties(scene.self(), scene.peers(Key.RECIPIENT));
        }
        ScreenName sender = scene.peer(Key.SENDER);
        return new Parties(sender == null ? scene.peer(Key.ME) : sender, scene.me());
    }

    /**
     * Whether one of these keys, which should be there once, is there several times and says different things. Some readers take
     * the first and some the last: nobody can tell what the other end would make of it.
     */
    static boolean unclear(Pairs pairs, int... keys) {
        for (int key : keys) {
            byte[] said = null;
            for (Pair pair : pairs.all(key)) {
                byte[] value = pair.bytes();
                if (said != null && !Arrays.equals(said, value)) {
                    return true;
                }
                said = value;
            }
        }
        return false;
    }
}
