package org.sallyport.protocols.msnp.mime;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A head that was understood, and where its body stands. A view: it keeps neither copy nor reference count of the bytes, and is
 * valid as long as they stay where they are. Values are decoded when asked for. Confined to one thread.
 *
 * <p>Headers compare without regard to case, since third-party clients write them in several. Where a header stands twice, the
 * first counts here; ask {@link #repeats} where a client that takes the last one would be fooled.
 */
public final class MimeMessage implements Mime {

    /** Line start, colon, value, line end. */
    static final int INTS = 4;

    private final ByteBuf buffer;
    private final int start;
    private final int[] spans;
    private final int blankLine;
    private final int end;

    MimeMessage(ByteBuf buffer, int start, int[] spans, int blankLine, int end) {
        this.buffer = buffer;
        this.start = start;
        this.spans = spans;
        this.blankLine = blankLine;
        this.end = end;
    }

    /** The buffer it lies in. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the head's first byte. */
    public int start() {
        return start;
    }

    /** Absolute index of the body's first byte, which is {@link #bodyEnd()} when there is no body. */
    public int bodyStart() {
        return blankLine + 2;
    }

    /** Absolute index just past the body. */
    public int bodyEnd() {
        return end;
    }

    /** Bytes in the body. */
    public int bodyLength() {
        return end - bodyStart();
    }

    /** A non-retained view of the body. */
    public ByteBuf body() {
        return buffer.slice(bodyStart(), bodyLength());
    }

    /** The body as UTF-8; what is none becomes replacement characters. */
    public String bodyText() {
        return buffer.toString(bodyStart(), bodyLength(), StandardCharsets.UTF_8);
    }

    /** How many headers there are. */
    public int headers() {
        return spans.length / INTS;
    }

    /** A header's name as written. */
    public String name(int header) {
        int at = spans[header * INTS];
        return buffer.toString(at, spans[header * INTS + 1] - at, StandardCharsets.ISO_8859_1);
    }

    /** A header's value as UTF-8, else untouched; without the blanks around it. */
    public String value(int header) {
        int at = spans[header * INTS + 2];
        return buffer.toString(at, spans[header * INTS + 3] - at, StandardCharsets.UTF_8)
                .stripTrailing();
    }

    /** The value of the first header of this name; null when there is none. */
    public @Nullable String first(String name) {
        int header = find(name, 0);
        return header < 0 ? null : value(header);
    }

    /** Whether a header of this name stands there more than once. */
    public boolean repeats(String name) {
        int header = find(name, 0);
        return header >= 0 && find(name, header + 1) >= 0;
    }

    /**
     * {@code Content-Type} without its parameters, in lower case, such as {@code text/plain}; empty when there is none. Where it
     * stands twice it is nobody's: {@code ambiguous/ambiguous}, so that no reader takes one and the client the other.
     */
    public String contentType() {
        if (repeats(CONTENT_TYPE)) {
            return "ambiguous/ambiguous";
        }
        String value = first(CONTENT_TYPE);
        if (value == null) {
            return "";
        }
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    /** A parameter of {@code Content-Type}, such as {@code charset}, without quotes; null when there is none. */
    public @Nullable String contentParameter(String name) {
        String value = first(CONTENT_TYPE);
        if (value == null) {
            return null;
        }
        String[] parts = value.split(";", MOST_HEADERS);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase(name)) {
                return parts[i].substring(equals + 1).replace("\"", "").strip();
            }
        }
        return null;
    }

    /** Absolute index of a header's line. */
    int lineStart(int header) {
        return spans[header * INTS];
    }

    /** Absolute index of the CR that ends a header's line. */
    int lineEnd(int header) {
        return spans[header * INTS + 3];
    }

    /** Whether a header has this name. */
    boolean named(int header, String name) {
        int at = spans[header * INTS];
        if (spans[header * INTS + 1] - at != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (lower(buffer.getByte(at + i)) != lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static final String CONTENT_TYPE = "Content-Type";

    private int find(String name, int from) {
        for (int i = from; i < headers(); i++) {
            if (named(i, name)) {
                return i;
            }
        }
        return -1;
    }

    private static int lower(int octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
