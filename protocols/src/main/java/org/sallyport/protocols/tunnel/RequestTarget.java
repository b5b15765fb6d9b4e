package org.sallyport.protocols.tunnel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request target taken apart, so that a parameter can be changed and all else stays as it came (RFC 9112, section 3.2).
 *
 * @param before all up to the query, as it came
 * @param path decoded and in lower case: for comparing only
 * @param query the parameters in order
 * @param broken what is wrong with it, or null; the query is empty then
 */
record RequestTarget(
        String before,
        String path,
        List<Param> query,
        @Nullable String broken) {

    private static final int MOST_CHARS = 2_048;
    private static final int MOST_PARAMS = 32;

    /**
     * One parameter.
     *
     * @param raw as it came
     * @param name decoded
     * @param value decoded; empty when there was no equals sign
     */
    record Param(String raw, String name, String value) {}

    static RequestTarget of(HttpHead request) {
        String target = request.target();
        int mark = target.indexOf('?');
        String before = mark < 0 ? target : target.substring(0, mark);
        int path = 0;
        int scheme = before.indexOf("://");
        if (!before.startsWith("/") && scheme > 0) {
            path = before.indexOf('/', scheme + 3);
        }
        String rawPath = path < 0 ? "/" : before.substring(path);
        if (target.length() > MOST_CHARS) {
            return new RequestTarget(before, compared(rawPath), List.of(), "target too long");
        }
        List<Param> query = new ArrayList<>();
        if (mark >= 0 && mark + 1 < target.length()) {
            for (String raw : target.substring(mark + 1).split("&", -1)) {
                int equals = raw.indexOf('=');
                String name = decode(equals < 0 ? raw : raw.substring(0, equals));
                String value = decode(equals < 0 ? "" : raw.substring(equals + 1));
                if (name == null || value == null || query.size() == MOST_PARAMS) {
                    return new RequestTarget(before, compared(rawPath), List.of(), "query that can't be read");
                }
                query.add(new Param(raw, name, value));
            }
        }
        return new RequestTarget(before, compared(rawPath), List.copyOf(query), null);
    }

    /** Whether a parameter is there. */
    boolean has(String name) {
        return count(name) > 0;
    }

    /** How often a parameter is there. Two readers of one that is there twice could read different things. */
    long count(String name) {
        return query.stream().filter(p -> p.name().equalsIgnoreCase(name)).count();
    }

    /** The decoded value of the first parameter with this name, or null. */
    @Nullable String value(String name) {
        for (Param param : query) {
            if (param.name().equalsIgnoreCase(name)) {
                return param.value();
            }
        }
        return null;
    }

    /** The target with some parameters changed. */
    String with(UnaryOperator<List<String>> change) {
        List<String> raw = new ArrayList<>();
        for (Param param : query) {
            raw.add(param.raw());
        }
        return before + "?" + String.join("&", change.apply(raw));
    }

    /** Whether the raw parameter has this name; what {@link #with} gives was readable once. */
    static boolean named(String raw, String name) {
        int equals = raw.indexOf('=');
        return name.equalsIgnoreCase(decode(equals < 0 ? raw : raw.substring(0, equals)));
    }

    private static String compared(String path) {
        String decoded = decode(path);
        return (decoded == null ? path : decoded).toLowerCase(Locale.ROOT);
    }

    /** Resolves percent escapes, one character for each byte; null when one is broken. */
    private static @Nullable String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                c = (char) (high << 4 | low);
                i += 2;
            }
            decoded.append(c);
        }
        return decoded.toString();
    }
}
