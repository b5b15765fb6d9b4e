package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** What all formats ask of what peers send. */
final class Checks {

    private static final Pattern HOST_PORT =
            Pattern.compile("(?:([0-9A-Za-z._-]{1,255})|\\[([0-9A-Fa-f:.]{2,45})])(?::([0-9]{1,5}))?");
    private static final Pattern KEY = Pattern.compile("[0-9A-Za-z._{}-]{1," + TunnelFormat.MOST_KEY_CHARS + "}");
    private static final int MOST_PORT = 65_535;

    private Checks() {}

    static Unwrapped.Malformed broken(String why) {
        return new Unwrapped.Malformed(Unwrapped.Reason.BROKEN, why);
    }

    static Unwrapped.Malformed tooMuch(String why) {
        return new Unwrapped.Malformed(Unwrapped.Reason.TOO_MUCH, why);
    }

    /** What is wrong with a message before its body was looked into, or null. */
    static Unwrapped.@Nullable Malformed message(HttpHead head, ByteBuf body) {
        if (body.readableBytes() > TunnelFormat.MOST_BODY) {
            return tooMuch("body too long");
        }
        String encoding = head.fields().first("Content-Encoding");
        if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
            // Clients of these tunnels ask for none, and what can't be read must not pass.
            return broken("body is encoded");
        }
        return null;
    }

    /** Whether a text may name a tunnel; such a text can stand in a header field as well. */
    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /**
     * Reads {@code host} or {@code host:port}.
     *
     * @param port what is meant when none is there
     * @return null when it is neither
     */
    static @Nullable Address address(String text, int port) {
        Matcher matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        int number = matcher.group(3) == null ? port : Integer.parseInt(matcher.group(3));
        return number < 1 || number > MOST_PORT ? null : new Address(host, number);
    }

    /** Writes what {@link #address} reads; the port only when it isn't the one that is meant anyway. */
    static String text(Address address, int port) {
        String host = address.host().indexOf(':') >= 0 ? "[" + address.host() + "]" : address.host();
        return address.port() == port || address.port() == 0 ? host : host + ":" + address.port();
    }

    /** Whether a host is the domain or below it. */
    static boolean within(String host, String domain) {
        return host.equals(domain) || host.endsWith("." + domain);
    }
}
