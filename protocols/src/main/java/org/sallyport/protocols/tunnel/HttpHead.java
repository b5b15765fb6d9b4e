package org.sallyport.protocols.tunnel;

import java.util.Locale;

/**
 * What stands before the body of an HTTP message, as far as tunnels need it. Immutable.
 *
 * @param method as sent; empty for a response
 * @param target as sent, origin or absolute form; empty for a response
 * @param host where the request goes, without port, in lower case and without the dot at its end; empty for a response, and where nothing named it
 * @param status of a response; 0 for a request
 * @param fields the header
 */
public record HttpHead(String method, String target, String host, int status, HttpFields fields) {

    public HttpHead {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        host = name.toLowerCase(Locale.ROOT);
    }

    /**
     * The head of a request.
     *
     * @param host from the target in absolute form, else from the Host field, else what the connection was for; no port
     */
    public static HttpHead request(String method, String target, String host, HttpFields fields) {
        return new HttpHead(method, target, host, 0, fields);
    }

    /** The head of a response. */
    public static HttpHead response(int status, HttpFields fields) {
        return new HttpHead("", "", "", status, fields);
    }

    /** The same with another target. */
    public HttpHead withTarget(String other) {
        return new HttpHead(method, other, host, status, fields);
    }

    /** The same with other fields. */
    public HttpHead withFields(HttpFields other) {
        return new HttpHead(method, target, host, status, other);
    }

    /** Without query and field values: those can be passwords, cookies and what people wrote. */
    @Override
    public String toString() {
        return status != 0 ? "response " + status : "request " + method + " to " + host;
    }
}
