package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The classic format: one header, then records of 16 bytes and a packet each. */
final class PcapFormat implements CaptureReader.Format {

    private static final int REST_OF_HEADER = 20;
    private static final int RECORD_HEADER = 16;

    private final ByteSource source;
    private final boolean littleEndian;
    private final long nanosPerTick;
    private final LinkType link;
    private long number;

    /**
     * @param source behind the magic number
     * @param nanosPerTick what the fraction of a second in a record counts
     */
    PcapFormat(ByteSource source, boolean littleEndian, long nanosPerTick) throws IOException {
        this.source = source;
        this.littleEndian = littleEndian;
        this.nanosPerTick = nanosPerTick;
        ByteBuf header = source.read(REST_OF_HEADER, "the file header");
        int major = u16(header, 0);
        if (major != 2) {
            throw new CaptureException("pcap version " + major + " is not known, only 2", 4);
        }
        // The upper bits say how long a frame check sequence is, not what kind of link it was.
        this.link = LinkType.of(u32(header, 16) & 0xFFFF);
    }

    @Override
    public @Nullable CapturedPacket next() throws IOException {
        long at = source.offset();
        ByteBuf header = source.readOrEnd(RECORD_HEADER, "a packet's header");
        if (header == null) {
            return null;
        }
        long seconds = Integer.toUnsignedLong(u32(header, 0));
        long fraction = Integer.toUnsignedLong(u32(header, 4));
        long captured = Integer.toUnsignedLong(u32(header, 8));
        long original = Integer.toUnsignedLong(u32(header, 12));
        if (captured > CaptureReader.LONGEST_PACKET) {
            throw new CaptureException(
                    "packet " + (number + 1) + " claims " + captured + " bytes; the most is "
                            + CaptureReader.LONGEST_PACKET,
                    at);
        }
        ByteBuf bytes = source.read((int) captured, "packet " + (number + 1));
        Instant time = Instant.ofEpochSecond(seconds, fraction * nanosPerTick);
        return new CapturedPacket(++number, time, link, bytes, original);
    }

    private int u16(ByteBuf in, int at) {
        return littleEndian ? in.getUnsignedShortLE(at) : in.getUnsignedShort(at);
    }

    private int u32(ByteBuf in, int at) {
        return littleEndian ? in.getIntLE(at) : in.getInt(at);
    }
}
