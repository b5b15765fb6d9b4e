package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * One direction of a {@link FilePassage}: its parts, in the bytes that are said to the relay, until as many of these have come
 * out again. A body without a length is said in chunks, whatever it came in, so that its end is known for one.
 *
 * <p>Confined to the client's event loop. Holds what one reading brought, and a chunk more. Owns its parts until they are polled.
 */
final class FileLane {

    /** A part that was said; {@code end}: how many bytes were, with it. */
    private record Said(HttpObject part, long end) {}

    private final Side from;
    private final ByteBufAllocator alloc;
    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private final Deque<Said> said = new ArrayDeque<>();
    private @Nullable ByteBuf head;
    private boolean bodyless;
    private boolean chunked;
    private long bytesSaid;
    private long bytesPassed;

    FileLane(Side from, ByteBufAllocator alloc) {
        this.from = from;
        this.alloc = alloc;
    }

    Side from() {
        return from;
    }

    /**
     * The head of a message.
     *
     * @param bodyless whether nothing follows it, not even an end
     */
    void begin(HttpMessage message, HttpHead read, boolean bodyless) {
        this.bodyless = bodyless;
        boolean ends = message instanceof HttpResponse response
                && (response.status().code() == 204 || response.status().code() == 304);
        boolean counted = message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !HttpUtil.isTransferEncodingChunked(message);
        chunked = !bodyless && !ends && !counted;
        head = Unpooled.copiedBuffer(text(read, chunked), StandardCharsets.ISO_8859_1);
        waiting.add(message);
    }

    private static String text(HttpHead head, boolean chunked) {
        StringBuilder out = new StringBuilder(512);
        if (head.status() == 0) {
            out.append(head.method()).append(' ').append(head.target()).append(" HTTP/1.1\r\n");
            if (head.fields().count("Host") == 0 && !head.host().isEmpty()) {
                out.append("Host: ").append(head.host()).append("\r\n");
            }
        } else {
            out.append("HTTP/1.1 ").append(head.status()).append(" \r\n");
        }
        for (HttpFields.Field field : head.fields().all()) {
            boolean coding = field.name().equalsIgnoreCase("Transfer-Encoding");
            if (!coding && !(chunked && field.name().equalsIgnoreCase("Content-Length"))) {
                out.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        return out.append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n")
                .toString();
    }

    void add(HttpContent part) {
        waiting.add(part);
    }

    boolean isAllSaid() {
        return waiting.isEmpty();
    }

    /** The bytes of the next part, the caller's; null when there is none. */
    @Nullable ByteBuf next() {
        HttpObject part = waiting.poll();
        if (part == null) {
            return null;
        }
        ByteBuf bytes = part instanceof HttpContent content ? body(content) : head();
        bytesSaid += bytes.readableBytes();
        said.add(new Said(part, bytesSaid));
        return bytes;
    }

    private ByteBuf head() {
        ByteBuf bytes = head;
        head = null;
        return bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
    }

    private ByteBuf body(HttpContent part) {
        ByteBuf data = part.content();
        if (!chunked) {
            return data.retainedDuplicate();
        }
        ByteBuf out = alloc.buffer(data.readableBytes() + 16);
        if (data.isReadable()) {
            out.writeCharSequence(Integer.toHexString(data.readableBytes()) + "\r\n", StandardCharsets.US_ASCII);
            out.writeBytes(data, data.readerIndex(), data.readableBytes());
            out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
        }
        if (part instanceof LastHttpContent) {
            out.writeCharSequence("0\r\n\r\n", StandardCharsets.US_ASCII);
        }
        return out;
    }

    /** So many bytes have come out of the relay. */
    void passed(int bytes) {
        bytesPassed += bytes;
    }

    /** The next part that may go on, the caller's; null when there is none for now. A head waits for the first of its body. */
    @Nullable HttpObject poll() {
        Said first = said.peek();
        if (first == null || first.end() > bytesPassed) {
            return null;
        }
        if (!(first.part() instanceof HttpContent) && !bodyless) {
            Iterator<Said> behind = said.iterator();
            behind.next();
            if (!behind.hasNext() || behind.next().end() > bytesPassed) {
                return null;
            }
        }
        said.poll();
        return first.part();
    }

    void release() {
        for (HttpObject part : waiting) {
            ReferenceCountUtil.release(part);
        }
        for (Said part : said) {
            ReferenceCountUtil.release(part.part());
        }
        waiting.clear();
        said.clear();
        if (head != null) {
            head.release();
            head = null;
        }
    }
}
