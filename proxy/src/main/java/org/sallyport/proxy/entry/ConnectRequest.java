package org.sallyport.proxy.entry;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** The head of a CONNECT request, read strictly (RFC 9112, sections 2 and 3; authority form: section 3.2.3). */
sealed interface ConnectRequest {

    /** Understood. {@code credentials} is the value of Proxy-Authorization of the Basic scheme, if there is one. */
    record Good(Address destination, @Nullable String credentials) implements ConnectRequest {}

    /** Not understood, or not for us. {@code status} is an HTTP status line's end. */
    record Bad(String status, String why) implements ConnectRequest {}

    /** @param head everything up to and including the empty line, one character a byte */
    static ConnectRequest parse(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !(words[2].equals("HTTP/1.1") || words[2].equals("HTTP/1.0"))) {
            return new Bad("400 Bad Request", "This is no HTTP/1 request line.");
        }
        if (!words[0].equals("CONNECT")) {
            return new Bad("501 Not Implemented", "This port takes CONNECT requests and SOCKS only.");
        }
        String credentials = null;
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            String line = lines[i];
            int colon = line.indexOf(':');
            if (colon < 1 || !isToken(line.substring(0, colon)) || hasControl(line)) {
                return new Bad("400 Bad Request", "A header line is malformed.");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Transfer-Encoding")
                    || name.equalsIgnoreCase("Content-Length") && !value.equals("0")) {
                return new Bad("400 Bad Request", "A CONNECT request has no body.");
            }
            // Other schemes are for nobody here; with two names, whose the connection is would be a guess.
            if (name.equalsIgnoreCase("Proxy-Authorization") && BasicCredentials.offered(value)) {
                if (credentials != null) {
                    return new Bad("400 Bad Request", "There are two sets of credentials.");
                }
                credentials = value;
            }
        }
        Address destination = authority(words[1]);
        return destination == null
                ? new Bad("400 Bad Request", "The destination must be host:port.")
                : new Good(destination, credentials);
    }

    /** RFC 9110, section 5.6.2: among what is none are the spaces before a colon that some readers skip and others don't. */
    private static boolean isToken(String name) {
        return name.chars()
                .allMatch(c -> c >= '0' && c <= '9'
                        || c >= 'A' && c <= 'Z'
                        || c >= 'a' && c <= 'z'
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static boolean hasControl(String line) {
        return line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7F);
    }

    private static @Nullable Address authority(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon + 6 < text.length()) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            return null;
        }
        try {
            int port = Integer.parseUnsignedInt(text, colon + 1, text.length(), 10);
            return Requests.destination(host, port);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
