package org.sallyport.protocols.ymsg.wire;

import org.sallyport.protocols.Frame;

/**
 * Where things stand in a frame that {@link YmsgCodec} has cut: {@code YMSG}, version u16, vendor u16, body length u16, service
 * u16, status i32, session id u32, body; all big-endian (libyahoo2, "YMSG 9"). Clients up to version 10 also write the version
 * the other way round.
 *
 * <p>Stateless; allocates nothing.
 */
public final class YmsgView {

    /** {@code YMSG}. */
    public static final int MAGIC = 0x594D_5347;

    /** Bytes before the body. */
    public static final int HEADER = 20;

    /** As much as the length field can say. */
    public static final int LONGEST_BODY = 0xFFFF;

    static final int LENGTH_AT = 8;

    private static final int VERSION_AT = 4;
    private static final int VENDOR_AT = 6;
    private static final int SERVICE_AT = 10;
    private static final int STATUS_AT = 12;
    private static final int SESSION_AT = 16;

    /** The web messenger's, the highest there is. */
    private static final int HIGHEST_VERSION = 0x65;

    private YmsgView() {}

    /** The two version bytes as they stand. */
    public static int rawVersion(Frame frame) {
        return frame.buffer().getUnsignedShort(frame.offset() + VERSION_AT);
    }

    /** The version as a number, whichever way round it was written. Means something on packets of a client only. */
    public static int version(Frame frame) {
        return version(rawVersion(frame));
    }

    /** The version that two bytes stand for: {@code 00 09} and {@code 09 00} are both 9. */
    public static int version(int raw) {
        int high = raw >>> 8;
        return (raw & 0xFF) == 0 && high <= HIGHEST_VERSION ? high : raw;
    }

    /** The vendor id: 0 Windows, 100 Macintosh. */
    public static int vendor(Frame frame) {
        return frame.buffer().getUnsignedShort(frame.offset() + VENDOR_AT);
    }

    /** The service's number; {@link Service#of} has its name. */
    public static int service(Frame frame) {
        return frame.buffer().getUnsignedShort(frame.offset() + SERVICE_AT);
    }

    /** The status, signed. */
    public static int status(Frame frame) {
        return frame.buffer().getInt(frame.offset() + STATUS_AT);
    }

    /** The session id; 0 before the service has given one. */
    public static int session(Frame frame) {
        return frame.buffer().getInt(frame.offset() + SESSION_AT);
    }

    /** Absolute index of the body in the frame's buffer. */
    public static int body(Frame frame) {
        return frame.offset() + HEADER;
    }

    /** Absolute index just past the frame. */
    public static int end(Frame frame) {
        return frame.offset() + frame.length();
    }

    /** Bytes in the body. */
    public static int bodyLength(Frame frame) {
        return frame.length() - HEADER;
    }
}
