package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * What becomes of an HTTP message after a session has seen what was in it. The body is a new heap buffer and belongs to whoever
 * asked for it. Content-Length, Transfer-Encoding and Connection are theirs to set.
 */
public sealed interface Rewrapped {

    /** What this message had no room for: to be put before all else into the next one of its direction. Needs no release. */
    List<Piece> held();

    /**
     * It goes on.
     *
     * @param head the same one when nothing in it has changed
     */
    record ForwardAs(HttpHead head, ByteBuf body, List<Piece> held) implements Rewrapped {

        public ForwardAs {
            held = List.copyOf(held);
        }
    }

    /** A request ends here, and this is its answer. */
    record AnswerLocally(int status, HttpFields fields, ByteBuf body, List<Piece> held) implements Rewrapped {

        public AnswerLocally {
            held = List.copyOf(held);
        }
    }
}
