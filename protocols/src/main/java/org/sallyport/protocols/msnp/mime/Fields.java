package org.sallyport.protocols.msnp.mime;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A body that consists of {@code Name: value} lines: an invitation, or the body of an SLP message. Unlike a head it needs no
 * blank line at its end; where one stands, nothing behind it is read. Immutable; holds copies, since invitations are few.
 *
 * <p>Bounds: {@link Mime#MOST_HEADERS} lines; the length is the body's.
 */
public final class Fields {

    private record Field(String name, String value) {}

    /** No lines. */
    public static final Fields NONE = new Fields(List.of());

    private final List<Field> fields;

    private Fields(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * Reads lines, as UTF-8.
     *
     * @param start absolute index of the first byte
     * @param end absolute index just past the last
     * @return null when a line has no name, ends otherwise than in CR LF, or has a NUL before the end; or there are too many
     */
    public static @Nullable Fields read(ByteBuf buffer, int start, int end) {
        return read(buffer.toString(start, end - start, StandardCharsets.UTF_8));
    }

    /** As {@link #read(ByteBuf, int, int)}. */
    public static @Nullable Fields read(String body) {
        List<Field> fields = new ArrayList<>();
        String rest = withoutNuls(body);
        while (!rest.isEmpty()) {
            int end = rest.indexOf("\r\n");
            String line = end < 0 ? rest : rest.substring(0, end);
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || fields.size() == Mime.MOST_HEADERS || !clean(line)) {
                return null;
            }
            fields.add(new Field(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip()));
            rest = end < 0 ? "" : rest.substring(end + 2);
        }
        return new Fields(List.copyOf(fields));
    }

    /** The value of the first field of this name; null when there is none. */
    public @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.name().equals(name.toLowerCase(Locale.ROOT))) {
                return field.value();
            }
        }
        return null;
    }

    /** As {@link #first}, or empty. */
    public String get(String name) {
        String value = first(name);
        return value == null ? "" : value;
    }

    /** Those of this name and no others. */
    public Fields only(String name) {
        return new Fields(fields.stream()
                .filter(field -> field.name().equals(name.toLowerCase(Locale.ROOT)))
                .toList());
    }

    /** Whether any name stands there twice, so that readers may differ in what they take. */
    public boolean ambiguous() {
        return fields.stream().map(Field::name).distinct().count() < fields.size();
    }

    private static boolean clean(String line) {
        return line.indexOf('\n') < 0 && line.indexOf('\r') < 0 && line.indexOf('\0') < 0;
    }

    private static String withoutNuls(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\0') {
            end--;
        }
        return text.substring(0, end);
    }
}
