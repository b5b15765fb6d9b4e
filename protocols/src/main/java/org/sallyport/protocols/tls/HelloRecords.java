package org.sallyport.protocols.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds the hello in the records it comes in (RFC 8446 section 5.1): usually one, but a hello may be spread over several, and
 * some clients do that to get past gateways. The minor version in a record's header means nothing (RFC 8446 says to ignore it),
 * so it isn't looked at either.
 */
final class HelloRecords {

    static final int HANDSHAKE = 22;

    private static final int MAJOR = 3;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int MAX_RECORD = 1 << 14;

    private static final ClientHello.Malformed MIXED =
            new ClientHello.Malformed("another kind of record within the hello");
    private static final ClientHello.Malformed TOO_LONG =
            new ClientHello.Malformed("a hello of more than " + ClientHello.MAX_BYTES + " bytes");

    private final ByteBuf bytes;
    private final int start;
    private final int available;

    private HelloRecords(ByteBuf bytes) {
        this.bytes = bytes;
        this.start = bytes.readerIndex();
        this.available = bytes.readableBytes();
    }

    static ClientHello.Reading read(ByteBuf bytes) {
        return new HelloRecords(bytes).read();
    }

    private int at(int offset) {
        return bytes.getUnsignedByte(start + offset);
    }

    private ClientHello.Reading read() {
        if (!couldBeTls()) {
            return ClientHello.NotTls.INSTANCE;
        }
        int offset = 0;
        int body = 0;
        int wanted = 0;
        while (available >= offset + RECORD_HEADER) {
            if (!isHandshake(offset)) {
                return MIXED;
            }
            int length = bytes.getUnsignedShort(start + offset + 3);
            if (length > MAX_RECORD && available == RECORD_HEADER) {
                // The next byte may show that this was never meant to be TLS.
                return ClientHello.NeedMore.INSTANCE;
            }
            if (length == 0 || length > MAX_RECORD) {
                return new ClientHello.Malformed("a record of " + length + " bytes");
            }
            int present = Math.min(length, available - offset - RECORD_HEADER);
            if (wanted == 0 && body + present >= HANDSHAKE_HEADER) {
                wanted = HANDSHAKE_HEADER + gather(HANDSHAKE_HEADER).getUnsignedMedium(1);
            }
            if (wanted > ClientHello.MAX_BYTES || offset + RECORD_HEADER + length > ClientHello.MAX_BYTES) {
                return TOO_LONG;
            }
            if (wanted > 0 && body + present >= wanted) {
                return HelloBody.read(
                        gather(wanted).slice(HANDSHAKE_HEADER, wanted - HANDSHAKE_HEADER),
                        bytes.getUnsignedShort(start + 1),
                        offset + RECORD_HEADER + wanted - body);
            }
            if (present < length) {
                return ClientHello.NeedMore.INSTANCE;
            }
            body += length;
            offset += RECORD_HEADER + length;
        }
        return isHandshake(offset) ? ClientHello.NeedMore.INSTANCE : MIXED;
    }

    /** As far as there are bytes, the first record is of a handshake, and the first message in it a hello. */
    private boolean couldBeTls() {
        boolean empty = available >= RECORD_HEADER && bytes.getUnsignedShort(start + 3) == 0;
        return isHandshake(0) && (available <= RECORD_HEADER || empty || at(RECORD_HEADER) == CLIENT_HELLO);
    }

    /** Whether as much of a record's header as is there is that of a handshake. */
    private boolean isHandshake(int offset) {
        return (available <= offset || at(offset) == HANDSHAKE) && (available <= offset + 1 || at(offset + 1) == MAJOR);
    }

    /** The first bytes of what the records carry; a view when they are in one record. */
    private ByteBuf gather(int count) {
        if (bytes.getUnsignedShort(start + 3) >= count) {
            return bytes.slice(start + RECORD_HEADER, count);
        }
        byte[] together = new byte[count];
        int offset = 0;
        int filled = 0;
        while (filled < count) {
            int length = bytes.getUnsignedShort(start + offset + 3);
            int part = Math.min(length, count - filled);
            bytes.getBytes(start + offset + RECORD_HEADER, together, filled, part);
            filled += part;
            offset += RECORD_HEADER + length;
        }
        return Unpooled.wrappedBuffer(together);
    }
}
