package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.event.ImEvent;

/** What a packet turned out to be, before the session makes a {@link org.sallyport.protocols.Reading} of it. */
sealed interface Finding {

    /** Nothing in it for us: it goes on. */
    enum Pass implements Finding {
        INSTANCE
    }

    /** This goes out in its place; empty drops it. */
    record Instead(List<Emission> emissions) implements Finding {}

    /** Something happened that is decided elsewhere. */
    record Asks(List<? extends ImEvent> events, Enforcement enforcement) implements Finding {
        Asks(ImEvent event, Enforcement enforcement) {
            this(List.of(event), enforcement);
        }
    }

    /** Several things happened in one packet that can be told apart when it goes on. */
    record AsksEach(List<? extends ImEvent> events, EachEnforcement enforcement) implements Finding {}

    /** Its content breaks the rules. */
    record Broken(String why) implements Finding {}

    /** {@link Asks}, or {@link Pass} when nothing happened. */
    static Finding of(List<? extends ImEvent> events, Enforcement enforcement) {
        return events.isEmpty() ? Pass.INSTANCE : new Asks(events, enforcement);
    }
}
