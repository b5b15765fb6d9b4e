package org.sallyport.protocols.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mail-like text that stood in XML: {@code Name: value} lines, a blank line, a body (RFC 2045, RFC 822 as far as clients go).
 * Immutable.
 *
 * <p>XML turns every line end into a line feed, so any kind ends a line here. A line that begins with a blank goes on with the
 * one before. What has no blank line has no body, and {@link #ended} says so: for a text, that is nothing two readers would
 * surely understand alike.
 *
 * @param fields the head, in order
 * @param body what follows the blank line, with line ends as they came
 * @param ended whether there was a blank line
 */
public record MimeText(List<Field> fields, String body, boolean ended) {

    /** The most fields of a head. */
    public static final int MOST_FIELDS = 64;

    /** The longest line of a head, in characters. */
    public static final int LONGEST_LINE = 16 * 1024;

    /** One field, without blanks around its value. */
    public record Field(String name, String value) {}

    public MimeText {
        fields = List.copyOf(fields);
    }

    /** Reads a text; null when its head breaks the rules or the bounds. */
    public static @Nullable MimeText read(String text) {
        List<Field> fields = new ArrayList<>();
        int at = leading(text);
        while (at < text.length()) {
            int end = lineEnd(text, at);
            String line = text.substring(at, end);
            at = behind(text, end);
            if (line.isBlank()) {
                return new MimeText(fields, text.substring(at), true);
            }
            if (line.length() > LONGEST_LINE || line.indexOf('\0') >= 0) {
                return null;
            }
            int colon = line.indexOf(':');
            if (isBlank(line.charAt(0))) {
                if (!goesOn(fields, line)) {
                    return null;
                }
            } else if (colon < 1 || fields.size() == MOST_FIELDS) {
                return null;
            } else {
                fields.add(new Field(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip()));
            }
        }
        return new MimeText(fields, "", false);
    }

    /** Clients of SOAP services begin the text on a line of its own. */
    private static int leading(String text) {
        int at = 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean goesOn(List<Field> fields, String line) {
        if (fields.isEmpty()) {
            return false;
        }
        Field last = fields.removeLast();
        String value = last.value() + " " + line.strip();
        fields.add(new Field(last.name(), value));
        return value.length() <= LONGEST_LINE;
    }

    /** The value of the first field with this name, or null. */
    public @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    /** Whether a field is there more than once: two readers could read different things. */
    public boolean repeats(String name) {
        return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).count() > 1;
    }

    /** The first field's value, or an empty text. */
    public String value(String name) {
        String value = first(name);
        return value == null ? "" : value;
    }

    /** {@code Content-Type} without its parameters, in lower case; empty when there is none. */
    public String contentType() {
        String value = value("Content-Type");
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /** The text again, with another body. */
    public String with(String other) {
        StringBuilder out = new StringBuilder();
        for (Field field : fields) {
            out.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return out.append("\r\n").append(other).toString();
    }

    /** A parameter of a field such as {@code text/xml; charset="utf-8"}, without quotes; null when it has none. */
    public static @Nullable String parameter(String value, String name) {
        String[] parts = value.split(";", MOST_FIELDS);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase(name)) {
                return parts[i].substring(equals + 1).replace("\"", "").strip();
            }
        }
        return null;
    }

    private static int lineEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private static int behind(String text, int lineEnd) {
        return text.startsWith("\r\n", lineEnd) ? lineEnd + 2 : Math.min(text.length(), lineEnd + 1);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Names alone: values can be what people wrote. */
    @Override
    public String toString() {
        return fields.stream().map(Field::name).toList().toString();
    }
}
