package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.sallyport.protocols.Side;

/** SNACs as recorded between other people's clients and servers. */
public final class GoldenSnacs {

    private static final List<Golden> ALL = load();

    private GoldenSnacs() {}

    /** One SNAC of a capture. */
    public record Golden(String capture, int frame, Side from, String hex) {

        /** Its bytes in a buffer of its own, not at its very start, so that relative and absolute offsets differ. */
        public ByteBuf buffer() {
            byte[] bytes = HexFormat.of().parseHex(hex);
            return Unpooled.buffer(bytes.length + 3)
                    .writeZero(3)
                    .writeBytes(bytes)
                    .readerIndex(3);
        }

        /** Its header, read from {@link #buffer()}. */
        public SnacHeader header() {
            ByteBuf buffer = buffer();
            SnacHeader header = SnacHeader.read(buffer, buffer.readerIndex(), buffer.writerIndex());
            if (header == null) {
                throw new IllegalStateException("no SNAC: " + this);
            }
            return header;
        }
    }

    /** All of them. */
    public static List<Golden> all() {
        return ALL;
    }

    /** The one of a frame that starts with these hexadecimal digits: family and subtype. */
    public static Golden at(String capture, int frame, String opcode) {
        return ALL.stream()
                .filter(g -> g.capture().equals(capture)
                        && g.frame() == frame
                        && g.hex().startsWith(opcode))
                .findFirst()
                .orElseThrow();
    }

    private static List<Golden> load() {
        try (InputStream in = GoldenSnacs.class.getResourceAsStream("/oscar/snacs.tsv")) {
            if (in == null) {
                throw new IllegalStateException("resource oscar/snacs.tsv is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(f -> new Golden(f[0], Integer.parseInt(f[1]), Side.valueOf(f[2]), f[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
