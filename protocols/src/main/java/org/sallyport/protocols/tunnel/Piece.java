package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * One thing in the body of a tunnel's message, in the order it stands there.
 *
 * <p>A piece borrows: its buffers are views of the body it was found in, or of whatever its maker gave it, and are valid as long
 * as that is. They have no reference count of their own; nobody releases them, and wrapping only copies from them. A piece that
 * still has its {@code raw} bytes is written exactly as it came; one without is written as the documented layout says.
 */
public sealed interface Piece {

    /**
     * The client wants a connection.
     *
     * @param destination where to; null when the tunnel's own host is the service
     * @param raw as it came; null when it isn't in the body, or was made here
     */
    record Open(
            StreamId stream,
            @Nullable Address destination,
            @Nullable ByteBuf raw) implements Piece {}

    /**
     * Bytes of a stream, cut anywhere.
     *
     * @param raw as it came, {@code bytes} included; null when it was made here
     */
    record Data(StreamId stream, ByteBuf bytes, @Nullable ByteBuf raw) implements Piece {

        /** Bytes to be put in. */
        public static Data of(StreamId stream, ByteBuf bytes) {
            return new Data(stream, bytes, null);
        }
    }

    /**
     * A side is done with a stream.
     *
     * @param raw as it came; null when it was made here
     */
    record Close(StreamId stream, @Nullable ByteBuf raw) implements Piece {

        /** To be put in. */
        public static Close of(StreamId stream) {
            return new Close(stream, null);
        }
    }

    /** What belongs to no stream, or means nothing to it: kept as it came. */
    record Other(ByteBuf raw) implements Piece {}
}
