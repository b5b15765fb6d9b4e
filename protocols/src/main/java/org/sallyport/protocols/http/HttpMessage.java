package org.sallyport.protocols.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * One HTTP/1.1 message, read (RFC 9112).
 *
 * @param head of a request or a response
 * @param body without transfer coding: a view of the frame, valid as long as that is, or a copy where it came in chunks; nobody
 *     releases it
 */
public record HttpMessage(HttpHead head, ByteBuf body) {

    /** A message without a body. */
    public static HttpMessage of(HttpHead head) {
        return new HttpMessage(head, Unpooled.EMPTY_BUFFER);
    }

    /** What a frame of an {@link HttpCodec} holds; null when its parts contradict each other, which no frame of it does. */
    public static @Nullable HttpMessage read(Frame frame) {
        HttpLayout layout = HttpLayout.of(frame.buffer(), frame.offset(), frame.length());
        return layout == null
                ? null
                : new HttpMessage(layout.head(), layout.body(frame.buffer(), frame.offset(), frame.length()));
    }

    /**
     * Puts a message together. Content-Length is set to what the body is, and no transfer coding is left; a response says its
     * status by number alone.
     *
     * @param body read from its reader index on; stays its owner's
     * @return a new buffer, the caller's
     */
    public static ByteBuf write(HttpHead head, ByteBuf body) {
        ByteBuf out = Unpooled.buffer(256 + body.readableBytes());
        if (head.status() != 0) {
            text(out, "HTTP/1.1 " + head.status() + " " + reason(head.status()) + "\r\n");
        } else {
            text(out, head.method() + " " + head.target() + " HTTP/1.1\r\n");
        }
        boolean counted = false;
        for (HttpFields.Field field : head.fields().all()) {
            if (field.name().equalsIgnoreCase("Transfer-Encoding")) {
                continue;
            }
            boolean length = field.name().equalsIgnoreCase("Content-Length");
            if (length && counted) {
                continue;
            }
            counted |= length;
            text(out, field.name() + ": " + (length ? String.valueOf(body.readableBytes()) : field.value()) + "\r\n");
        }
        if (!counted && (head.status() != 0 ? mayHaveBody(head.status()) : body.isReadable())) {
            text(out, "Content-Length: " + body.readableBytes() + "\r\n");
        }
        text(out, "\r\n");
        return out.writeBytes(body, body.readerIndex(), body.readableBytes());
    }

    /** Whether a response of this status has a body, be it an empty one (RFC 9112, section 6.3). */
    static boolean mayHaveBody(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 207 -> "Multi-Status";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 412 -> "Precondition Failed";
            case 500 -> "Internal Server Error";
            default -> "";
        };
    }

    private static void text(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }
}
