package org.sallyport.protocols.oscar.read;

import java.util.List;
import org.sallyport.protocols.event.ImEvent;

/** What a SNAC means to a gateway. */
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
    }

    /** No reader has a name for it. */
    enum Unclassified implements Meaning {
        INSTANCE
    }

    /**
     * It breaks the protocol's rules.
     *
     * @param why what is wrong, without content
     */
    record Broken(String why) implements Meaning {}
}
