package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;

/** The first record of a TLS connection (RFC 8446, section 5.1): a handshake record with a ClientHello. */
final class TlsRecord {

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int LONGEST = 1 << 14;

    private TlsRecord() {}

    static Detection detect(ByteBuf client) {
        int at = client.readerIndex();
        int n = client.readableBytes();
        boolean fits = client.getByte(at) == HANDSHAKE
                && (n < 2 || client.getByte(at + 1) == 3)
                && (n < 3 || client.getByte(at + 2) <= 4 && client.getByte(at + 2) >= 0)
                && (n < 5 || client.getUnsignedShort(at + 3) <= LONGEST && client.getUnsignedShort(at + 3) >= 4)
                && (n < 6 || client.getByte(at + 5) == CLIENT_HELLO);
        if (!fits) {
            return Detection.NoMatch.INSTANCE;
        }
        return n < 6 ? Detection.NeedMore.INSTANCE : Detection.Match.CERTAIN;
    }
}
