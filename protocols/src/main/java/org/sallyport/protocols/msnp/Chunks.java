package org.sallyport.protocols.msnp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.wire.CommandLine;

/**
 * Long messages that come in parts: {@code Message-ID} and {@code Chunks: n} in the head of the first, {@code Message-ID} and
 * {@code Chunk: 1} to {@code n-1} in those that follow (libpurple, aMSN). Rules look at the whole, so parts are held until the
 * last is there. Nothing is answered meanwhile: the service does, or the gateway in its place, once it is decided.
 *
 * <p>Bounded, for each direction: 8 messages at a time, the eldest making way, {@link Limits#itemsPerFrame()} parts of one, and
 * {@link Limits#frameBytes()} bytes of all together; a part that is too much, out of order, or of a message that never began
 * takes what is held of it with it and is malformed. Holds copies, no buffers. Confined to the connection's event loop.
 */
final class Chunks {

    private static final int MOST_MESSAGES = 8;
    private static final int MOST_PARTS = 1023;

    /** What became of a part. */
    sealed interface Part {

        /** It is kept; more must come. */
        enum Kept implements Part {
            INSTANCE
        }

        /** It was the last. */
        record Whole(Joined message) implements Part {}

        /** It has no place. */
        record Odd(String why) implements Part {}
    }

    /**
     * A message whose parts are all there.
     *
     * @param earlier the frames of all parts but the last, as they came
     * @param mime the first part's head before the bodies of all
     */
    record Joined(List<ByteBuf> earlier, MimeMessage mime) {
        Joined {
            earlier = List.copyOf(earlier);
        }
    }

    private static final class Held {
        private final List<ByteBuf> frames = new ArrayList<>();
        private final ByteBuf text = Unpooled.buffer();
        private final int parts;
        private int bytes;

        Held(int parts) {
            this.parts = parts;
        }
    }

    private final Limits limits;
    private final Map<String, Held> held = new LinkedHashMap<>();

    Chunks(Limits limits) {
        this.limits = limits;
    }

    /** Whether this is a part of a longer message. */
    static boolean isPart(MimeMessage mime) {
        if (mime.first("Message-ID") == null) {
            return false;
        }
        String parts = mime.first("Chunks");
        return parts == null ? mime.first("Chunk") != null : number(parts) != 1;
    }

    /**
     * Takes a part.
     *
     * @param sender whose it is; several may use the same id
     */
    Part take(String sender, Frame frame, MimeMessage mime) {
        String key = sender + " " + mime.first("Message-ID");
        String first = mime.first("Chunks");
        Held message = first == null ? held.get(key) : begin(key, number(first));
        if (message == null) {
            return new Part.Odd(first == null ? "part of a message that did not begin" : "message of too many parts");
        }
        if (first == null && number(mime.first("Chunk")) != message.frames.size()) {
            held.remove(key);
            return new Part.Odd("part of a message out of order");
        }
        if (bytes() + frame.length() > limits.frameBytes()) {
            held.remove(key);
            return new Part.Odd("message of too many bytes");
        }
        message.bytes += frame.length();
        int from = first == null ? mime.bodyStart() : mime.start();
        message.text.writeBytes(mime.buffer(), from, mime.bodyEnd() - from);
        if (message.frames.size() + 1 < message.parts) {
            message.frames.add(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(frame.view())));
            return Part.Kept.INSTANCE;
        }
        held.remove(key);
        return Mime.read(message.text, 0, message.text.writerIndex()) instanceof MimeMessage whole
                ? new Part.Whole(new Joined(message.frames, whole))
                : new Part.Odd("message without a head");
    }

    private @Nullable Held begin(String key, int parts) {
        if (parts < 2 || parts > Math.min(MOST_PARTS, limits.itemsPerFrame())) {
            return null;
        }
        held.remove(key);
        if (held.size() == MOST_MESSAGES) {
            held.remove(held.keySet().iterator().next());
        }
        Held message = new Held(parts);
        held.put(key, message);
        return message;
    }

    private int bytes() {
        int bytes = 0;
        for (Held message : held.values()) {
            bytes += message.bytes;
        }
        return bytes;
    }

    private static int number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Integer.parseInt(text);
    }

    /** The line of a frame that was held. */
    static CommandLine line(ByteBuf frame) {
        return CommandLine.of(new Frame().point(frame, 0, frame.readableBytes()));
    }
}
