package org.sallyport.protocols.msnp.direct;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;

/**
 * Cuts one direction into frames behind a little-endian u32 length. Allocates nothing per frame. Confined to the connection's
 * event loop. A length of more than {@link Limits#frameBytes()} is {@link Outcome.Malformed}, for good: clients send some 1,400
 * bytes at a time.
 */
final class DirectCodec implements Codec {

    /** Bytes of the length. */
    static final int HEAD = 4;

    private final int longest;
    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);
    private long offset;
    private Outcome.@Nullable Malformed broken;

    DirectCodec(Limits limits) {
        this.longest = limits.frameBytes();
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        if (in.readableBytes() < HEAD) {
            return Outcome.NeedMore.INSTANCE;
        }
        long length = HEAD + in.getUnsignedIntLE(in.readerIndex());
        if (length > longest) {
            return broken("frame of " + length + " bytes", 0);
        }
        if (in.readableBytes() < length) {
            return Outcome.NeedMore.INSTANCE;
        }
        frame.point(in, in.readerIndex(), (int) length);
        offset += length;
        return decoded;
    }

    @Override
    public Outcome decodeLast(ByteBuf in) {
        return broken == null ? broken("stream ends within a frame", in.readableBytes()) : broken;
    }

    private Outcome broken(String why, int into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }
}
