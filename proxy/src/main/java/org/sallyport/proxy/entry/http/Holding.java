package org.sallyport.proxy.entry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** A body that is held as a whole, up to a limit, for an {@link Exchange}; first the request's, then the response's. */
final class Holding {

    private final Exchange exchange;
    private final int limit;
    private final ByteBufAllocator alloc;
    private @Nullable ByteBuf body;
    private @Nullable HttpResponse response;
    private boolean over;

    Holding(Exchange exchange, int limit, ByteBufAllocator alloc) {
        this.exchange = exchange;
        this.limit = limit;
        this.alloc = alloc;
    }

    Exchange exchange() {
        return exchange;
    }

    /** Takes a part of the body and releases it; false when there is too much. */
    boolean add(HttpContent part) {
        try {
            ByteBuf all = body == null ? alloc.buffer(Math.min(limit, 1_024)) : body;
            body = all;
            if (all.readableBytes() + part.content().readableBytes() > limit) {
                return false;
            }
            all.writeBytes(part.content());
            return true;
        } finally {
            part.release();
        }
    }

    /** The request, whole. */
    FullHttpRequest request(HttpRequest head) {
        HttpHeaders headers = head.headers().copy();
        ByteBuf content = taken();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.set("Content-Length", content.readableBytes());
        }
        return new DefaultFullHttpRequest(
                head.protocolVersion(), head.method(), head.uri(), content, headers, new DefaultHttpHeaders());
    }

    void begin(HttpResponse head) {
        response = head;
    }

    /** The response, whole; null when none began. */
    @Nullable FullHttpResponse response() {
        HttpResponse head = response;
        if (head == null) {
            return null;
        }
        HttpHeaders headers = head.headers().copy();
        ByteBuf content = taken();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.set("Content-Length", content.readableBytes());
        }
        return new DefaultFullHttpResponse(
                head.protocolVersion(), head.status(), content, headers, new DefaultHttpHeaders());
    }

    /** The exchange has had its last word. */
    void done() {
        over = true;
        release();
    }

    /** It comes to nothing; the exchange is told so, once. */
    void fail() {
        release();
        if (!over) {
            over = true;
            exchange.failed();
        }
    }

    boolean isOver() {
        return over;
    }

    private ByteBuf taken() {
        ByteBuf content = body == null ? alloc.buffer(0) : body;
        body = null;
        return content;
    }

    private void release() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
