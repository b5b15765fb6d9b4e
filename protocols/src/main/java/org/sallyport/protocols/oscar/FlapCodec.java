package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.oscar.wire.Flap;

/**
 * Cuts one direction of an OSCAR connection into FLAPs. Allocates nothing per frame: one {@link Frame} and one
 * {@link Outcome.Decoded} serve the connection's whole life.
 *
 * <p><b>Threading:</b> confined to the connection's event loop.
 *
 * <p><b>Bad input:</b> a byte other than {@code 0x2A} where a FLAP must begin, a channel outside 1 to 5, or a frame longer than
 * {@link Limits#frameBytes()} is {@link Outcome.Malformed}, from then on and for good: once the boundary is lost there is no
 * way to find it again. Clients and servers drop the connection there too (libpurple: "invalid data").
 */
final class FlapCodec implements Codec {

    private final int longest;
    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);

    /** Where the next frame begins, in bytes since the first one of this direction. */
    private long offset;

    private Outcome.@Nullable Malformed broken;

    FlapCodec(Limits limits) {
        this.longest = limits.frameBytes();
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        int readable = in.readableBytes();
        int start = in.readerIndex();
        if (readable >= 1 && in.getByte(start) != Flap.MARK) {
            return broken("no FLAP begins here", 0);
        }
        if (readable >= 2 && !known(in.getUnsignedByte(start + 1))) {
            return broken("unknown FLAP channel " + in.getUnsignedByte(start + 1), 1);
        }
        if (readable < Flap.HEADER) {
            return Outcome.NeedMore.INSTANCE;
        }
        int length = Flap.HEADER + in.getUnsignedShort(start + 4);
        if (length > longest) {
            return broken("FLAP of " + length + " bytes", 4);
        }
        return readable < length ? Outcome.NeedMore.INSTANCE : decoded(in, start, length);
    }

    /** Knows one short frame: {@code 2A 04 seq}, which servers send to clients that announce no multi-login. */
    @Override
    public Outcome decodeLast(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        int start = in.readerIndex();
        if (in.readableBytes() == FlapView.SHORT_CLOSE
                && in.getByte(start) == Flap.MARK
                && in.getUnsignedByte(start + 1) == Flap.SIGN_OFF) {
            return decoded(in, start, FlapView.SHORT_CLOSE);
        }
        return broken("stream ends within a FLAP", in.readableBytes());
    }

    private Outcome decoded(ByteBuf in, int start, int length) {
        frame.point(in, start, length);
        offset += length;
        return decoded;
    }

    private Outcome broken(String why, int into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }

    /** Whether FLAP has this channel. */
    static boolean known(int channel) {
        return channel >= Flap.SIGN_ON && channel <= Flap.KEEP_ALIVE;
    }
}
