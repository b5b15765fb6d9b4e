package org.sallyport.protocols.ymsg.file;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * Where a file is fetched from or sent to, as far as it is compared: escapes are resolved, for clients put some in by themselves,
 * and the port is left out, for not all of them name it.
 *
 * @param host in lower case, without port; empty when unknown
 * @param path decoded, from its slash on
 * @param query decoded as a whole, without its mark; empty for none
 * @param parameters decoded one by one; of one that is there twice, the first
 */
record FileTarget(String host, String path, String query, Map<String, String> parameters) {

    private static final int MOST_PARAMETERS = 32;

    /** Of a request. */
    static FileTarget of(HttpHead request) {
        String target = request.target();
        int scheme = target.indexOf("://");
        int path = target.startsWith("/") || scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        return of(request.host(), path < 0 ? "/" : target.substring(path));
    }

    /** Of a URL that somebody announced; null when it is none of HTTP's. */
    static @Nullable FileTarget of(String url) {
        String lower = url.strip().toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return null;
        }
        String rest = url.strip().substring(lower.indexOf("://") + 3);
        int path = rest.indexOf('/');
        int mark = rest.indexOf('?');
        int end = path < 0 || mark >= 0 && mark < path ? mark : path;
        String authority = end < 0 ? rest : rest.substring(0, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int port = host.startsWith("[") ? host.indexOf("]:") + 1 : host.indexOf(':');
        host = port > 0 ? host.substring(0, port) : host;
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String target = end < 0 ? "/" : rest.substring(end);
        return of(host.toLowerCase(Locale.ROOT), target.startsWith("/") ? target : "/" + target);
    }

    /** @param written an address of IPv6 may be in brackets */
    private static FileTarget of(String written, String target) {
        boolean brackets = written.startsWith("[") && written.endsWith("]");
        String host = brackets ? written.substring(1, written.length() - 1) : written;
        int fragment = target.indexOf('#');
        String whole = fragment < 0 ? target : target.substring(0, fragment);
        int mark = whole.indexOf('?');
        String query = mark < 0 ? "" : whole.substring(mark + 1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String one : query.split("&", MOST_PARAMETERS)) {
            int equals = one.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        decoded(one.substring(0, equals)).toLowerCase(Locale.ROOT), decoded(one.substring(equals + 1)));
            }
        }
        return new FileTarget(host, decoded(mark < 0 ? whole : whole.substring(0, mark)), decoded(query), parameters);
    }

    /** Whether this is the drop box, whatever host it is at. */
    boolean isDropBox() {
        String plain = path.toLowerCase(Locale.ROOT);
        return plain.equals("/notifyft") || plain.equals("/notifyft/");
    }

    /** Whether this is a file at the service's relay, whatever host that is at: mostly it is an address. */
    boolean isRelay() {
        return path.equalsIgnoreCase("/relay")
                && parameters.containsKey("token")
                && (parameters.containsKey("sender") || parameters.containsKey("recver"));
    }

    /** A parameter; empty for none. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** As bytes, for comparing. */
    byte[] bytes() {
        return (host + "\n" + path + "\n" + query).getBytes(StandardCharsets.UTF_8);
    }

    /** Resolves escapes, one character for each byte; what only looks like one stays. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                c = (char) (high << 4 | low);
                i += 2;
            }
            out.append(c);
        }
        return out.toString();
    }

    /** A URL can hold a token that is worth a file. */
    @Override
    public String toString() {
        return "FileTarget[" + host + "]";
    }
}
