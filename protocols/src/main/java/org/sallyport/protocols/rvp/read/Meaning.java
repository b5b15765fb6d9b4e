package org.sallyport.protocols.rvp.read;

import java.util.List;
import org.sallyport.protocols.event.ImEvent;

/** What a message means to a gateway. */
public sealed interface Meaning {

    /** It is known, and nothing that a person did. */
    enum Nothing implements Meaning {
        INSTANCE
    }

    /**
     * Somebody did something.
     *
     * @param events at least one, in the order they stand
     */
    record Events(List<ImEvent> events) implements Meaning {
        public Events {
            events = List.copyOf(events);
        }

        /** One event alone. */
        Events(ImEvent event) {
            this(List.of(event));
        }
    }

    /**
     * It breaks the protocol's rules.
     *
     * @param why what is wrong, without content
     */
    record Broken(String why) implements Meaning {}

    /** Nothing when there are none. */
    static Meaning of(List<ImEvent> events) {
        return events.isEmpty() ? Nothing.INSTANCE : new Events(events);
    }
}
