package org.sallyport.protocols.tunnel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * The header field of the MSN gateway's answers: {@code SessionID=<id>; GW-IP=<host>}, and {@code Session=close} in the last.
 *
 * @param sessionId the whole id that the next request must bear, or null
 * @param gateway where the next request goes, or null
 * @param closes whether this was the last
 */
record MsnGatewayField(@Nullable String sessionId, @Nullable Address gateway, boolean closes) {

    static final String NAME = "X-MSN-Messenger";
    private static final String SESSION_ID = "SessionID";
    private static final String GATEWAY = "GW-IP";
    private static final String SESSION = "Session";
    private static final String CLOSE = "close";
    private static final int MOST_CHARS = 1_024;
    private static final int MOST_PARTS = 16;

    /** Null when it can't be read. */
    static @Nullable MsnGatewayField read(String value) {
        String[] parts = value.split(";", -1);
        if (value.length() > MOST_CHARS || parts.length > MOST_PARTS) {
            return null;
        }
        String id = null;
        Address gateway = null;
        boolean closes = false;
        for (String part : parts) {
            String content = content(part);
            if (is(part, SESSION_ID)) {
                if (id != null || !Checks.isKey(content)) {
                    return null;
                }
                id = content;
            } else if (is(part, GATEWAY)) {
                Address address = Checks.address(content, MsnGateway.HTTP_PORT);
                if (gateway != null || address == null) {
                    return null;
                }
                gateway = address;
            } else if (is(part, SESSION)) {
                closes |= content.equalsIgnoreCase(CLOSE);
            }
        }
        return new MsnGatewayField(id, gateway, closes);
    }

    /** The field with another gateway. */
    static String redirected(String value, Address gateway) {
        List<String> parts = new ArrayList<>();
        for (String part : value.split(";", -1)) {
            String space = part.startsWith(" ") ? " " : "";
            parts.add(is(part, GATEWAY) ? space + GATEWAY + "=" + Checks.text(gateway, MsnGateway.HTTP_PORT) : part);
        }
        return String.join(";", parts);
    }

    /** The field, saying that it is over. */
    static String closed(String value) {
        return value + "; " + SESSION + "=" + CLOSE;
    }

    /** A field of our own. */
    static String write(String sessionId, String host) {
        return SESSION_ID + "=" + sessionId + "; " + GATEWAY + "=" + host;
    }

    private static boolean is(String part, String name) {
        int equals = part.indexOf('=');
        return equals >= 0 && part.substring(0, equals).strip().equalsIgnoreCase(name);
    }

    private static String content(String part) {
        return part.substring(part.indexOf('=') + 1).strip();
    }
}
