package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Frame;

/**
 * Where things stand in a FLAP, the frame that carries everything in OSCAR (Shutko's OSCAR description, "Basic: FLAP"):
 * {@code 0x2A}, channel u8, sequence u16, payload length u16, payload.
 *
 * <p>Stateless. All methods read a frame that {@link FlapCodec} has cut, so its header is there; only the four-byte close lacks
 * the length, and {@link #payloadLength} is 0 for it.
 */
final class Flap {

    /** The byte every FLAP begins with. */
    static final int MARK = 0x2A;

    /** Bytes before the payload. */
    static final int HEADER = 6;

    /** A close that ends after its sequence number: what clients without multi-login are sent. */
    static final int SHORT_CLOSE = 4;

    /** The longest payload its u16 can name. */
    static final int LONGEST_PAYLOAD = 0xFFFF;

    static final int SIGN_ON = 1;
    static final int DATA = 2;
    static final int ERROR = 3;
    static final int CLOSE = 4;
    static final int KEEP_ALIVE = 5;

    /** The only version there ever was, first in the payload of channel 1. */
    static final int VERSION = 1;

    private Flap() {}

    static int channel(Frame frame) {
        return frame.buffer().getUnsignedByte(frame.offset() + 1);
    }

    static int sequence(Frame frame) {
        return frame.buffer().getUnsignedShort(frame.offset() + 2);
    }

    /** Overwrites the sequence number in place. */
    static void sequence(Frame frame, int sequence) {
        frame.buffer().setShort(frame.offset() + 2, sequence);
    }

    /** Absolute index of the payload in the frame's buffer. */
    static int payload(Frame frame) {
        return frame.offset() + HEADER;
    }

    static int payloadLength(Frame frame) {
        return Math.max(0, frame.length() - HEADER);
    }

    /** A view of the payload; allocates a small object. */
    static ByteBuf payloadView(Frame frame) {
        int length = payloadLength(frame);
        return length == 0
                ? frame.buffer().slice(frame.offset(), 0)
                : frame.buffer().slice(payload(frame), length);
    }
}
