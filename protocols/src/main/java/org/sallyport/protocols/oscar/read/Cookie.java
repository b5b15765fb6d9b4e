package org.sallyport.protocols.oscar.read;

import java.util.HexFormat;

/** Message cookies as event ids. They are not unique: clients draw them from unseeded generators, or send zeros. */
final class Cookie {

    private Cookie() {}

    static String hex(long cookie) {
        return HexFormat.of().toHexDigits(cookie);
    }
}
