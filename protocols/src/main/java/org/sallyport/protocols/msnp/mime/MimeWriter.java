package org.sallyport.protocols.msnp.mime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a head and a body: a new one, or one like another with some headers and the body changed. Headers that nobody touches
 * keep their bytes and their order. Confined to one thread; used once.
 *
 * <p>No value can end its line: CR, LF and NUL in it become spaces.
 */
public final class MimeWriter {

    private static final byte[] LINE_END = {'\r', '\n'};

    private final @Nullable MimeMessage model;

    /** By name in lower case; no value stands for "not any more". */
    private final Map<String, Header> changes = new LinkedHashMap<>();

    private @Nullable ByteBuf body;

    private record Header(String name, @Nullable String value) {}

    private MimeWriter(@Nullable MimeMessage model) {
        this.model = model;
    }

    /** Nothing yet. */
    public static MimeWriter fresh() {
        return new MimeWriter(null);
    }

    /** A message like this one, which must stay valid until {@link #toBuffer}. */
    public static MimeWriter like(MimeMessage model) {
        return new MimeWriter(model);
    }

    /** Gives a header this value: in its place when the model has it, else behind all others. */
    public MimeWriter header(String name, String value) {
        changes.put(name.toLowerCase(Locale.ROOT), new Header(name, value));
        return this;
    }

    /** Leaves a header out, however often it stands in the model. */
    public MimeWriter without(String name) {
        changes.put(name.toLowerCase(Locale.ROOT), new Header(name, null));
        return this;
    }

    /** The body in place of the model's; the array is not copied. */
    public MimeWriter body(byte[] bytes) {
        return body(Unpooled.wrappedBuffer(bytes));
    }

    /** The body in place of the model's; not released here. */
    public MimeWriter body(ByteBuf bytes) {
        body = bytes;
        return this;
    }

    /** The body in place of the model's, as UTF-8. */
    public MimeWriter body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The whole; the caller owns it. */
    public ByteBuf toBuffer() {
        ByteBuf out = Unpooled.buffer();
        Map<String, Header> left = new LinkedHashMap<>(changes);
        if (model != null) {
            for (int i = 0; i < model.headers(); i++) {
                String key = model.name(i).toLowerCase(Locale.ROOT);
                Header change = changes.get(key);
                if (change == null) {
                    out.writeBytes(model.buffer(), model.lineStart(i), model.lineEnd(i) - model.lineStart(i));
                    out.writeBytes(LINE_END);
                } else if (left.remove(key) != null) {
                    write(change, out);
                }
            }
        }
        left.values().forEach(change -> write(change, out));
        out.writeBytes(LINE_END);
        if (body != null) {
            out.writeBytes(body, body.readerIndex(), body.readableBytes());
        } else if (model != null) {
            out.writeBytes(model.buffer(), model.bodyStart(), model.bodyLength());
        }
        return out;
    }

    private static void write(Header header, ByteBuf out) {
        if (header.value() == null) {
            return;
        }
        String line = header.name() + ": " + header.value();
        out.writeCharSequence(line.replaceAll("[\r\n\0]", " "), StandardCharsets.UTF_8);
        out.writeBytes(LINE_END);
    }
}
