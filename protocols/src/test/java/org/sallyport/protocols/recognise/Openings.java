package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Side;

/** The lines of {@code recognise/openings.txt}. */
public final class Openings {

    private static final Pattern LINE = Pattern.compile("([CS]) (-|([a-z0-9-]+)([!?])) (.*)");
    private static final Pattern PIECE = Pattern.compile("\\\\x([0-9a-f]{2})|\\\\([rn\\\\])|\\{([0-9]+)}(.)|(.)");

    /**
     * What one side says first.
     *
     * @param text as it is written in the file
     * @param knownTo the id of the protocol, or {@code -}
     * @param answer what that one's recogniser says
     */
    record Opening(String text, Side from, String knownTo, Detection answer, ByteBuf bytes) {
        @Override
        public String toString() {
            return text;
        }

        FirstBytes first(int length) {
            ByteBuf said = padded(bytes.slice(bytes.readerIndex(), length));
            return from == Side.CLIENT
                    ? new FirstBytes(said, Unpooled.EMPTY_BUFFER)
                    : new FirstBytes(Unpooled.EMPTY_BUFFER, said);
        }
    }

    private Openings() {}

    /** With something read before and nothing behind, so that a wrong index is seen. */
    static ByteBuf padded(ByteBuf bytes) {
        int length = bytes.readableBytes() + 3;
        return Unpooled.buffer(length, length)
                .writeZero(3)
                .writeBytes(bytes.duplicate())
                .skipBytes(3);
    }

    /** The bytes alone. */
    public static List<byte[]> bytes() throws IOException {
        return all().stream()
                .map(opening -> ByteBufUtil.getBytes(opening.bytes()))
                .toList();
    }

    static List<Opening> all() throws IOException {
        List<Opening> openings = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Openings.class.getResourceAsStream("/recognise/openings.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    openings.add(parse(line));
                }
            }
        }
        return openings;
    }

    private static Opening parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(line);
        }
        String id = matcher.group(3);
        Detection answer = id == null
                ? Detection.NoMatch.INSTANCE
                : matcher.group(4).equals("!") ? Detection.Match.CERTAIN : Detection.Match.LIKELY;
        Side from = matcher.group(1).equals("C") ? Side.CLIENT : Side.SERVER;
        return new Opening(line, from, id == null ? "-" : id, answer, bytes(matcher.group(5)));
    }

    static ByteBuf bytes(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher piece = PIECE.matcher(escaped);
        while (piece.find()) {
            if (piece.group(1) != null) {
                bytes.write(Integer.parseInt(piece.group(1), 16));
            } else if (piece.group(2) != null) {
                bytes.write(piece.group(2).equals("r") ? '\r' : piece.group(2).equals("n") ? '\n' : '\\');
            } else if (piece.group(3) != null) {
                bytes.writeBytes(
                        piece.group(4).repeat(Integer.parseInt(piece.group(3))).getBytes(StandardCharsets.ISO_8859_1));
            } else {
                bytes.writeBytes(piece.group(5).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return Unpooled.wrappedBuffer(bytes.toByteArray());
    }
}
