package org.sallyport.protocols.oscar.oft;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/** What two clients talk about on a connection: files, or with each other. Confined to the connection's event loop. */
interface Understanding {

    /** What a frame means. */
    Found read(Side from, Frame frame);

    /**
     * A reading and, where it asks, what is done with the answer.
     *
     * @param events what was asked about; empty when nothing was
     */
    record Found(Reading reading, List<? extends ImEvent> events, Answer answer) {

        static final Found PASS = of(Reading.Pass.INSTANCE);

        static final Found SWALLOWED = of(new Reading.Housekeeping(List.of()));

        static Found of(Reading reading) {
            return new Found(reading, List.of(), (from, frame, decisions, ruling) -> List.of(Emission.Close.INSTANCE));
        }

        static Found broken(String why) {
            return of(new Reading.Malformed(why));
        }

        static Found asks(List<? extends ImEvent> events, Answer answer) {
            return new Found(new Reading.Events(List.copyOf(events)), events, answer);
        }

        static Found part(Reading.FilePart part, Answer answer) {
            return new Found(part, List.of(part.file()), answer);
        }
    }

    /** What goes out once a frame was decided on; never asked when the connection is to end. */
    @FunctionalInterface
    interface Answer {
        List<Emission> carryOut(Side from, Frame frame, List<Decision> decisions, Ruling ruling);
    }
}
