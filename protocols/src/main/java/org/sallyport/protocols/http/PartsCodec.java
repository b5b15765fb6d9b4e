package org.sallyport.protocols.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;

/**
 * Cuts one direction into the heads of HTTP/1.1 messages (RFC 9112), each with its {@link Lead}, and pieces of their bodies:
 * blocks, or chunks. {@link HttpParts} reads the frames. Allocates nothing for a piece of known length.
 *
 * <p>Nothing here knows which request a response answers, so responses to HEAD must not come this way.
 *
 * <p><b>Threading:</b> confined to the connection's event loop.
 *
 * <p><b>Bounds:</b> a head with its lead, and a chunk, are held up to {@link Limits#frameBytes()}. <b>Bad input:</b> longer
 * ones, what {@link HttpCodec} doesn't take either, fields behind chunks, and a body whose end nothing but the connection's end
 * would tell, so that its last piece could not be known for one, are {@link Outcome.Malformed}, for good.
 */
public final class PartsCodec implements Codec {

    private final boolean requests;
    private final int longest;
    private final HttpParts parts;
    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);

    /** Of the head at the reader index, once that is whole. */
    private @Nullable HttpLayout layout;

    /** How much has been looked through for the end of the head. */
    private int searched;

    private long offset;
    private Outcome.@Nullable Malformed broken;

    /**
     * A codec for what this side sends.
     *
     * @param lead of this side's bodies; null when none of them has one
     */
    public PartsCodec(Side from, Limits limits, @Nullable Lead lead) {
        this.requests = from == Side.CLIENT;
        this.longest = limits.frameBytes();
        this.parts = new HttpParts(limits, lead);
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        int readable = in.readableBytes();
        if (readable == 0) {
            return Outcome.NeedMore.INSTANCE;
        }
        return parts.inBody() ? piece(in, readable) : beginning(in, readable);
    }

    private Outcome piece(ByteBuf in, int readable) {
        int length = parts.piece(in, in.readerIndex(), readable);
        if (length < 0) {
            return broken("a body that is not in chunks");
        }
        if (length == 0) {
            return readable > longest
                    ? broken("a chunk of more than " + longest + " bytes")
                    : Outcome.NeedMore.INSTANCE;
        }
        return decoded(in, length);
    }

    private Outcome beginning(ByteBuf in, int readable) {
        int start = in.readerIndex();
        HttpLayout known = layout;
        if (known == null) {
            int skip = Math.max(0, searched - 3);
            int found = HttpLayout.headLength(in, start + skip, readable - skip);
            if (found < 0) {
                searched = readable;
                return readable > longest
                        ? broken("a head of more than " + longest + " bytes")
                        : Outcome.NeedMore.INSTANCE;
            }
            known = HttpLayout.of(in, start, skip + found);
            if (known == null || requests != (known.head().status() == 0)) {
                return broken("no HTTP message begins here");
            }
            if (known.bodyLength() == HttpLayout.UNTIL_END) {
                return broken("a body without a length");
            }
            layout = known;
        }
        int lead = parts.lead(known, in, start + known.headLength(), readable - known.headLength());
        if (lead == Lead.BROKEN) {
            return broken("a body that does not begin as it must");
        }
        int length = known.headLength() + Math.max(0, lead);
        if (length > longest || lead == Lead.MORE && readable > longest) {
            return broken("a beginning of more than " + longest + " bytes");
        }
        if (lead == Lead.MORE) {
            return Outcome.NeedMore.INSTANCE;
        }
        parts.begun(known, length);
        layout = null;
        searched = 0;
        return decoded(in, length);
    }

    /** Knows no short message. */
    @Override
    public Outcome decodeLast(ByteBuf in) {
        return broken != null ? broken : broken("stream ends within a message");
    }

    private Outcome decoded(ByteBuf in, int length) {
        frame.point(in, in.readerIndex(), length);
        offset += length;
        return decoded;
    }

    private Outcome broken(String why) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset);
        broken = malformed;
        return malformed;
    }
}
