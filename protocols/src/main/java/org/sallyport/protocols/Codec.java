package org.sallyport.protocols;

import io.netty.buffer.ByteBuf;

/**
 * Cuts one direction of one connection into frames. Stateful, confined to one event loop, one per direction.
 */
public interface Codec {

    /**
     * Looks at the bytes from the reader index on. Moves no index and keeps no reference: the caller skips
     * {@link Frame#length()} bytes (or {@link Outcome.Opaque#length()}) before it calls again.
     *
     * @param in readable bytes, the first of them at a frame boundary
     * @return never {@code null}; the {@link Outcome.Decoded} it returns may be the same object every time
     */
    Outcome decode(ByteBuf in);

    /**
     * What to make of the bytes left when the peer has closed its direction: those of a frame that never got complete.
     *
     * @param in the readable rest, at least one byte
     * @return {@link Outcome.Decoded} over all of the rest when the protocol knows such a short frame, else {@link Outcome.Malformed}
     */
    Outcome decodeLast(ByteBuf in);
}
