package org.sallyport.protocols.ymsg.read;

import java.util.List;
import org.sallyport.protocols.event.ImEvent;

/** What a reader makes of a packet. */
public sealed interface Meaning {

    /** Known, and nothing that a person did. */
    enum Nothing implements Meaning {
        INSTANCE
    }

    /** Without a name here. */
    enum Unclassified implements Meaning {
        INSTANCE
    }

    /** Somebody did something. */
    record Happened(List<ImEvent> events) implements Meaning {
        public Happened {
            events = List.copyOf(events);
        }
    }

    /** It breaks the rules. */
    record Broken(String why) implements Meaning {}

    /** {@link Happened}, or {@link Nothing} when there are no events. */
    static Meaning of(List<? extends ImEvent> events) {
        return events.isEmpty() ? Nothing.INSTANCE : new Happened(List.copyOf(events));
    }

    /** One event. */
    static Meaning of(ImEvent event) {
        return new Happened(List.of(event));
    }
}
