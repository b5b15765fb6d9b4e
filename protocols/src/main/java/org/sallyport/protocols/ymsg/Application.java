package org.sallyport.protocols.ymsg;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;

/**
 * What key 49 says a packet of {@code NOTIFY} or {@code PEER_DATA} is about. Clients compare only as many letters as the word has,
 * in any case (libpurple), and so does this: else a word a little longer would be understood there and unknown here.
 */
enum Application {
    TYPING,
    WEBCAMINVITE,
    GAMESINVITE,
    GAMESSENDDATA,
    GAME,
    FILEXFER,
    IMVIRONMENT,
    PEERTOPEER;

    /** The application; null when there is none, or none that is known, or two different ones. */
    static @Nullable Application of(Pairs pairs) {
        Application found = null;
        for (Pair pair : pairs.all(Key.APPLICATION)) {
            Application said = named(pair.text().strip().toUpperCase(Locale.ROOT));
            if (said == null || found != null && found != said) {
                return null;
            }
            found = said;
        }
        return found;
    }

    private static @Nullable Application named(String word) {
        for (Application application : values()) {
            if (word.startsWith(application.name())) {
                return application;
            }
        }
        return null;
    }
}
