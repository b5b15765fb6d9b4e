package org.sallyport.protocols.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads numbers and length-prefixed vectors (RFC 8446 section 3.4). Reading beyond the end gives zeros and empty vectors and
 * is remembered, so that a whole structure is read first and asked then whether it was sound.
 */
final class Octets {

    private final ByteBuf bytes;
    private boolean broken;

    /** @param bytes a view of its own, whose indices may move */
    Octets(ByteBuf bytes) {
        this.bytes = bytes;
    }

    /** Whether something was read that is not there. */
    boolean isBroken() {
        return broken;
    }

    boolean hasMore() {
        return !broken && bytes.isReadable();
    }

    int left() {
        return bytes.readableBytes();
    }

    int uint8() {
        return has(1) ? bytes.readUnsignedByte() : 0;
    }

    int uint16() {
        return has(2) ? bytes.readUnsignedShort() : 0;
    }

    void skip(int count) {
        if (has(count)) {
            bytes.skipBytes(count);
        }
    }

    /** A vector with a length of one byte. */
    Octets vector8() {
        return take(uint8());
    }

    /** A vector with a length of two bytes. */
    Octets vector16() {
        return take(uint16());
    }

    private Octets take(int count) {
        return new Octets(has(count) ? bytes.readSlice(count) : Unpooled.EMPTY_BUFFER);
    }

    /** All that is left, as Latin-1, so that every byte stays one character. */
    String text() {
        return bytes.readCharSequence(bytes.readableBytes(), java.nio.charset.StandardCharsets.ISO_8859_1)
                .toString();
    }

    private boolean has(int count) {
        broken |= bytes.readableBytes() < count;
        return !broken;
    }
}
