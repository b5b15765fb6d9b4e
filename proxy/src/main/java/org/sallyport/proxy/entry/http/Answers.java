package org.sallyport.proxy.entry.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.sallyport.proxy.entry.Upstreams;

/** What the gateway itself says to a client. */
final class Answers {

    private Answers() {}

    /** A small page; {@code text} is plain, and stays so. */
    static FullHttpResponse page(HttpResponseStatus status, String text) {
        String page = "<!DOCTYPE html>\n<html><head><title>" + status.code() + " " + escaped(status.reasonPhrase())
                + "</title></head>\n<body><p>" + escaped(text) + "</p></body></html>\n";
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(page.getBytes(StandardCharsets.UTF_8)));
        response.headers()
                .set("Content-Type", "text/html; charset=utf-8")
                .set("Cache-Control", "no-store")
                .set("Content-Length", response.content().readableBytes());
        return response;
    }

    /** Credentials are missing or wrong, or can't be checked. */
    static FullHttpResponse signIn(SignIn.Result result) {
        if (result.away()) {
            return page(HttpResponseStatus.SERVICE_UNAVAILABLE, result.refusal());
        }
        if (result.retrySeconds() > 0) {
            // Not 407 again: clients would go on trying.
            FullHttpResponse later = page(HttpResponseStatus.TOO_MANY_REQUESTS, result.refusal());
            later.headers().set("Retry-After", result.retrySeconds());
            return later;
        }
        FullHttpResponse response = page(HttpResponseStatus.PROXY_AUTHENTICATION_REQUIRED, result.refusal());
        response.headers().set("Proxy-Authenticate", "Basic realm=\"Sallyport\", charset=\"UTF-8\"");
        return response;
    }

    /** The client may send the body it asks about (RFC 9110, section 10.1.1). */
    static FullHttpResponse goAhead() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    /** There is no connection to the service. */
    static FullHttpResponse unconnected(Upstreams.Reason reason) {
        return switch (reason) {
            case FORBIDDEN -> page(HttpResponseStatus.FORBIDDEN, "The gateway does not connect to that address.");
            case UNKNOWN_HOST -> page(HttpResponseStatus.BAD_GATEWAY, "There is no address for that name.");
            case UNREACHABLE -> page(HttpResponseStatus.BAD_GATEWAY, "That address refused the connection.");
            case TIMEOUT -> page(HttpResponseStatus.GATEWAY_TIMEOUT, "That address did not answer in time.");
            case OVERLOADED ->
                page(HttpResponseStatus.SERVICE_UNAVAILABLE, "The gateway has too many connections. Try again later.");
        };
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
