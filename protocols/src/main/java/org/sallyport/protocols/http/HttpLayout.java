package org.sallyport.protocols.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * Where in its bytes the parts of an HTTP message are.
 *
 * @param head what its first lines say
 * @param headLength bytes up to the end of the empty line
 * @param bodyLength bytes of the body, {@link #CHUNKED} or {@link #UNTIL_END}
 */
record HttpLayout(HttpHead head, int headLength, long bodyLength) {

    /** The body comes in chunks, of which the last is empty. */
    static final long CHUNKED = -1;

    /** The body ends where the connection does. */
    static final long UNTIL_END = -2;

    /** The longest line that announces a chunk. */
    private static final int LONGEST_CHUNK_LINE = 256;

    /** Bytes up to the end of the empty line; -1 when it isn't there. */
    static int headLength(ByteBuf in, int from, int length) {
        for (int at = from + 3; at < from + length; at++) {
            if (in.getByte(at) == '\n'
                    && in.getByte(at - 1) == '\r'
                    && in.getByte(at - 2) == '\n'
                    && in.getByte(at - 3) == '\r') {
                return at + 1 - from;
            }
        }
        return -1;
    }

    /** Reads a head that is whole; null when it is none, or says two things about its body. */
    static @Nullable HttpLayout of(ByteBuf in, int from, int length) {
        int headLength = headLength(in, from, length);
        if (headLength < 0) {
            return null;
        }
        List<String> lines = in.toString(from, headLength - 4, StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
        HttpFields fields = fields(lines);
        HttpHead head = fields == null ? null : head(lines.getFirst(), fields);
        Long body = head == null ? null : bodyLength(head);
        return head == null || body == null ? null : new HttpLayout(head, headLength, body);
    }

    private static @Nullable HttpHead head(String line, HttpFields fields) {
        String[] parts = line.split(" ", 3);
        if (parts.length < 2) {
            return null;
        }
        if (parts[0].equals("HTTP/1.1") || parts[0].equals("HTTP/1.0")) {
            return parts[1].length() == 3 && parts[1].chars().allMatch(c -> c >= '0' && c <= '9')
                    ? HttpHead.response(Integer.parseInt(parts[1]), fields)
                    : null;
        }
        boolean request = parts.length == 3
                && (parts[2].equals("HTTP/1.1") || parts[2].equals("HTTP/1.0"))
                && !parts[1].isEmpty()
                && parts[0].length() <= 32
                && !parts[0].isEmpty()
                && parts[0].chars().allMatch(c -> c >= 'A' && c <= 'Z' || c == '-' || c == '_');
        return request ? HttpHead.request(parts[0], parts[1], host(parts[1], fields), fields) : null;
    }

    private static String host(String target, HttpFields fields) {
        String authority = fields.first("Host");
        int scheme = target.indexOf("://");
        if (!target.startsWith("/") && scheme > 0) {
            int end = target.indexOf('/', scheme + 3);
            authority = target.substring(scheme + 3, end < 0 ? target.length() : end);
        }
        if (authority == null) {
            return "";
        }
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = host.startsWith("[") ? host.indexOf("]:") + 1 : host.indexOf(':');
        return colon > 0 ? host.substring(0, colon) : host;
    }

    /** Null when a line is no field. A line that goes on with the next (obsolete, RFC 9112 section 5.2) is none. */
    private static @Nullable HttpFields fields(List<String> lines) {
        if (lines.isEmpty() || lines.size() > HttpFields.MOST) {
            return null;
        }
        List<HttpFields.Field> fields = new ArrayList<>(lines.size());
        try {
            for (String line : lines.subList(1, lines.size())) {
                int colon = line.indexOf(':');
                if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t' || line.charAt(colon - 1) == ' ') {
                    return null;
                }
                fields.add(new HttpFields.Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
            return new HttpFields(fields);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Long bodyLength(HttpHead head) {
        HttpFields fields = head.fields();
        String coding = fields.first("Transfer-Encoding");
        String length = fields.first("Content-Length");
        if (fields.count("Content-Length") > 1 || fields.count("Transfer-Encoding") > 1) {
            return null;
        }
        boolean response = head.status() != 0;
        if (response && !HttpMessage.mayHaveBody(head.status())) {
            return 0L;
        }
        if (coding != null) {
            return length == null && coding.toLowerCase(Locale.ROOT).equals("chunked") ? CHUNKED : null;
        }
        if (length == null) {
            return response ? UNTIL_END : 0L;
        }
        boolean number =
                !length.isEmpty() && length.length() <= 18 && length.chars().allMatch(Character::isDigit);
        return number ? Long.valueOf(length) : null;
    }

    /** How far a body in chunks reaches, from the end of the head. */
    sealed interface Extent {

        /** So many bytes. */
        record Whole(int bytes) implements Extent {}

        /** Not all of it is there: it is so many bytes at least. */
        record Partial(long atLeast) implements Extent {}

        /** These are no chunks. */
        enum Broken implements Extent {
            INSTANCE
        }
    }

    /** @param into gets the content, if anybody wants it */
    static Extent chunks(ByteBuf in, int from, int end, @Nullable ByteBuf into) {
        int at = from;
        while (true) {
            int line = lineEnd(in, at, Math.min(end, at + LONGEST_CHUNK_LINE));
            if (line < 0) {
                return end - at >= LONGEST_CHUNK_LINE ? Extent.Broken.INSTANCE : new Extent.Partial(end + 1L - from);
            }
            int size = chunkSize(in.toString(at, line - at, StandardCharsets.ISO_8859_1));
            if (size < 0) {
                return Extent.Broken.INSTANCE;
            }
            at = line + 2;
            if (size == 0) {
                return trailers(in, at, end, from);
            }
            if (end - at < size + 2L) {
                return new Extent.Partial(at + size + 2L - from);
            }
            if (in.getByte(at + size) != '\r' || in.getByte(at + size + 1) != '\n') {
                return Extent.Broken.INSTANCE;
            }
            if (into != null) {
                into.writeBytes(in, at, size);
            }
            at += size + 2;
        }
    }

    private static Extent trailers(ByteBuf in, int start, int end, int from) {
        int at = start;
        while (true) {
            int line = lineEnd(in, at, end);
            if (line < 0) {
                return new Extent.Partial(end + 1L - from);
            }
            if (line == at) {
                return new Extent.Whole(line + 2 - from);
            }
            at = line + 2;
        }
    }

    private static int lineEnd(ByteBuf in, int from, int end) {
        for (int at = from; at + 1 < end; at++) {
            if (in.getByte(at) == '\r' && in.getByte(at + 1) == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** The size in the line before a chunk; -1 when it has none. */
    static int chunkSize(String line) {
        int end = line.indexOf(';');
        String digits = (end < 0 ? line : line.substring(0, end)).strip();
        if (digits.isEmpty() || digits.length() > 7) {
            return -1;
        }
        int size = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            size = size * 16 + digit;
        }
        return size;
    }

    /** The body of a message that is whole. */
    ByteBuf body(ByteBuf in, int from, int length) {
        int start = from + headLength;
        int rest = length - headLength;
        if (bodyLength == CHUNKED) {
            ByteBuf content = Unpooled.buffer(rest);
            chunks(in, start, start + rest, content);
            return content;
        }
        int size = bodyLength == UNTIL_END ? rest : (int) Math.min(bodyLength, rest);
        return in.slice(start, size);
    }
}
