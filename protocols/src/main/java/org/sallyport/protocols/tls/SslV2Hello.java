package org.sallyport.protocols.tls;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A hello in the format of SSL 2.0 that asks for something newer (RFC 5246 appendix E.2). Clients of the early years sent it to
 * be understood by servers of either kind. Little tells it from other protocols, so all its lengths must fit, or it is none.
 */
final class SslV2Hello {

    private static final int LENGTH_FIELD = 2;
    private static final int FIXED = 9;
    private static final int CLIENT_HELLO = 1;
    private static final int MAX_CHALLENGE = 32;
    private static final int MIN_CHALLENGE = 16;

    private SslV2Hello() {}

    /** Whether the first byte is that of a record of SSL 2.0 without padding. */
    static boolean couldBe(ByteBuf bytes) {
        return bytes.isReadable() && (bytes.getByte(bytes.readerIndex()) & 0x80) != 0;
    }

    static ClientHello.Reading read(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int available = bytes.readableBytes();
        if ((available > 2 && bytes.getByte(start + 2) != CLIENT_HELLO)
                || (available > 3 && bytes.getByte(start + 3) != 3)) {
            return ClientHello.NotTls.INSTANCE;
        }
        if (available < LENGTH_FIELD + FIXED) {
            return ClientHello.NeedMore.INSTANCE;
        }
        int length = bytes.getUnsignedShort(start) & 0x7FFF;
        int suites = bytes.getUnsignedShort(start + 5);
        int sessionId = bytes.getUnsignedShort(start + 7);
        int challenge = bytes.getUnsignedShort(start + 9);
        boolean fits = suites > 0
                && suites % 3 == 0
                && (sessionId == 0 || sessionId == 16)
                && challenge >= MIN_CHALLENGE
                && challenge <= MAX_CHALLENGE
                && length == FIXED + suites + sessionId + challenge;
        if (!fits) {
            return ClientHello.NotTls.INSTANCE;
        }
        if (available < LENGTH_FIELD + length) {
            return ClientHello.NeedMore.INSTANCE;
        }
        int version = bytes.getUnsignedShort(start + 3);
        return new ClientHello.Hello(new ClientHello(
                version, version, List.of(), null, false, List.of(), false, true, LENGTH_FIELD + length));
    }
}
