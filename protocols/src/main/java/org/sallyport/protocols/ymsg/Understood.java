package org.sallyport.protocols.ymsg;

import java.util.List;
import java.util.function.Function;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.Meaning;
import org.sallyport.protocols.ymsg.read.Scene;

/**
 * A {@link Topic} made of somebody who reads its packets and somebody who carries decisions on them out.
 *
 * @param reader reads; has no state
 * @param asks makes a question of events
 * @param otherwise takes what the reader has no name for
 */
record Understood(Function<Scene, Meaning> reader, Function<List<ImEvent>, Finding> asks, Topic otherwise)
        implements Topic {

    /** One whose packets go on or don't as a whole. */
    static Topic whole(Function<Scene, Meaning> reader, Enforcement enforcement, Topic otherwise) {
        return new Understood(reader, events -> new Finding.Asks(events, enforcement), otherwise);
    }

    @Override
    public Finding read(Scene scene) {
        return switch (reader.apply(scene)) {
            case Meaning.Nothing nothing -> Finding.Pass.INSTANCE;
            case Meaning.Unclassified unclassified -> otherwise.read(scene);
            case Meaning.Happened happened -> asks.apply(happened.events());
            case Meaning.Broken broken -> new Finding.Broken(broken.why());
        };
    }
}
