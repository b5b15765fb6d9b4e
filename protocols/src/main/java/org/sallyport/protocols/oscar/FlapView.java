package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.oscar.wire.Flap;

/**
 * Where things stand in a frame that {@link FlapCodec} has cut: {@code 0x2A}, channel u8, sequence u16, payload length u16,
 * payload (Shutko's OSCAR description, "Basic: FLAP"). The close may end after its sequence number; its payload is empty then.
 *
 * <p>Stateless; nothing but {@link #payloadView} allocates.
 */
final class FlapView {

    /** A close that ends after its sequence number: what clients without multi-login are sent. */
    static final int SHORT_CLOSE = 4;

    /** The only version there ever was, first in the payload of channel 1. */
    static final int VERSION = 1;

    private FlapView() {}

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
        return frame.offset() + Math.min(Flap.HEADER, frame.length());
    }

    /** Absolute index just past the frame. */
    static int end(Frame frame) {
        return frame.offset() + frame.length();
    }

    static int payloadLength(Frame frame) {
        return end(frame) - payload(frame);
    }

    /** The family of the SNAC in a frame of channel 2, whose ten-byte header is known to be there. */
    static int family(Frame frame) {
        return frame.buffer().getUnsignedShort(payload(frame));
    }

    /** The request id of the SNAC in a frame of channel 2, whose ten-byte header is known to be there. */
    static long requestId(Frame frame) {
        return frame.buffer().getUnsignedInt(payload(frame) + 6);
    }

    /** A view of the payload; allocates a small object. */
    static ByteBuf payloadView(Frame frame) {
        return frame.buffer().slice(payload(frame), payloadLength(frame));
    }
}
