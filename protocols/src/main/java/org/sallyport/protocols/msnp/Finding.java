package org.sallyport.protocols.msnp;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.event.ImEvent;

/** What a command turned out to be, before the session makes a {@link org.sallyport.protocols.Reading} of it. */
sealed interface Finding {

    /** Nothing in it for us: it goes on. */
    enum Pass implements Finding {
        INSTANCE
    }

    /** This goes out in its place. */
    record Instead(List<Emission> emissions) implements Finding {}

    /** Something happened that is decided elsewhere. */
    record Asks(List<? extends ImEvent> events, Enforcement enforcement) implements Finding {
        Asks(ImEvent event, Enforcement enforcement) {
            this(List.of(event), enforcement);
        }
    }

    /**
     * A piece of a file that was let in.
     *
     * @param start where in the frame's buffer it begins
     */
    record Piece(ImEvent.FileOffer file, int start, int length, boolean last, Enforcement enforcement)
            implements Finding {}

    /** Its content breaks the rules. */
    record Broken(String why) implements Finding {}
}
