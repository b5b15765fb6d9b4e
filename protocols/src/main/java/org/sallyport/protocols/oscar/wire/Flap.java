package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The frame around everything: u8 0x2A, u8 channel, u16 sequence, u16 payload length, payload. */
public final class Flap {

    /** Bytes before the payload. */
    public static final int HEADER = 6;

    /** The first byte of every frame. */
    public static final int MARK = 0x2A;

    /** Hello: u32 version 1, then TLVs. */
    public static final int SIGN_ON = 1;

    /** One SNAC. */
    public static final int DATA = 2;

    /** Error: u16 code. */
    public static final int ERROR = 3;

    /** End of the session; empty or TLVs. */
    public static final int SIGN_OFF = 4;

    /** Nothing, about once a minute. */
    public static final int KEEP_ALIVE = 5;

    /** The longest payload that clients and servers take, in bytes. */
    public static final int MAX_PAYLOAD = 0xFFF9;

    private Flap() {}

    /**
     * Puts a header in front of a payload.
     *
     * @param sequence the low 16 bits are written
     * @param payload at most {@link #MAX_PAYLOAD} readable bytes; released here
     * @return a new heap buffer, owned by the caller
     * @throws IllegalArgumentException when the payload is longer: its maker has a bug
     */
    public static ByteBuf frame(int channel, int sequence, ByteBuf payload) {
        try {
            int length = payload.readableBytes();
            if (length > MAX_PAYLOAD) {
                throw new IllegalArgumentException("payload of " + length + " bytes");
            }
            return Unpooled.buffer(HEADER + length, HEADER + length)
                    .writeByte(MARK)
                    .writeByte(channel)
                    .writeShort(sequence)
                    .writeShort(length)
                    .writeBytes(payload);
        } finally {
            payload.release();
        }
    }
}
