package org.sallyport.proxy.entry;

import org.jspecify.annotations.Nullable;

/** Checks on destinations that clients name. */
final class Requests {

    private Requests() {}

    /** Whether this can be a host and a port: printable ASCII without white space, 1 to 255 characters; 1 to 65535. */
    static boolean usable(@Nullable String host, int port) {
        if (host == null || host.isEmpty() || host.length() > 255 || port < 1 || port > 65_535) {
            return false;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '/' || c == '@') {
                return false;
            }
        }
        return true;
    }
}
