package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a capture file, one after the other: pcap (both byte orders, micro- and nanoseconds) and pcapng (both byte
 * orders; enhanced, simple and the old packet blocks; any {@code if_tsresol}).
 *
 * <p>Holds one packet at a time. Confined to one thread. Formats: "PCAP Capture File Format" and "PCAP Next Generation Dump
 * File Format", the IETF opsawg drafts.
 */
public final class CaptureReader implements AutoCloseable {

    /** The longest packet taken, in bytes; a record that claims more is not a packet. Captures are written with at most this. */
    public static final int LONGEST_PACKET = 256 * 1024;

    /** One file format. */
    interface Format {
        /** The next packet, or null at a clean end. */
        @Nullable CapturedPacket next() throws IOException;
    }

    private final ByteSource source;
    private final Format format;

    private CaptureReader(ByteSource source, Format format) {
        this.source = source;
        this.format = format;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws CaptureException when it is not a capture
     * @throws IOException when it can't be read
     */
    public static CaptureReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return over(new BufferedInputStream(in, 64 * 1024));
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Reads a capture from a stream, which is closed with this reader.
     *
     * @throws CaptureException when it is not a capture
     * @throws IOException when it can't be read
     */
    public static CaptureReader over(InputStream in) throws IOException {
        ByteSource source = new ByteSource(in);
        ByteBuf first = source.readOrEnd(4, "the magic number");
        if (first == null) {
            throw new CaptureException("the file is empty, not even a capture's header is there", 0);
        }
        int magic = first.getInt(0);
        Format format = switch (magic) {
            case 0xA1B2C3D4 -> new PcapFormat(source, false, 1_000);
            case 0xD4C3B2A1 -> new PcapFormat(source, true, 1_000);
            case 0xA1B23C4D -> new PcapFormat(source, false, 1);
            case 0x4D3CB2A1 -> new PcapFormat(source, true, 1);
            case PcapNgFormat.SECTION_HEADER -> new PcapNgFormat(source);
            default ->
                throw new CaptureException(
                        String.format("this is neither pcap nor pcapng: it begins with %08x", magic), 0);
        };
        return new CaptureReader(source, format);
    }

    /**
     * The next packet.
     *
     * @return null at the end of the file
     * @throws CaptureException when the file is broken here; the reader is of no use after that
     * @throws IOException when the file can't be read
     */
    public @Nullable CapturedPacket next() throws IOException {
        return format.next();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
