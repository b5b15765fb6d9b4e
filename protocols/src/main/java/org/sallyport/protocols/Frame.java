package org.sallyport.protocols;

import io.netty.buffer.ByteBuf;

/**
 * A flyweight over one whole frame inside a receive buffer: no bytes are copied and no object is made per frame. A codec owns
 * one and points it at each frame in turn, so a frame is valid only until that codec's next {@link Codec#decode}.
 *
 * <p>Confined to the connection's event loop. The buffer is the gateway's alone: a session may overwrite bytes in place where
 * the length stays the same (a sequence number), but must not change indices or keep a reference.
 */
public final class Frame {

    private ByteBuf buffer = io.netty.buffer.Unpooled.EMPTY_BUFFER;
    private int offset;
    private int length;

    /**
     * Points this flyweight at another frame.
     *
     * @param offset absolute index of the frame's first byte in {@code buffer}
     * @param length bytes in the frame, at least 1
     */
    public Frame point(ByteBuf buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /** The buffer the frame lies in. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the first byte in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Bytes in the frame, header included. */
    public int length() {
        return length;
    }

    /** A non-retained view of the frame's bytes; allocates a small object, so not for frames that mean nothing. */
    public ByteBuf view() {
        return buffer.slice(offset, length);
    }
}
