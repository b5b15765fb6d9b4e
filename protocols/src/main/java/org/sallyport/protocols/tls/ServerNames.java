package org.sallyport.protocols.tls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells host names from what else comes in their place. */
public final class ServerNames {

    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;

    private ServerNames() {}

    /**
     * A host name as it is compared and shown.
     *
     * @param text what a stranger calls one
     * @return lower case, without a dot at the end; null when it is none: empty, longer than 255, with anything but letters,
     *     digits, hyphens and underscores in a label of 1 to 63 of them, or with a number for a last label, which is how an
     *     IPv4 address ends
     */
    public static @Nullable String host(String text) {
        // RFC 6066 wants no dot at the end; a server may still take it, so it must not hide the name.
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return null;
        }
        int label = 0;
        boolean number = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return null;
                }
                label = 0;
                number = true;
            } else if (!isAllowed(c) || ++label > MAX_LABEL) {
                return null;
            } else {
                number &= c >= '0' && c <= '9';
            }
        }
        return label == 0 || number ? null : name.toLowerCase(Locale.ROOT);
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
