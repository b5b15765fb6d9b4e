package org.sallyport.protocols.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * Where one direction stands in HTTP messages that come in parts: the head with its {@link Lead}, then pieces of the
 * body. The codec and the session keep one each for a direction, and come to the same, since nothing but the direction's own
 * bytes is asked.
 *
 * <p>Pieces are of {@value #BLOCK} bytes, so that they are the same however the bytes came; or a chunk is one. Whether a chunk is
 * the last shows in what follows it, so it is a piece only once that is there: the end of a body in chunks is part of the last
 * piece, as the end of one of known length is.
 *
 * <p>Confined to the connection's event loop. Keeps no bytes.
 */
public final class HttpParts {

    private static final int BLOCK = 8_192;
    private static final int LONGEST_CHUNK_LINE = 256;

    private final @Nullable Lead lead;
    private final int block;

    /** What is still to come of a body of known length. */
    private long left;

    private boolean chunked;

    /** What a frame of a {@link PartsCodec} is. */
    public sealed interface Part {

        /**
         * The beginning of a message.
         *
         * @param bodyAt where in the frame the lead is; the frame ends with it
         * @param rest how many bytes of the body follow; -1 when it comes in chunks
         */
        record Beginning(HttpHead head, int bodyAt, long rest) implements Part {}

        /**
         * A piece of a body.
         *
         * @param offset where in the frame its bytes are
         * @param length how many there are
         * @param last whether the body is whole with it
         */
        record Piece(int offset, int length, boolean last) implements Part {}

        /** None of these. */
        enum Broken implements Part {
            INSTANCE
        }
    }

    /** How many bytes of what is there are a frame. */
    private record Cut(int length, int offset, int data, boolean last) {
        static final Cut MORE = new Cut(0, 0, 0, false);
        static final Cut BROKEN = new Cut(-1, 0, 0, false);
    }

    /**
     * @param limits those of the codec
     * @param lead of the bodies in this direction; null when none of them has one
     */
    public HttpParts(Limits limits, @Nullable Lead lead) {
        this.block = Math.min(BLOCK, limits.frameBytes());
        this.lead = lead;
    }

    /** Reads the next frame of this direction. */
    public Part read(Frame frame) {
        ByteBuf in = frame.buffer();
        if (inBody()) {
            Cut cut = cut(in, frame.offset(), frame.length(), true);
            if (cut.length() != frame.length()) {
                return Part.Broken.INSTANCE;
            }
            passed(cut);
            return new Part.Piece(cut.offset(), cut.data(), cut.last());
        }
        HttpLayout layout = HttpLayout.of(in, frame.offset(), frame.length());
        if (layout == null || layout.bodyLength() == HttpLayout.UNTIL_END) {
            return Part.Broken.INSTANCE;
        }
        begun(layout, frame.length());
        return new Part.Beginning(layout.head(), layout.headLength(), chunked ? -1 : left);
    }

    boolean inBody() {
        return chunked || left > 0;
    }

    /** How much of a body belongs to its head, or one of {@link Lead}'s other answers. */
    int lead(HttpLayout layout, ByteBuf in, int at, int available) {
        Lead asked = lead;
        if (asked == null || layout.bodyLength() < 0) {
            return 0;
        }
        int there = (int) Math.min(available, layout.bodyLength());
        return asked.length(layout.head(), layout.bodyLength(), in, at, there);
    }

    /** A head has passed, in a frame of this length. */
    void begun(HttpLayout layout, int length) {
        chunked = layout.bodyLength() == HttpLayout.CHUNKED;
        left = chunked ? 0 : layout.bodyLength() - (length - layout.headLength());
    }

    /** How long the frame is that stands in a body; 0 when that isn't known yet, negative when it is none. Moves on past it. */
    int piece(ByteBuf in, int at, int available) {
        Cut cut = cut(in, at, available, false);
        passed(cut);
        return cut.length();
    }

    private void passed(Cut cut) {
        if (chunked) {
            chunked = !cut.last();
        } else {
            left -= Math.max(0, cut.length());
        }
    }

    /** @param frame whether it is known that this is one: then the chunk behind it is not there to be seen */
    private Cut cut(ByteBuf in, int at, int available, boolean frame) {
        if (!chunked) {
            int length = (int) Math.min(left, block);
            return available < length ? Cut.MORE : new Cut(length, 0, length, length == left);
        }
        Line first = Line.of(in, at, available);
        if (first == null || first.size() <= 0) {
            return first == null ? Cut.MORE : first.size() < 0 ? Cut.BROKEN : end(in, at, available, 0, 0, 0);
        }
        int whole = first.length() + first.size() + 2;
        if (available < whole) {
            return Cut.MORE;
        }
        if (in.getByte(at + whole - 2) != '\r' || in.getByte(at + whole - 1) != '\n') {
            return Cut.BROKEN;
        }
        if (frame && available == whole) {
            return new Cut(whole, first.length(), first.size(), false);
        }
        Line next = Line.of(in, at + whole, available - whole);
        if (next == null || next.size() < 0) {
            return next == null ? Cut.MORE : Cut.BROKEN;
        }
        return next.size() == 0
                ? end(in, at, available, whole, first.length(), first.size())
                : new Cut(whole, first.length(), first.size(), false);
    }

    /** The empty chunk and the line behind it; fields there have no place in a file. */
    private static Cut end(ByteBuf in, int at, int available, int from, int offset, int data) {
        Line empty = Line.of(in, at + from, available - from);
        if (empty == null) {
            return Cut.MORE;
        }
        int whole = from + empty.length() + 2;
        if (available < whole) {
            return Cut.MORE;
        }
        return in.getByte(at + whole - 2) == '\r' && in.getByte(at + whole - 1) == '\n'
                ? new Cut(whole, offset, data, true)
                : Cut.BROKEN;
    }

    /** The line before a chunk. {@code size}: -1 when it is none. */
    private record Line(int length, int size) {

        /** Null when it isn't all there. */
        static @Nullable Line of(ByteBuf in, int at, int available) {
            int most = Math.min(available, LONGEST_CHUNK_LINE);
            int feed = most <= 0 ? -1 : in.indexOf(at, at + most, (byte) '\n');
            if (feed < 0) {
                return most < LONGEST_CHUNK_LINE ? null : new Line(0, -1);
            }
            if (feed == at || in.getByte(feed - 1) != '\r') {
                return new Line(0, -1);
            }
            String text = in.toString(at, feed - 1 - at, StandardCharsets.ISO_8859_1);
            return new Line(feed + 1 - at, HttpLayout.chunkSize(text));
        }
    }
}
