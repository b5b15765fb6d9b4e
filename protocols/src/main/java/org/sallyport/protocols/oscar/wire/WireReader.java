package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;

/**
 * Reads numbers and strings from a slice of a buffer, big- and little-endian. Never throws for what the bytes say: a read past
 * the end gives zero or nothing and sets {@link #failed()}, which stays set, so that a parser reads a whole structure and asks
 * once at the end. After a failure nothing more is consumed.
 *
 * <p>Keeps its own position and moves no index of the buffer. Holds no reference count: valid as long as the caller's buffer is.
 * Confined to one thread.
 */
public final class WireReader {

    private static final byte[] NOTHING = {};

    private final ByteBuf buffer;
    private final int end;
    private int position;
    private boolean failed;

    /**
     * @param start absolute index of the first byte
     * @param end absolute index just past the last one; not below {@code start} nor past the buffer's written bytes
     */
    public WireReader(ByteBuf buffer, int start, int end) {
        if (start < 0 || end < start || end > buffer.capacity()) {
            throw new IllegalArgumentException("no slice of the buffer: " + start + " to " + end);
        }
        this.buffer = buffer;
        this.position = start;
        this.end = end;
    }

    /** Whether a read went past the end, or {@link #fail()} was called. */
    public boolean failed() {
        return failed;
    }

    /** Declares what was read so far to be wrong; all that follows reads as nothing. */
    public void fail() {
        failed = true;
    }

    /** Absolute index of the next byte. */
    public int position() {
        return position;
    }

    /** Absolute index just past the last byte. */
    public int end() {
        return end;
    }

    /** The buffer it reads from. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Bytes left; 0 after a failure, so that loops end. */
    public int remaining() {
        return failed ? 0 : end - position;
    }

    /** Takes {@code length} bytes: their absolute index, or -1 when there are not so many. */
    private int take(int length) {
        if (failed || length < 0 || end - position < length) {
            failed = true;
            return -1;
        }
        int at = position;
        position += length;
        return at;
    }

    /** One byte, 0 to 255. */
    public int u8() {
        int at = take(1);
        return at < 0 ? 0 : buffer.getUnsignedByte(at);
    }

    /** Two bytes, big-endian. */
    public int u16() {
        int at = take(2);
        return at < 0 ? 0 : buffer.getUnsignedShort(at);
    }

    /** Four bytes, big-endian, unsigned. */
    public long u32() {
        int at = take(4);
        return at < 0 ? 0 : buffer.getUnsignedInt(at);
    }

    /** Eight bytes, big-endian: cookies and halves of a UUID. */
    public long u64() {
        int at = take(8);
        return at < 0 ? 0 : buffer.getLong(at);
    }

    /** Two bytes, little-endian. */
    public int u16le() {
        int at = take(2);
        return at < 0 ? 0 : buffer.getUnsignedShortLE(at);
    }

    /** Four bytes, little-endian, unsigned. */
    public long u32le() {
        int at = take(4);
        return at < 0 ? 0 : buffer.getUnsignedIntLE(at);
    }

    /** Passes over bytes. */
    public void skip(int length) {
        take(length);
    }

    /** A copy of the next bytes; empty on failure. The length is checked before anything is allocated. */
    public byte[] bytes(int length) {
        int at = take(length);
        if (at < 0 || length == 0) {
            return NOTHING;
        }
        byte[] copy = new byte[length];
        buffer.getBytes(at, copy);
        return copy;
    }

    /** All bytes left. */
    public byte[] rest() {
        return bytes(remaining());
    }

    /** Bytes behind a u8 length. */
    public byte[] b8() {
        return bytes(u8());
    }

    /** Bytes behind a u16 length. */
    public byte[] b16() {
        return bytes(u16());
    }

    /** Bytes behind a little-endian u16 length. */
    public byte[] b16le() {
        return bytes(u16le());
    }

    /** Text behind a u8 length, in {@linkplain TextCodec#lenient the likeliest charset}. */
    public String s8() {
        return TextCodec.lenient(b8());
    }

    /** Text behind a u16 length, in {@linkplain TextCodec#lenient the likeliest charset}. */
    public String s16() {
        return TextCodec.lenient(b16());
    }

    /** A reader over the next bytes, which this one passes over; it is born failed when there are not so many. */
    public WireReader slice(int length) {
        int at = take(length);
        if (at < 0) {
            WireReader none = new WireReader(buffer, end, end);
            none.failed = true;
            return none;
        }
        return new WireReader(buffer, at, at + length);
    }
}
