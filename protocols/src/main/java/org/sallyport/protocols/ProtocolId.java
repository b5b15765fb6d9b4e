package org.sallyport.protocols;

import java.util.regex.Pattern;

/**
 * The name of a wire protocol, such as {@code oscar}. A string and not an enum, so that a new plugin changes no other file.
 *
 * @param value 1 to 32 characters: a lower-case letter, then lower-case letters, digits and {@code -}
 */
public record ProtocolId(String value) {

    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** Nothing recognised it. */
    public static final ProtocolId UNKNOWN = new ProtocolId("unknown");

    /** @throws IllegalArgumentException when {@code value} has another shape */
    public ProtocolId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a protocol id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
