package org.sallyport.protocols.tunnel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of one HTTP message, in order, names compared without regard to case (RFC 9110, section 5). Immutable.
 *
 * <p>What it is made from should have passed the bounds of an HTTP decoder already: more than {@value #MOST} fields or {@value
 * #MOST_CHARS} characters are its caller's mistake. {@link #toString} tells names only, for values can be cookies.
 *
 * @param all the fields
 */
public record HttpFields(List<Field> all) {

    /** The most fields of one message. */
    public static final int MOST = 1_024;

    /** The most characters of all names and values together. */
    public static final int MOST_CHARS = 256 * 1024;

    /** No fields. */
    public static final HttpFields NONE = new HttpFields(List.of());

    /** One field. */
    public record Field(String name, String value) {

        /** @throws IllegalArgumentException when the name is empty, or either holds a line break or NUL */
        public Field {
            if (name.isEmpty() || breaksLines(name) || breaksLines(value)) {
                throw new IllegalArgumentException("not a header field");
            }
        }

        private static boolean breaksLines(String text) {
            return text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0);
        }

        /** The name alone. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** @throws IllegalArgumentException when a bound is broken */
    public HttpFields {
        all = List.copyOf(all);
        long chars = 0;
        for (Field field : all) {
            chars += field.name().length() + field.value().length();
        }
        if (all.size() > MOST || chars > MOST_CHARS) {
            throw new IllegalArgumentException(all.size() + " header fields with " + chars + " characters");
        }
    }

    /** Names and values in turn. */
    public static HttpFields of(String... namesAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new HttpFields(fields);
    }

    /** The value of the first field with this name, or null. */
    public @Nullable String first(String name) {
        for (Field field : all) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** How many fields have this name. */
    public int count(String name) {
        int count = 0;
        for (Field field : all) {
            count += field.name().equalsIgnoreCase(name) ? 1 : 0;
        }
        return count;
    }

    /** These fields with one value for a name: in the place, and with the spelling, of its first field; at the end if it has none. */
    public HttpFields with(String name, String value) {
        List<Field> fields = new ArrayList<>(all.size() + 1);
        boolean there = false;
        for (Field field : all) {
            if (!field.name().equalsIgnoreCase(name)) {
                fields.add(field);
            } else if (!there) {
                there = true;
                fields.add(new Field(field.name(), value));
            }
        }
        if (!there) {
            fields.add(new Field(name, value));
        }
        return new HttpFields(fields);
    }
}
