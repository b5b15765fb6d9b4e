package org.sallyport.protocols;

import java.util.regex.Pattern;

/**
 * The name of a service: what a person thinks they use, such as {@code aim} or {@code icq}. Two services may speak one
 * protocol.
 *
 * @param value 1 to 32 characters: a lower-case letter, then lower-case letters, digits and {@code -}
 */
public record ServiceId(String value) {

    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** No recogniser and no catalogue entry named it. */
    public static final ServiceId UNKNOWN = new ServiceId("unknown");

    /** @throws IllegalArgumentException when {@code value} has another shape */
    public ServiceId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a service id: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
