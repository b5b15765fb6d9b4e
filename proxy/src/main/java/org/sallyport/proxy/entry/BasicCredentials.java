package org.sallyport.proxy.entry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The name and password of HTTP's Basic scheme (RFC 7617). */
public record BasicCredentials(String login, String password) {

    private static final String SCHEME = "Basic ";

    /**
     * Whether the value of a Proxy-Authorization field is of this scheme. Some clients, libpurple's among them, offer NTLM in a
     * second field of the same request, without having been asked.
     */
    public static boolean offered(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Reads the value of a Proxy-Authorization field; null when there is none, or it is of another scheme or malformed. */
    public static @Nullable BasicCredentials parse(@Nullable String header) {
        if (header == null || !offered(header)) {
            return null;
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : new BasicCredentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Hides the password. */
    @Override
    public String toString() {
        return "BasicCredentials[" + login + "]";
    }
}
