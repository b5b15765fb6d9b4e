package org.sallyport.proxy.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happens in a scenario, or that a client sees. Immutable. */
sealed interface Step {

    /** Where it stands in the file. */
    int line();

    /** A way in. */
    enum By {
        /** A listener that stands in for the service. */
        FIXED,
        /** SOCKS 5, signed in. */
        SOCKS5,
        /** The HTTP proxy, signed in. */
        CONNECT
    }

    /** What comes of a text. */
    enum Then {
        ACKNOWLEDGED,
        REFUSED,
        UNDELIVERABLE,
        /** Nobody waits for it. */
        WHATEVER
    }

    /** How somebody leaves. */
    enum Leave {
        SIGNS_OFF,
        IS_KILLED,
        /** By the gateway. */
        IS_DISCONNECTED
    }

    /**
     * Signs on.
     *
     * @param user who signs in at the proxy; null: the person themselves
     * @param address the client's; null: whichever
     */
    record SignsOn(
            int line,
            String who,
            By by,
            @Nullable String user,
            @Nullable String address,
            boolean refused) implements Step {}

    /**
     * Says something.
     *
     * @param to somebody, or a room
     */
    record Says(int line, String who, String to, boolean room, String text, Then then) implements Step {}

    /**
     * Sees something.
     *
     * @param from null for a notice
     * @param text the words or a file's name; of a notice a part; null for typing
     */
    record Sees(
            int line,
            String who,
            Player.Sort sort,
            @Nullable String from,
            @Nullable String text) implements Step {}

    /** Types. */
    record Types(int line, String who, String to) implements Step {}

    /** Offers a file. */
    record Offers(int line, String who, String to, String file, int bytes, boolean refused) implements Step {}

    /** Opens a room with others. */
    record Opens(int line, String who, String room, List<String> with) implements Step {}

    /** Comes into a room. */
    record Joins(int line, String who, String room, String host) implements Step {}

    /** How a screen name comes to be somebody's. */
    enum How {
        /** An administrator's. */
        BY_HAND,
        /** A line of a file that an administrator imports. */
        FROM_A_FILE,
        /** With the code in the notice seen last. */
        WITH_A_CODE
    }

    /**
     * A screen name becomes that of somebody the directory has.
     *
     * @param as whose
     */
    record Bound(int line, String who, String as, How how) implements Step {}

    /** Goes. */
    record Leaves(int line, String who, Leave how) implements Step {}

    /** The directory ends or is there again. */
    record Directory(int line, boolean up) implements Step {}
}
