package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;

/**
 * One type-length-value, still lying in its buffer: u16 type, u16 length, value. Valid as long as the buffer is.
 *
 * @param buffer where it lies
 * @param type 0 to 65535
 * @param start absolute index of its type field
 * @param length bytes in its value
 */
public record Tlv(ByteBuf buffer, int type, int start, int length) {

    /** Bytes of type and length. */
    public static final int HEADER = 4;

    /** Absolute index of the value. */
    public int valueStart() {
        return start + HEADER;
    }

    /** Absolute index just past the value. */
    public int end() {
        return start + HEADER + length;
    }

    /** A fresh reader over the value. */
    public WireReader reader() {
        return new WireReader(buffer, valueStart(), end());
    }

    /** The value as a number of one, two or four bytes; {@code otherwise} when it has another length. */
    public long number(long otherwise) {
        return switch (length) {
            case 1 -> buffer.getUnsignedByte(valueStart());
            case 2 -> buffer.getUnsignedShort(valueStart());
            case 4 -> buffer.getUnsignedInt(valueStart());
            default -> otherwise;
        };
    }

    /** A copy of the value. */
    public byte[] bytes() {
        return reader().rest();
    }

    /** The value as text in {@linkplain TextCodec#lenient the likeliest charset}. */
    public String text() {
        return TextCodec.lenient(bytes());
    }
}
