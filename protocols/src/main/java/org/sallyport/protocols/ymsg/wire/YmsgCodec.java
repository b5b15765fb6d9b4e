package org.sallyport.protocols.ymsg.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;

/**
 * Cuts one direction of a YMSG connection into packets. Allocates nothing per packet: one {@link Frame} and one
 * {@link Outcome.Decoded} serve the connection's whole life.
 *
 * <p><b>Threading:</b> confined to the connection's event loop.
 *
 * <p><b>Bad input:</b> anything but {@code YMSG} where a packet must begin, or a packet longer than {@link Limits#frameBytes()},
 * is {@link Outcome.Malformed}, from then on and for good. Some clients look for the next {@code Y} instead; a gateway that did
 * would let pass unread what it skips. Versions, vendors and services are not looked at: an odd one still has a length.
 */
public final class YmsgCodec implements Codec {

    private static final byte[] MAGIC = {'Y', 'M', 'S', 'G'};

    private final int longest;
    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);

    /** Where the next packet begins, in bytes since the first one of this direction. */
    private long offset;

    private Outcome.@Nullable Malformed broken;

    /** A codec for one direction. */
    public YmsgCodec(Limits limits) {
        this.longest = limits.frameBytes();
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        int readable = in.readableBytes();
        int start = in.readerIndex();
        for (int i = 0; i < Math.min(readable, MAGIC.length); i++) {
            if (in.getByte(start + i) != MAGIC[i]) {
                return broken("no YMSG packet begins here", i);
            }
        }
        if (readable < YmsgView.LENGTH_AT + Short.BYTES) {
            return Outcome.NeedMore.INSTANCE;
        }
        int length = YmsgView.HEADER + in.getUnsignedShort(start + YmsgView.LENGTH_AT);
        if (length > longest) {
            return broken("YMSG packet of " + length + " bytes", YmsgView.LENGTH_AT);
        }
        if (readable < length) {
            return Outcome.NeedMore.INSTANCE;
        }
        frame.point(in, start, length);
        offset += length;
        return decoded;
    }

    /** Knows no short packet. */
    @Override
    public Outcome decodeLast(ByteBuf in) {
        return broken != null ? broken : broken("stream ends within a YMSG packet", in.readableBytes());
    }

    private Outcome broken(String why, int into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }
}
