package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/** Between HTTP messages as Netty has them and as tunnels look at them. */
final class Heads {

    private Heads() {}

    /** A request's head; null when it has fields that no tunnel would have. */
    static @Nullable HttpHead of(HttpRequest request, String host) {
        HttpFields fields = fields(request.headers());
        return fields == null ? null : HttpHead.request(request.method().name(), request.uri(), host, fields);
    }

    /** A response's head; null likewise. */
    static @Nullable HttpHead of(HttpResponse response) {
        HttpFields fields = fields(response.headers());
        return fields == null ? null : HttpHead.response(response.status().code(), fields);
    }

    private static @Nullable HttpFields fields(HttpHeaders headers) {
        List<HttpFields.Field> fields = new ArrayList<>(headers.size());
        try {
            for (Map.Entry<String, String> entry : headers) {
                fields.add(new HttpFields.Field(entry.getKey(), entry.getValue()));
            }
            return new HttpFields(fields);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the body is something else than it reads. */
    static boolean isEncoded(HttpMessage message) {
        String encoding = message.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    /** The request with another head and body. No encoding is asked for: what comes back must be readable. */
    static FullHttpRequest request(HttpRequest was, HttpHead head, ByteBuf body) {
        boolean hadLength = was.headers().contains(HttpHeaderNames.CONTENT_LENGTH);
        HttpHeaders headers = headers(head.fields(), body.readableBytes(), hadLength);
        headers.remove(HttpHeaderNames.ACCEPT_ENCODING);
        return new DefaultFullHttpRequest(
                was.protocolVersion(),
                HttpMethod.valueOf(head.method()),
                head.target(),
                body,
                headers,
                new DefaultHttpHeaders());
    }

    /** The response with another head and body. */
    static FullHttpResponse response(HttpResponse was, HttpHead head, ByteBuf body) {
        return new DefaultFullHttpResponse(
                was.protocolVersion(),
                was.status(),
                body,
                headers(head.fields(), body.readableBytes(), true),
                new DefaultHttpHeaders());
    }

    /** An answer of the gateway's own. */
    static FullHttpResponse answer(int status, HttpFields fields, ByteBuf body) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                body,
                headers(fields, body.readableBytes(), true),
                new DefaultHttpHeaders());
    }

    private static HttpHeaders headers(HttpFields fields, int length, boolean always) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (HttpFields.Field field : fields.all()) {
            headers.add(field.name(), field.value());
        }
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        // Where it is right it stays as it was written: there are clients that look for it letter by letter.
        String right = Integer.toString(length);
        if ((always || length > 0)
                && !headers.getAll(HttpHeaderNames.CONTENT_LENGTH).equals(List.of(right))) {
            headers.set("Content-Length", right);
        }
        return headers;
    }
}
