package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Writes capture files, small and in every dialect, for tests. */
public final class CaptureBuilder {

    private final ByteBuf out = Unpooled.buffer();
    private final boolean little;
    private final boolean blocks;
    private final long ticks;

    private CaptureBuilder(boolean little, boolean blocks, long ticks) {
        this.little = little;
        this.blocks = blocks;
        this.ticks = ticks;
    }

    /** A classic pcap file. */
    public static CaptureBuilder pcap(int link, boolean little, boolean nanos) {
        CaptureBuilder b = new CaptureBuilder(little, false, nanos ? 1_000_000_000 : 1_000_000);
        return b.u32(nanos ? 0xA1B23C4D : 0xA1B2C3D4)
                .u16(2)
                .u16(4)
                .u32(0)
                .u32(0)
                .u32(65_535)
                .u32(link);
    }

    /** The usual kind: Ethernet, little-endian, microseconds. */
    public static CaptureBuilder ethernet() {
        return pcap(1, true, false);
    }

    /**
     * A pcapng file with one interface.
     *
     * @param resolution value of {@code if_tsresol}: decimal digits, or with bit 7 a power of two
     */
    public static CaptureBuilder pcapng(int link, boolean little, int resolution) {
        long ticks = (resolution & 0x80) != 0 ? 1L << (resolution & 0x7F) : Math.round(Math.pow(10, resolution));
        CaptureBuilder b = new CaptureBuilder(little, true, ticks);
        b.section();
        ByteBuf options = Unpooled.buffer();
        b.u16(options, 9).u16(options, 1);
        options.writeByte(resolution).writeZero(3);
        b.u16(options, 0).u16(options, 0);
        ByteBuf body = Unpooled.buffer();
        b.u16(body, link).u16(body, 0).u32(body, 0);
        return b.block(1, body.writeBytes(options));
    }

    private void section() {
        ByteBuf body = Unpooled.buffer();
        u32(body, 0x1A2B3C4D).u16(body, 1).u16(body, 0).u32(body, -1).u32(body, -1);
        block(0x0A0D0D0A, body);
    }

    /** Any block of a pcapng file. */
    public CaptureBuilder block(int type, ByteBuf body) {
        int padding = -body.readableBytes() & 3;
        int length = 12 + body.readableBytes() + padding;
        u32(type).u32(length);
        out.writeBytes(body.duplicate()).writeZero(padding);
        return u32(length);
    }

    /** A packet at a time. */
    public CaptureBuilder packet(Instant time, ByteBuf packet) {
        return packet(time, packet, packet.readableBytes());
    }

    /** A packet that was longer than the capture has it. */
    public CaptureBuilder packet(Instant time, ByteBuf packet, int original) {
        long fraction = time.getNano() / (1_000_000_000 / Math.min(ticks, 1_000_000_000));
        if (blocks) {
            long stamp = time.getEpochSecond() * ticks + (long) (time.getNano() / 1e9 * ticks);
            ByteBuf body = Unpooled.buffer();
            u32(body, 0).u32(body, (int) (stamp >>> 32)).u32(body, (int) stamp);
            u32(body, packet.readableBytes()).u32(body, original);
            return block(6, body.writeBytes(packet.duplicate()));
        }
        u32((int) time.getEpochSecond())
                .u32((int) fraction)
                .u32(packet.readableBytes())
                .u32(original);
        out.writeBytes(packet.duplicate());
        return this;
    }

    /** A simple packet block. */
    public CaptureBuilder simplePacket(ByteBuf packet) {
        ByteBuf body = Unpooled.buffer();
        u32(body, packet.readableBytes());
        return block(3, body.writeBytes(packet.duplicate()));
    }

    /** The file so far. */
    public byte[] bytes() {
        return ByteBufUtil.getBytes(out);
    }

    /** Writes the file. */
    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    private CaptureBuilder u16(int value) {
        return u16(out, value);
    }

    private CaptureBuilder u32(int value) {
        return u32(out, value);
    }

    private CaptureBuilder u16(ByteBuf to, int value) {
        var unused = little ? to.writeShortLE(value) : to.writeShort(value);
        return this;
    }

    private CaptureBuilder u32(ByteBuf to, int value) {
        var unused = little ? to.writeIntLE(value) : to.writeInt(value);
        return this;
    }
}
