package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** Where a request goes (RFC 9112, sections 3.2 and 3.3). */
sealed interface Target {

    /**
     * Understood.
     *
     * @param named the host and port that the request names
     * @param to where it goes: on a connection with a destination of its own always there, whatever it names
     * @param wire the target as the next in line is to see it
     */
    record Good(Address named, Address to, String wire) implements Target {}

    /** Not understood, or not for us. */
    record Bad(HttpResponseStatus status, String why) implements Target {}

    /**
     * Reads a request's target; a Host field that contradicts an absolute target is replaced (RFC 9112, section 3.2.2).
     *
     * @param bound where the connection goes; null when each request says so itself
     */
    static Target of(HttpRequest request, @Nullable Address bound) {
        String uri = request.uri();
        HttpHeaders headers = request.headers();
        String host = headers.get(HttpHeaderNames.HOST);
        Address byHost = host == null ? null : Authority.parse(host, bound == null ? 80 : bound.port());
        if (host != null && byHost == null) {
            return bad("the Host field names no host");
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return new Bad(HttpResponseStatus.NOT_IMPLEMENTED, "CONNECT must be the first request of a connection");
        }
        if (uri.startsWith("/") || uri.equals("*") && request.method().equals(HttpMethod.OPTIONS)) {
            Address named = byHost == null ? bound : byHost;
            return named == null
                    ? bad("the request names no host")
                    : new Good(named, bound == null ? named : bound, uri);
        }
        return absolute(request, bound);
    }

    private static Target absolute(HttpRequest request, @Nullable Address bound) {
        String uri = request.uri();
        int mark = uri.indexOf("://");
        if (mark < 1 || uri.indexOf('/') < mark) {
            return bad("the target is malformed");
        }
        if (!uri.substring(0, mark).toLowerCase(Locale.ROOT).equals("http")) {
            return new Bad(
                    HttpResponseStatus.NOT_IMPLEMENTED, "only http targets are carried here; use CONNECT for others");
        }
        int start = mark + 3;
        int end = start;
        while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
            end++;
        }
        String authority = uri.substring(start, end);
        Address named = Authority.parse(authority, 80);
        if (named == null) {
            return bad("the target names no host");
        }
        String host = request.headers().get(HttpHeaderNames.HOST);
        if (host != null && !host.equalsIgnoreCase(authority)) {
            request.headers().set("Host", authority);
        }
        if (bound != null) {
            // Another proxy is what the client talks to: it must be told the same as we were.
            return new Good(named, bound, uri);
        }
        String path = uri.substring(end);
        if (path.isEmpty()) {
            path = request.method().equals(HttpMethod.OPTIONS) ? "*" : "/";
        } else if (path.charAt(0) != '/') {
            path = "/" + path;
        }
        return new Good(named, named, path);
    }

    private static Bad bad(String why) {
        return new Bad(HttpResponseStatus.BAD_REQUEST, why);
    }
}
