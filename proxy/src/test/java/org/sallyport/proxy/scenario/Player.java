package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A person at a client of one protocol, which does what a scenario says and is asked what it has seen.
 *
 * <p>One thread uses it.
 */
interface Player extends AutoCloseable {

    /** What a client is told about something it said. */
    enum Answer {
        ACKNOWLEDGED,
        /** Refused by whoever decides. */
        REFUSED,
        /** The other one isn't there. */
        UNDELIVERABLE
    }

    /** A kind of thing that a client shows. */
    enum Sort {
        TEXT,
        /** What the gateway itself says. */
        NOTICE,
        TYPING,
        OFFER
    }

    /**
     * Something it has seen.
     *
     * @param from a screen name; empty for a notice
     * @param text the words, or a file's name
     */
    record Seen(String from, String text) {}

    /**
     * Somebody to talk to.
     *
     * @param player null when not signed on
     */
    record Peer(String name, @Nullable Player player) {}

    /** Whoever is at the other end of a client's sign-on said no. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String how) {
            super(how);
        }
    }

    /** Its screen name. */
    String name();

    /** Says something; {@code waits}: until that is answered, else the result is null. */
    @Nullable Answer say(Peer to, String text, boolean waits) throws Exception;

    /** How this protocol refuses a text. One that repeats what isn't acknowledged must be told that it has arrived. */
    default Answer refusal() {
        return Answer.REFUSED;
    }

    /** Is typing. */
    default void type(Peer to) throws Exception {
        throw new UnsupportedOperationException("typing");
    }

    /** Offers a file; the result tells whether that has been turned down so far. */
    default BooleanSupplier offer(Peer to, String file, int bytes) throws Exception {
        throw new UnsupportedOperationException("files");
    }

    /** Opens a room in which everybody is at once. */
    default void open(String room, List<Peer> with) throws Exception {
        throw new UnsupportedOperationException("rooms");
    }

    /** Comes into a room. */
    default void join(String room, Player host) throws Exception {
        throw new UnsupportedOperationException("rooms");
    }

    /** Says something to all in a room; as {@link #say}. */
    default @Nullable Answer sayIn(String room, String text, boolean waits) throws Exception {
        throw new UnsupportedOperationException("rooms");
    }

    /** The next of a kind that it has seen; null when nothing has come yet. */
    @Nullable Seen poll(Sort sort);

    /** Waits until it has been put out. */
    default void expectEnd() throws Exception {
        throw new UnsupportedOperationException("connections");
    }

    /** Waits until all it has said was read, and all that was said to it before has come. */
    void settle() throws Exception;

    /** Leaves as clients do. */
    void signOff() throws Exception;

    /** Is gone without a word. */
    @Override
    void close();
}
