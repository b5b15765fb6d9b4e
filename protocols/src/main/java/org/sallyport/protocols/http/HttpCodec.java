package org.sallyport.protocols.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;

/**
 * Cuts one direction into HTTP/1.1 messages, body and all (RFC 9112). A response that ends with the connection is a frame of its
 * own at that end. Answers to HEAD are not told apart: no protocol read here asks so.
 *
 * <p><b>Threading:</b> confined to the connection's event loop.
 *
 * <p><b>Bad input:</b> a first line that is none, a field that goes on in the next line, a body of two lengths, chunks that are
 * none, and a message longer than {@link Limits#frameBytes()} are {@link Outcome.Malformed}, for good.
 */
public final class HttpCodec implements Codec {

    private final boolean requests;
    private final int longest;
    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);

    /** Of the message at the reader index, once its head is whole. */
    private @Nullable HttpLayout layout;

    /** How much of it has been looked through for the end of the head. */
    private int searched;

    private long offset;
    private Outcome.@Nullable Malformed broken;

    /** A codec for what this side sends. */
    public HttpCodec(Side from, Limits limits) {
        this.requests = from == Side.CLIENT;
        this.longest = limits.frameBytes();
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        int readable = in.readableBytes();
        HttpLayout known = layout;
        if (known == null) {
            Outcome unread = head(in, readable);
            known = layout;
            if (known == null) {
                return unread;
            }
        }
        return body(known, in, readable);
    }

    private Outcome head(ByteBuf in, int readable) {
        int start = in.readerIndex();
        int skip = Math.max(0, searched - 3);
        int found = HttpLayout.headLength(in, start + skip, readable - skip);
        if (found < 0) {
            searched = readable;
            return readable > longest ? broken("a head of more than " + longest + " bytes") : Outcome.NeedMore.INSTANCE;
        }
        HttpLayout read = HttpLayout.of(in, start, skip + found);
        if (read == null || requests != (read.head().status() == 0)) {
            return broken("no HTTP message begins here");
        }
        layout = read;
        return Outcome.NeedMore.INSTANCE;
    }

    private Outcome body(HttpLayout known, ByteBuf in, int readable) {
        int start = in.readerIndex() + known.headLength();
        int there = readable - known.headLength();
        long length;
        if (known.bodyLength() == HttpLayout.CHUNKED) {
            switch (HttpLayout.chunks(in, start, start + there, null)) {
                case HttpLayout.Extent.Whole whole -> length = whole.bytes();
                case HttpLayout.Extent.Broken chunks -> {
                    return broken("a body that is not in chunks");
                }
                case HttpLayout.Extent.Partial partial -> length = partial.atLeast();
            }
        } else if (known.bodyLength() == HttpLayout.UNTIL_END) {
            length = there + 1L;
        } else {
            length = known.bodyLength();
        }
        if (known.headLength() + length > longest) {
            return broken("a message of more than " + longest + " bytes");
        }
        return there < length ? Outcome.NeedMore.INSTANCE : decoded(in, known.headLength() + (int) length);
    }

    /** Knows the response that ends with its connection. */
    @Override
    public Outcome decodeLast(ByteBuf in) {
        HttpLayout known = layout;
        if (broken == null && known != null && known.bodyLength() == HttpLayout.UNTIL_END) {
            return decoded(in, in.readableBytes());
        }
        return broken != null ? broken : broken("stream ends within a message");
    }

    private Outcome decoded(ByteBuf in, int length) {
        frame.point(in, in.readerIndex(), length);
        offset += length;
        layout = null;
        searched = 0;
        return decoded;
    }

    private Outcome broken(String why) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset);
        broken = malformed;
        return malformed;
    }
}
