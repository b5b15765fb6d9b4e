package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * As much of YMSG as it takes to count packets: {@code YMSG}, u16 version, u16 vendor, u16 length of the body, u16 service, u32
 * status, u32 session id, body. All big-endian, but for the version of old clients. Source: libyahoo2's {@code ymsg-9.txt}.
 */
final class YmsgPackets {

    static final int HEADER = 20;
    static final int LOGON = 0x01;
    static final int LOGOFF = 0x02;
    static final int IDLE = 0x05;
    static final int VERIFY = 0x4C;
    static final int AUTH = 0x57;

    private static final int MAGIC = 0x594D_5347;
    private static final int LENGTH = 8;
    private static final int SERVICE = 10;
    private static final int STATUS = 12;
    private static final int SESSION = 16;
    private static final int KICK = -1;

    private YmsgPackets() {}

    /** Whether YMSG stands here. */
    static boolean begins(ByteBuf bytes, int at) {
        return bytes.writerIndex() - at >= Integer.BYTES && bytes.getInt(at) == MAGIC;
    }

    /** The length of the whole packet that stands here, or -1 when none does. */
    static int length(ByteBuf bytes, int at) {
        if (bytes.writerIndex() - at < HEADER || !begins(bytes, at)) {
            return -1;
        }
        int length = HEADER + bytes.getUnsignedShort(at + LENGTH);
        return bytes.writerIndex() - at < length ? -1 : length;
    }

    static int service(ByteBuf bytes, int at) {
        return bytes.getUnsignedShort(at + SERVICE);
    }

    static int status(ByteBuf bytes, int at) {
        return bytes.getInt(at + STATUS);
    }

    static int session(ByteBuf bytes, int at) {
        return bytes.getInt(at + SESSION);
    }

    /** Whether it throws the client off: clients take this for the end of the session. */
    static boolean kicks(ByteBuf bytes, int at) {
        return service(bytes, at) == LOGOFF && status(bytes, at) == KICK;
    }

    /** A packet that throws the client off. */
    static ByteBuf kick() {
        return Unpooled.buffer(HEADER, HEADER)
                .writeInt(MAGIC)
                .writeInt(0)
                .writeShort(0)
                .writeShort(LOGOFF)
                .writeInt(KICK)
                .writeInt(0);
    }
}
