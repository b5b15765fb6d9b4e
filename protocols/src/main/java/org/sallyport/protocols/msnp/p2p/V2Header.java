package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The headers of version 2, big-endian. First: u8 its length, u8 opcode, u16 bytes that follow it, u32 id, then type, length and
 * value of options. Where data follows, a second one: u8 its length, u8 type, u16 number, u32 session, options. Options are padded
 * to four bytes with zeros.
 *
 * <p>Sources: the behaviour of libpurple, MSNPSharp and aMSN. No packet of it is in the captures at hand.
 */
public final class V2Header {

    private static final int SHORTEST = 8;
    private static final int OPTION_ACKNOWLEDGED = 2;
    private static final int OPTION_REMAINING = 1;

    private V2Header() {}

    /**
     * Reads a packet. What lies behind its own length is left alone.
     *
     * @param end just past the packet, a footer possibly included
     */
    public static P2p read(ByteBuf buffer, int start, int end) {
        if (end - start < SHORTEST) {
            return new P2p.Malformed("P2P packet shorter than its header");
        }
        int head = buffer.getUnsignedByte(start);
        int length = buffer.getUnsignedShort(start + 2);
        int body = start + head;
        int trailing = end - body - length;
        if (head < SHORTEST || trailing < 0 || trailing > P2p.FOOTER) {
            return new P2p.Malformed("P2P packet with another length than its own");
        }
        int acknowledged = option(buffer, start + SHORTEST, body, OPTION_ACKNOWLEDGED, 4);
        if (acknowledged == BROKEN) {
            return new P2p.Malformed("P2P option longer than its header");
        }
        long acked = acknowledged == NONE ? -1 : buffer.getUnsignedInt(acknowledged);
        int opcode = buffer.getUnsignedByte(start + 1);
        long id = buffer.getUnsignedInt(start + 4);
        if (length == 0) {
            return new P2p.V2(opcode, 0, id, acked, 0, 0, 0, 0, body, body);
        }
        int second = length < SHORTEST ? 0 : buffer.getUnsignedByte(body);
        if (second < SHORTEST || second > length) {
            return new P2p.Malformed("P2P data header that does not fit");
        }
        int remaining = option(buffer, body + SHORTEST, body + second, OPTION_REMAINING, 8);
        if (remaining == BROKEN) {
            return new P2p.Malformed("P2P option longer than its header");
        }
        long left = remaining == NONE ? 0 : buffer.getLong(remaining);
        if (left < 0) {
            return new P2p.Malformed("P2P message of more than 2^63 bytes");
        }
        return new P2p.V2(
                opcode,
                length,
                id,
                acked,
                buffer.getUnsignedByte(body + 1),
                buffer.getUnsignedShort(body + 2),
                buffer.getUnsignedInt(body + 4),
                left,
                body + second,
                body + length);
    }

    /** How long a packet says it is; -1 when that is more than there is. */
    public static int length(ByteBuf buffer, int start, int end) {
        if (end - start < SHORTEST) {
            return -1;
        }
        int head = buffer.getUnsignedByte(start);
        int length = head + buffer.getUnsignedShort(start + 2);
        return head < SHORTEST || length > end - start ? -1 : length;
    }

    private static final int NONE = -1;
    private static final int BROKEN = -2;

    /** Where an option's value stands; {@link #NONE}, or {@link #BROKEN} when one is too long or the one wanted too short. */
    private static int option(ByteBuf buffer, int from, int to, int wanted, int atLeast) {
        int at = from;
        while (at < to) {
            int type = buffer.getUnsignedByte(at);
            if (type == 0) {
                // Padding; nothing follows it.
                return NONE;
            }
            if (at + 2 > to || at + 2 + buffer.getUnsignedByte(at + 1) > to) {
                return BROKEN;
            }
            int length = buffer.getUnsignedByte(at + 1);
            if (type == wanted) {
                return length < atLeast ? BROKEN : at + 2;
            }
            at += 2 + length;
        }
        return NONE;
    }

    /** An acknowledgement, with the number {@code id} of its own: up to where the other's count stands after that packet. */
    public static ByteBuf acknowledgement(P2p.V2 acknowledged, long id) {
        return Unpooled.buffer(16)
                .writeByte(16)
                .writeByte(0)
                .writeShort(0)
                .writeInt((int) id)
                .writeByte(OPTION_ACKNOWLEDGED)
                .writeByte(4)
                .writeInt((int) (acknowledged.id() + acknowledged.messageLength()))
                .writeZero(2);
    }

    /** An SLP message in one part, for which no acknowledgement is asked. */
    public static ByteBuf slp(byte[] text, long id, int number) {
        return Unpooled.buffer(2 * SHORTEST + text.length)
                .writeByte(SHORTEST)
                .writeByte(0)
                .writeShort(SHORTEST + text.length)
                .writeInt((int) id)
                .writeByte(SHORTEST)
                .writeByte(1)
                .writeShort(number)
                .writeInt(0)
                .writeBytes(text);
    }
}
