package org.sallyport.protocols.ymsg;

import java.util.function.Function;
import org.sallyport.protocols.ymsg.read.Meaning;
import org.sallyport.protocols.ymsg.read.Scene;

/**
 * A {@link Topic} made of somebody who reads its packets and somebody who carries decisions on them out.
 *
 * @param reader reads; has no state
 * @param otherwise takes what the reader has no name for
 */
record Understood(Function<Scene, Meaning> reader, Enforcement enforcement, Topic otherwise) implements Topic {

    @Override
    public Finding read(Scene scene) {
        return switch (reader.apply(scene)) {
            case Meaning.Nothing nothing -> Finding.Pass.INSTANCE;
            case Meaning.Unclassified unclassified -> otherwise.read(scene);
            case Meaning.Happened happened -> new Finding.Asks(happened.events(), enforcement);
            case Meaning.Broken broken -> new Finding.Broken(broken.why());
        };
    }
}
