package org.sallyport.protocols.oscar.read;

import java.util.HexFormat;
import java.util.OptionalLong;

/** Message cookies as event ids. They are not unique: clients draw them from unseeded generators, or send zeros. */
public final class Cookie {

    private Cookie() {}

    /** The id of an event with this cookie: sixteen digits. */
    public static String hex(long cookie) {
        return HexFormat.of().toHexDigits(cookie);
    }

    /** The cookie of an event with this id; empty where the id is not one of ours. */
    public static OptionalLong of(String id) {
        try {
            return id.length() == 16 ? OptionalLong.of(HexFormat.fromHexDigitsToLong(id)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
