package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Fields that concern one connection only (RFC 9110, section 7.6.1). */
final class Fields {

    private static final String PROXY_CONNECTION = "Proxy-Connection";

    /** Naming these in Connection must not take them away: where a message ends or goes depends on them. */
    private static final Set<String> KEPT =
            Set.of("host", "content-length", "transfer-encoding", "expect", "close", "keep-alive", "upgrade");

    private Fields() {}

    /** Takes out what a client tells its proxy. */
    static void forService(HttpHeaders headers) {
        String old = headers.get(PROXY_CONNECTION);
        headers.remove(PROXY_CONNECTION).remove(HttpHeaderNames.PROXY_AUTHORIZATION);
        List<String> kept = new ArrayList<>();
        for (String name : connection(headers)) {
            if (KEPT.contains(name)) {
                kept.add(name);
            } else {
                headers.remove(name);
            }
        }
        if (!headers.contains(HttpHeaderNames.CONNECTION) && old != null) {
            // What old clients say instead.
            headers.set("Connection", old);
        } else if (kept.size() < connection(headers).size()) {
            headers.remove(HttpHeaderNames.CONNECTION);
            if (!kept.isEmpty()) {
                headers.set("Connection", String.join(", ", kept));
            }
        }
    }

    /** Whether a request wants to go on as a WebSocket (RFC 6455, section 4.1). */
    static boolean wantsWebSocket(HttpRequest request) {
        return request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && "websocket".equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))
                && connection(request.headers()).contains("upgrade");
    }

    /** Takes out the offer to go on in another protocol: nobody would look at that. */
    static void noUpgrade(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.UPGRADE)) {
            return;
        }
        headers.remove(HttpHeaderNames.UPGRADE).remove("HTTP2-Settings");
        List<String> left = connection(headers);
        left.removeIf(name -> name.equals("upgrade") || name.equals("http2-settings"));
        headers.remove(HttpHeaderNames.CONNECTION);
        if (!left.isEmpty()) {
            headers.set("Connection", String.join(", ", left));
        }
    }

    private static List<String> connection(HttpHeaders headers) {
        List<String> names = new ArrayList<>();
        for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
            for (String name : value.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
