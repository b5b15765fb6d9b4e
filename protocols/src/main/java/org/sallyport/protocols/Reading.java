package org.sallyport.protocols;

import java.util.List;
import org.sallyport.protocols.event.ImEvent;

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
     * The frame is well cut but its content breaks the protocol's rules.
     *
     * @param why what is wrong, in words without content of the stream
     */
    record Malformed(String why) implements Reading {}
}
