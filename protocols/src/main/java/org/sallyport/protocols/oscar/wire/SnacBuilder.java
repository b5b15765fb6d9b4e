package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes a SNAC, or a bare run of TLVs. Nested TLVs and fragments are opened, filled and closed; their lengths are filled in on
 * closing. Works on one heap buffer that grows; used once, by one thread.
 */
public final class SnacBuilder {

    private final ByteBuf out = Unpooled.buffer(128);

    private SnacBuilder() {}

    /** Begins with a header. */
    public static SnacBuilder snac(int family, int subtype, int flags, long requestId) {
        SnacBuilder builder = new SnacBuilder();
        builder.u16(family).u16(subtype).u16(flags).u32(requestId);
        return builder;
    }

    /** Begins with nothing. */
    public static SnacBuilder bare() {
        return new SnacBuilder();
    }

    /** One byte. */
    public SnacBuilder u8(int value) {
        out.writeByte(value);
        return this;
    }

    /** Two bytes, big-endian. */
    public SnacBuilder u16(int value) {
        out.writeShort(value);
        return this;
    }

    /** Four bytes, big-endian. */
    public SnacBuilder u32(long value) {
        out.writeInt((int) value);
        return this;
    }

    /** Eight bytes, big-endian. */
    public SnacBuilder u64(long value) {
        out.writeLong(value);
        return this;
    }

    /** Two bytes, little-endian. */
    public SnacBuilder u16le(int value) {
        out.writeShortLE(value);
        return this;
    }

    /** Four bytes, little-endian. */
    public SnacBuilder u32le(long value) {
        out.writeIntLE((int) value);
        return this;
    }

    /** Bytes as they are. */
    public SnacBuilder bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    /** Bytes {@code [start, end)} of another buffer, whose indices stay. */
    public SnacBuilder copy(ByteBuf from, int start, int end) {
        out.writeBytes(from, start, end - start);
        return this;
    }

    /** A name behind a u8 length, in UTF-8. No name is longer than the 255 bytes that fit: the rest is left out. */
    public SnacBuilder s8(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, 255);
        u8(length);
        out.writeBytes(bytes, 0, length);
        return this;
    }

    /**
     * Text behind a u16 length, in UTF-8.
     *
     * @throws IllegalArgumentException when it has more than 65535 bytes
     */
    public SnacBuilder s16(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        checkLength(bytes.length);
        return u16(bytes.length).bytes(bytes);
    }

    /** A TLV without value. */
    public SnacBuilder tlv(int type) {
        return u16(type).u16(0);
    }

    /** A TLV of bytes. */
    public SnacBuilder tlv(int type, byte[] value) {
        checkLength(value.length);
        return u16(type).u16(value.length).bytes(value);
    }

    /** A TLV of text, in UTF-8. */
    public SnacBuilder tlv(int type, String value) {
        return tlv(type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A TLV of two bytes. */
    public SnacBuilder tlv16(int type, int value) {
        return u16(type).u16(2).u16(value);
    }

    /** A TLV of four bytes. */
    public SnacBuilder tlv32(int type, long value) {
        return u16(type).u16(4).u32(value);
    }

    /** A TLV as it stands elsewhere. */
    public SnacBuilder tlv(Tlv tlv) {
        return copy(tlv.buffer(), tlv.start(), tlv.end());
    }

    /** Begins a TLV, or a message fragment, whose length is known only when it is closed. */
    public Open open(int type) {
        u16(type);
        return openLength();
    }

    /** Begins a run of bytes behind a u16 length. */
    public Open openLength() {
        Open open = new Open(out.writerIndex());
        u16(0);
        return open;
    }

    /** Fills in the length of what was opened. */
    public SnacBuilder close(Open open) {
        int length = out.writerIndex() - open.lengthAt() - 2;
        checkLength(length);
        out.setShort(open.lengthAt(), length);
        return this;
    }

    /** Fills in the length of what was opened, little-endian. */
    public SnacBuilder closeLittleEndian(Open open) {
        int length = out.writerIndex() - open.lengthAt() - 2;
        checkLength(length);
        out.setShortLE(open.lengthAt(), length);
        return this;
    }

    /**
     * Something whose length is not known yet.
     *
     * @param lengthAt where its length field is
     */
    public record Open(int lengthAt) {}

    /** Bytes written so far. */
    public int size() {
        return out.writerIndex();
    }

    /** What was written, owned by the caller; the builder is spent. */
    public ByteBuf build() {
        return out;
    }

    /** What was written, in a FLAP of its own on channel 2; the builder is spent. */
    public ByteBuf frame(int sequence) {
        return Flap.frame(Flap.DATA, sequence, out);
    }

    private static void checkLength(int length) {
        if (length > 0xFFFF) {
            throw new IllegalArgumentException(length + " bytes behind a u16 length");
        }
    }
}
