package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, read so strictly that nobody behind us can read it otherwise (RFC 9112, sections 2, 3, 5, 6 and 11.2).
 * Everything two readers could disagree on is refused and not repaired: that is what requests are smuggled with.
 */
sealed interface RequestHead {

    /** How many bytes a head may have. */
    int MAX_BYTES = 64 * 1024;

    /** How many fields. */
    int MAX_FIELDS = 200;

    /** The length of a body that comes in chunks. */
    long CHUNKED = -1;

    /**
     * Understood.
     *
     * @param length of the body in bytes, 0 when there is none, or {@link #CHUNKED}
     */
    record Good(HttpRequest request, long length) implements RequestHead {}

    /** Not understood. {@code why} has no word of the request. */
    record Bad(HttpResponseStatus status, String why) implements RequestHead {}

    /**
     * The first line alone, as soon as it is there: who speaks another HTTP is not waited for.
     *
     * @return null when it is one of a request of HTTP/1.0 or 1.1
     */
    static @Nullable Bad checkLine(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || words[1].isEmpty()) {
            return bad("the request line is malformed");
        }
        if (!token(words[0]) || words[0].length() > 64) {
            return bad("the method is no token");
        }
        if (!words[2].equals("HTTP/1.1") && !words[2].equals("HTTP/1.0")) {
            return words[2].matches("HTTP/[0-9]\\.[0-9]")
                    ? new Bad(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "the version is not HTTP/1.0 or 1.1")
                    : bad("the version is malformed");
        }
        return printable(words[1]) ? null : bad("the target has control characters");
    }

    /** @param lines the lines without their ends, one character a byte, the empty line excluded; the first was checked */
    static RequestHead parse(List<String> lines) {
        String[] words = lines.getFirst().split(" ", -1);
        HttpVersion version = HttpVersion.valueOf(words[2]);
        HttpRequest request = new DefaultHttpRequest(version, HttpMethod.valueOf(words[0]), escaped(words[1]));
        HttpHeaders headers = request.headers();
        if (lines.size() - 1 > MAX_FIELDS) {
            return new Bad(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "there are too many fields");
        }
        for (String line : lines.subList(1, lines.size())) {
            Bad bad = field(line, headers);
            if (bad != null) {
                return bad;
            }
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && version.equals(HttpVersion.HTTP_1_1)) {
            return bad("there must be one Host field");
        }
        return body(request);
    }

    /** Adds one field, or says what is wrong with it. */
    static @Nullable Bad field(String line, HttpHeaders headers) {
        if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
            return bad("a field is folded");
        }
        int colon = line.indexOf(':');
        if (colon < 1 || !token(line.substring(0, colon))) {
            return bad("the name of a field is malformed");
        }
        String value = line.substring(colon + 1);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                return bad("a field has control characters");
            }
        }
        headers.add(line.substring(0, colon), trimmed(value));
        return null;
    }

    private static RequestHead body(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (!codings.isEmpty()) {
            if (!lengths.isEmpty()) {
                return bad("there are both Transfer-Encoding and Content-Length");
            }
            if (codings.size() > 1
                    || !codings.getFirst().toLowerCase(Locale.ROOT).equals("chunked")) {
                return bad("the only Transfer-Encoding that is understood is chunked");
            }
            return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                    ? new Good(request, CHUNKED)
                    : bad("HTTP/1.0 has no Transfer-Encoding");
        }
        if (lengths.isEmpty()) {
            return new Good(request, 0);
        }
        String length = lengths.getFirst();
        if (lengths.stream().anyMatch(other -> !other.equals(length))) {
            return bad("there are several Content-Lengths");
        }
        if (length.isEmpty() || length.length() > 18 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return bad("Content-Length is no number");
        }
        if (lengths.size() > 1) {
            headers.set("Content-Length", length);
        }
        return new Good(request, Long.parseLong(length));
    }

    private static Bad bad(String why) {
        return new Bad(HttpResponseStatus.BAD_REQUEST, why);
    }

    private static boolean token(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean printable(String text) {
        return text.chars().noneMatch(c -> c <= ' ' || c == 0x7F);
    }

    /** Only spaces and tabs stand around a value; anything else is part of it. */
    private static String trimmed(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && blank(value.charAt(from))) {
            from++;
        }
        while (to > from && blank(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Old clients put bytes beyond ASCII into targets as they are. Escaped they mean the same, to every reader. */
    private static String escaped(String target) {
        if (target.chars().allMatch(c -> c < 0x80)) {
            return target;
        }
        StringBuilder out = new StringBuilder(target.length() + 16);
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c < 0x80) {
                out.append(c);
            } else {
                out.append('%').append(String.format("%02X", (int) c));
            }
        }
        return out.toString();
    }
}
