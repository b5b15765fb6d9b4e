package org.sallyport.protocols.msnp.deal;

import java.util.List;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.event.ImEvent;

/** What a message turned out to be. */
public sealed interface Dealing {

    /** It goes on. */
    enum Pass implements Dealing {
        INSTANCE
    }

    /** It belongs to something that was refused, and doesn't go on. */
    record Swallow(List<Said> said) implements Dealing {}

    /** Something happened that is decided elsewhere. */
    record Asks(List<ImEvent> events, Enforcement enforcement) implements Dealing {
        Asks(ImEvent event, Enforcement enforcement) {
            this(List.of(event), enforcement);
        }
    }

    /**
     * It carries a piece of a file that was let in. It goes on unless something is seen in it that is decided on.
     *
     * @param file how the file began, the same object with each piece
     * @param start where in the message's buffer the piece begins
     * @param length how long it is
     * @param last whether the file is whole with it
     */
    record Piece(ImEvent.FileOffer file, int start, int length, boolean last, Enforcement enforcement)
            implements Dealing {}

    /** Its content breaks the rules. It must not go on: a client might make something of it. */
    record Broken(String why) implements Dealing {}

    /** How a ruling is carried out. Holds what it needs of the message, whose buffer may have moved by then. */
    @FunctionalInterface
    interface Enforcement {
        /** To be called once. */
        Carried carryOut(Ruling ruling);
    }

    /**
     * What becomes of the message.
     *
     * @param forward whether it goes on as it came
     * @param said what is said besides, in order
     */
    record Carried(boolean forward, List<Said> said) {
        static final Carried ON = new Carried(true, List.of());
        static final Carried DROPPED = new Carried(false, List.of());
    }
}
