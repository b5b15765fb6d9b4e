package org.sallyport.proxy.entry.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body in chunks (RFC 9112, section 7.1), strictly. Extensions and trailers are checked, bounded and left out: nobody
 * behind us has to agree with us on them.
 */
final class ChunkedBody {

    /** How long a chunk's first line may be, its extensions included. */
    private static final int MAX_LINE = 256;

    /** How many bytes all extensions and trailers of one body may have. */
    private static final int MAX_EXTRA = 8 * 1024;

    private enum Next {
        SIZE,
        DATA,
        END_OF_DATA,
        TRAILER,
        NOTHING
    }

    private Next next = Next.SIZE;
    private long left;
    private int extra;

    /** Whether the body is over. */
    boolean isOver() {
        return next == Next.NOTHING;
    }

    /**
     * Reads on as far as it can.
     *
     * @param data gets a slice of its own, to release, for each stretch of data
     * @return what is wrong, or null
     */
    @Nullable String read(ByteBuf in, Consumer<ByteBuf> data) {
        while (next != Next.NOTHING) {
            if (next == Next.DATA) {
                int now = (int) Math.min(left, in.readableBytes());
                if (now == 0) {
                    return null;
                }
                left -= now;
                next = left == 0 ? Next.END_OF_DATA : Next.DATA;
                data.accept(in.readRetainedSlice(now));
                continue;
            }
            int end = endOfLine(in);
            if (end < 0) {
                boolean tooLong =
                        in.readableBytes() > MAX_LINE && next != Next.TRAILER || in.readableBytes() > MAX_EXTRA;
                return end == BROKEN || tooLong ? "a line between chunks is malformed" : null;
            }
            String line = in.readCharSequence(end - in.readerIndex(), StandardCharsets.ISO_8859_1)
                    .toString();
            in.skipBytes(2);
            String wrong = line(line);
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private @Nullable String line(String line) {
        switch (next) {
            case SIZE -> {
                return size(line);
            }
            case END_OF_DATA -> {
                next = Next.SIZE;
                return line.isEmpty() ? null : "a chunk is longer than it said";
            }
            case TRAILER -> {
                extra += line.length();
                if (line.isEmpty()) {
                    next = Next.NOTHING;
                    return null;
                }
                return extra > MAX_EXTRA || RequestHead.field(line, new DefaultHttpHeaders()) != null
                        ? "a trailer is malformed"
                        : null;
            }
            case DATA, NOTHING -> throw new IllegalStateException();
        }
        throw new IllegalStateException();
    }

    private @Nullable String size(String line) {
        int digits = 0;
        while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0 && line.charAt(digits) < 0x80) {
            digits++;
        }
        if (digits == 0 || digits > 15 || line.length() > MAX_LINE) {
            return "the size of a chunk is malformed";
        }
        extra += line.length() - digits;
        String more = line.substring(digits).strip();
        if (extra > MAX_EXTRA || !more.isEmpty() && more.charAt(0) != ';' || hasControl(line)) {
            return "the extensions of a chunk are malformed";
        }
        left = Long.parseLong(line, 0, digits, 16);
        next = left == 0 ? Next.TRAILER : Next.DATA;
        return null;
    }

    private static boolean hasControl(String line) {
        return line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F);
    }

    private static final int MISSING = -1;
    private static final int BROKEN = -2;

    private static int endOfLine(ByteBuf in) {
        int feed = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        if (feed < 0) {
            return MISSING;
        }
        return feed > in.readerIndex() && in.getByte(feed - 1) == '\r' ? feed - 1 : BROKEN;
    }
}
