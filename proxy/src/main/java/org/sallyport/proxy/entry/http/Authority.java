package org.sallyport.proxy.entry.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** The host and port of a Host field or a target (RFC 9110, section 7.2; RFC 3986, section 3.2). */
final class Authority {

    private static final int LONGEST = 255;

    private Authority() {}

    /**
     * Reads one, strictly: a name or an IPv4 address of letters, digits, {@code - . _ ~}, or an IPv6 address in brackets; no
     * user, no escapes.
     *
     * @param port what holds when none is named
     * @return null when it is none; the host in lower case
     */
    static @Nullable Address parse(String text, int port) {
        int end = text.length();
        int colon = text.lastIndexOf(':');
        int named = port;
        if (colon >= 0 && text.indexOf(']', colon) < 0) {
            end = colon;
            if (colon + 1 < text.length()) {
                named = port(text, colon + 1);
            }
        }
        String host = text.substring(0, end);
        if (named < 1 || host.isEmpty() || host.length() > LONGEST) {
            return null;
        }
        if (host.charAt(0) == '[') {
            if (host.length() < 4
                    || host.charAt(host.length() - 1) != ']'
                    || !all(host, 1, host.length() - 1, Authority::inIpv6)) {
                return null;
            }
            host = host.substring(1, host.length() - 1);
        } else if (!all(host, 0, host.length(), Authority::inName)) {
            return null;
        }
        return new Address(host.toLowerCase(Locale.ROOT), named);
    }

    private static int port(String text, int from) {
        if (text.length() - from > 5 || !all(text, from, text.length(), c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int port = Integer.parseInt(text, from, text.length(), 10);
        return port > 65_535 ? -1 : port;
    }

    private interface Kind {
        boolean has(char c);
    }

    private static boolean inName(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static boolean inIpv6(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == ':' || c == '.';
    }

    private static boolean all(String text, int from, int to, Kind characters) {
        for (int i = from; i < to; i++) {
            if (!characters.has(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
