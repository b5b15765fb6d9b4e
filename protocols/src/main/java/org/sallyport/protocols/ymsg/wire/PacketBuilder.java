package org.sallyport.protocols.ymsg.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes a packet. Works on one heap buffer that grows; used once, by one thread. Whatever it is given must fit: what a peer
 * made longer or shorter goes through {@link PacketEdit}.
 */
public final class PacketBuilder {

    private static final int SEPARATOR = 0xC080;

    private final ByteBuf out = Unpooled.buffer(128);

    private PacketBuilder(int version, int vendor, Service service, int status, int session) {
        out.writeInt(YmsgView.MAGIC)
                .writeShort(version)
                .writeShort(vendor)
                .writeShort(0)
                .writeShort(service.number())
                .writeInt(status)
                .writeInt(session);
    }

    /** To a client, as the service writes it: version and vendor 0, as observed from version 12 on and accepted by all. */
    public static PacketBuilder toClient(Service service, int status, int session) {
        return new PacketBuilder(0, 0, service, status, session);
    }

    /**
     * To the service, as a client writes it.
     *
     * @param version the two bytes that this client writes, whichever way round
     */
    public static PacketBuilder toServer(int version, int vendor, Service service, int status, int session) {
        return new PacketBuilder(version, vendor, service, status, session);
    }

    /** A pair of text, in UTF-8, in which no separator can occur. */
    public PacketBuilder pair(int key, String value) {
        return pair(key, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A pair of a number. */
    public PacketBuilder pair(int key, long value) {
        return pair(key, Long.toString(value));
    }

    /**
     * A pair of bytes.
     *
     * @throws IllegalArgumentException when there is a separator in them
     */
    public PacketBuilder pair(int key, byte[] value) {
        if (YmsgText.hasSeparator(value)) {
            throw new IllegalArgumentException("separator in a value");
        }
        out.writeCharSequence(Integer.toString(key), StandardCharsets.US_ASCII);
        out.writeShort(SEPARATOR).writeBytes(value).writeShort(SEPARATOR);
        return this;
    }

    /** A value as it stands elsewhere, under another key. */
    public PacketBuilder pair(int key, Pair value) {
        out.writeCharSequence(Integer.toString(key), StandardCharsets.US_ASCII);
        out.writeShort(SEPARATOR).writeBytes(value.buffer(), value.valueStart(), value.length());
        out.writeShort(SEPARATOR);
        return this;
    }

    /** Whether it can be built. */
    public boolean fits() {
        return out.writerIndex() - YmsgView.HEADER <= YmsgView.LONGEST_BODY;
    }

    /**
     * What was written, owned by the caller; the builder is spent.
     *
     * @throws IllegalStateException when the body is too long for its length field
     */
    public ByteBuf build() {
        if (!fits()) {
            throw new IllegalStateException("body too long");
        }
        return out.setShort(YmsgView.LENGTH_AT, out.writerIndex() - YmsgView.HEADER);
    }
}
