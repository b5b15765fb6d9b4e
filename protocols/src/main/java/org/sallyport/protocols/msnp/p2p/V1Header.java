package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The header of version 1, little-endian: u32 session, u32 id, u64 offset, u64 total, u32 length, u32 flags, u32 ack id, u32 ack
 * sub id, u64 ack size. Verified against libpurple's packets.
 */
public final class V1Header {

    /** Its length in bytes. */
    public static final int LENGTH = 48;

    /** Acknowledges a message. */
    public static final int ACKNOWLEDGEMENT = 0x02;

    /** The first packet each side sends on a direct connection. */
    public static final int HANDSHAKE = 0x100;

    private V1Header() {}

    /**
     * Reads a packet. libpurple sends each one twice, first with length 0 though its data is there, and ends a file with a
     * length and no data; so the data is what there is, and only a length that says something third is refused.
     *
     * @param end just past the data: before the footer where there is one
     */
    public static P2p read(ByteBuf buffer, int start, int end) {
        if (end - start < LENGTH) {
            return new P2p.Malformed("P2P packet shorter than its header");
        }
        int data = end - start - LENGTH;
        long length = buffer.getUnsignedIntLE(start + 24);
        if (length != 0 && data != 0 && length != data) {
            return new P2p.Malformed("P2P packet with another length than its own");
        }
        long offset = buffer.getLongLE(start + 8);
        long total = buffer.getLongLE(start + 16);
        if (offset < 0 || total < 0) {
            return new P2p.Malformed("P2P message of more than 2^63 bytes");
        }
        return new P2p.V1(
                buffer.getUnsignedIntLE(start),
                buffer.getUnsignedIntLE(start + 4),
                offset,
                total,
                buffer.getUnsignedIntLE(start + 28),
                buffer.getUnsignedIntLE(start + 32),
                buffer.getUnsignedIntLE(start + 36),
                start + LENGTH,
                end);
    }

    /** Whether a packet says how much data it has. */
    static boolean saysLength(ByteBuf buffer, int start) {
        return buffer.getIntLE(start + 24) != 0;
    }

    /** An acknowledgement, with the number {@code id} of its own. */
    public static ByteBuf acknowledgement(P2p.V1 acknowledged, long id) {
        return Unpooled.buffer(LENGTH)
                .writeIntLE((int) acknowledged.session())
                .writeIntLE((int) id)
                .writeLongLE(0)
                .writeLongLE(acknowledged.total())
                .writeIntLE(0)
                .writeIntLE(ACKNOWLEDGEMENT)
                .writeIntLE((int) acknowledged.id())
                .writeIntLE((int) acknowledged.ackId())
                .writeLongLE(acknowledged.total());
    }

    /**
     * An SLP message in one part.
     *
     * @param ackId a number by which its acknowledgement can be told
     */
    public static ByteBuf slp(byte[] text, long id, long ackId) {
        return Unpooled.buffer(LENGTH + text.length)
                .writeIntLE(0)
                .writeIntLE((int) id)
                .writeLongLE(0)
                .writeLongLE(text.length)
                .writeIntLE(text.length)
                .writeIntLE(0)
                .writeIntLE((int) ackId)
                .writeIntLE(0)
                .writeLongLE(0)
                .writeBytes(text);
    }
}
