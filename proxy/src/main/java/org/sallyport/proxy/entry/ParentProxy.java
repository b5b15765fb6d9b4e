package org.sallyport.proxy.entry;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * A proxy on the way out.
 *
 * @param kind what it speaks
 * @param address where it listens
 * @param user for signing in there, 1 to 255 bytes; null: nobody signs in. SOCKS 4 calls it the user id
 * @param password 1 to 255 bytes; null: none; always null for SOCKS 4
 */
public record ParentProxy(
        Kind kind,
        Address address,
        @Nullable String user,
        @Nullable String password) {

    /** What a proxy speaks. */
    public enum Kind {
        /** SOCKS 4, and 4a for names. */
        SOCKS4("socks4"),
        /** RFC 1928 and RFC 1929. */
        SOCKS5("socks5"),
        /** CONNECT (RFC 9110, section 9.3.6). */
        HTTP("http");

        private final String scheme;

        Kind(String scheme) {
            this.scheme = scheme;
        }

        /** The word before {@code ://}. */
        public String scheme() {
            return scheme;
        }
    }

    /** @throws IllegalArgumentException when the parts do not go together; the message has no secret in it */
    public ParentProxy {
        if (kind == Kind.SOCKS4 && password != null) {
            throw new IllegalArgumentException("SOCKS 4 has no passwords");
        }
        if (kind != Kind.SOCKS4 && (user == null) != (password == null)) {
            throw new IllegalArgumentException("user name and password go together");
        }
        if (!fits(user) || !fits(password)) {
            throw new IllegalArgumentException("user name and password must have 1 to 255 characters of ASCII");
        }
    }

    private static boolean fits(@Nullable String text) {
        return text == null
                || !text.isEmpty()
                        && text.length() <= 255
                        && StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return kind.scheme() + "://" + address;
    }
}
