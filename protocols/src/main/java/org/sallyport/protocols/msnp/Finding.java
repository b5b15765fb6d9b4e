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

    /** Its content breaks the rules. */
    record Broken(String why) implements Finding {}
}
