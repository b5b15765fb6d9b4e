package org.sallyport.protocols.http;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.tunnel.HttpHead;

/** Knows whether a body begins with something that says what follows, which is read as part of its head. Stateless. */
public interface Lead {

    /** Answer of {@link #length}: more bytes would tell. Never given where {@code available} is all there is. */
    int MORE = -1;

    /** Answer of {@link #length}: it doesn't begin as it must. */
    int BROKEN = -2;

    /**
     * How many bytes of a body are to be read with its head.
     *
     * @param body all of the body's bytes, 0 or more; bodies in chunks have no lead
     * @param at absolute index of the body's first byte
     * @param available how many of its bytes are there, at most {@code body}
     * @return 0 to {@code available}, {@link #MORE} or {@link #BROKEN}
     */
    int length(HttpHead head, long body, ByteBuf in, int at, int available);
}
