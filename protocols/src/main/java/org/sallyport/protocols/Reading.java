package org.sallyport.protocols;

import java.util.List;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;

/** What a session makes of a frame. */
public sealed interface Reading {

    /** It means nothing to a gateway: the frame goes on untouched, without copy or allocation. */
    enum Pass implements Reading {
        INSTANCE
    }

    /**
     * It needs work that no rule has a say in, such as an address to replace or an answer to one of our own frames to
     * swallow. Nothing is decided or recorded.
     *
     * @param emissions what goes out in its place; empty drops the frame
     */
    record Housekeeping(List<Emission> emissions) implements Reading {}

    /**
     * Something happened. It is decided and journaled, then {@link Session#enforce} is called with one decision an event.
     *
     * @param events at least one, in the order they stand in the frame
     */
    record Events(List<ImEvent> events) implements Reading {}

    /**
     * The frame carries a piece of a file that has been let in. It goes on once it was looked at. What was seen in it may have to
     * be decided on: then {@link Session#enforce} is called with one decision, and otherwise the frame goes on untouched.
     *
     * @param file how the file began, the same object with each of its pieces; what is decided is that event again, with
     *     {@link Step#SEEN}
     * @param offset where in the frame its bytes are
     * @param length how many there are, at least 0
     * @param last whether the file is whole with it
     */
    record FilePart(ImEvent.FileOffer file, int offset, int length, boolean last) implements Reading {

        /** What is decided on when something was seen in it. */
        public ImEvent.FileOffer seen() {
            return new ImEvent.FileOffer(
                    file.flow(),
                    file.feature(),
                    Step.SEEN,
                    file.from(),
                    file.to(),
                    file.files(),
                    file.text(),
                    file.id());
        }
    }

    /**
     * The frame is well cut but its content breaks the protocol's rules.
     *
     * @param why what is wrong, in words without content of the stream
     */
    record Malformed(String why) implements Reading {}
}
