package org.sallyport.protocols.rvp;

import java.util.List;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/** What a message turned out to be, before the session makes a {@link org.sallyport.protocols.Reading} of it. */
sealed interface Finding {

    /** Nothing in it for us: it goes on. */
    enum Pass implements Finding {
        INSTANCE
    }

    /** It is dealt with as has been decided already, or as needs no decision. */
    record Settled(Ruling ruling) implements Finding {
        static Settled as(Verdict verdict) {
            return new Settled(new Ruling(verdict, List.of()));
        }
    }

    /** Something happened that is decided elsewhere. */
    record Asks(List<ImEvent> events) implements Finding {
        public Asks {
            events = List.copyOf(events);
        }
    }

    /** It breaks the rules. */
    record Broken(String why) implements Finding {}
}
