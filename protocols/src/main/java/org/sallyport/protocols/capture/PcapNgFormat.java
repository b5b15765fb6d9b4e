package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The block format. A file may have several sections, each with its own byte order and interfaces. */
final class PcapNgFormat implements CaptureReader.Format {

    static final int SECTION_HEADER = 0x0A0D0D0A;

    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER = 0x1A2B3C4D;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    /** A description with all the options anybody writes is far shorter. */
    private static final int LONGEST_DESCRIPTION = 1024 * 1024;

    private static final int MOST_INTERFACES = 4_096;
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    /**
     * @param snapLength 0 when there is no limit
     * @param ticks per second
     * @param offset seconds to add
     */
    private record Interface(LinkType link, long snapLength, BigInteger ticks, long offset) {}

    private final ByteSource source;
    private final List<Interface> interfaces = new ArrayList<>();
    private boolean littleEndian;
    private long number;
    private Instant latest = Instant.EPOCH;

    /** @param source behind the type of the first section header */
    PcapNgFormat(ByteSource source) throws IOException {
        this.source = source;
        section(0);
    }

    @Override
    public @Nullable CapturedPacket next() throws IOException {
        while (true) {
            long at = source.offset();
            ByteBuf typeBytes = source.readOrEnd(4, "a block's type");
            if (typeBytes == null) {
                return null;
            }
            if (typeBytes.getInt(0) == SECTION_HEADER) {
                section(at);
                continue;
            }
            int type = u32(typeBytes, 0);
            long body = bodyLength(u32(source.read(4, "a block's length"), 0), at);
            CapturedPacket packet = switch (type) {
                case INTERFACE_DESCRIPTION -> {
                    describe(bounded(body, LONGEST_DESCRIPTION, "an interface description", at), at);
                    yield null;
                }
                case ENHANCED_PACKET, OLD_PACKET -> packet(type, packetBody(body, at), at);
                case SIMPLE_PACKET -> simple(packetBody(body, at), at);
                default -> {
                    source.skip(body, "a block of type " + Integer.toUnsignedString(type));
                    yield null;
                }
            };
            closing(body, at);
            if (packet != null) {
                latest = packet.time();
                return packet;
            }
        }
    }

    private ByteBuf packetBody(long body, long at) throws IOException {
        // Options, such as a comment, may follow the packet.
        return bounded(body, CaptureReader.LONGEST_PACKET + 64 * 1024, "packet " + (number + 1), at);
    }

    private ByteBuf bounded(long length, int most, String what, long at) throws IOException {
        if (length > most) {
            throw new CaptureException(what + " claims " + length + " bytes; the most is " + most, at);
        }
        return source.read((int) length, what);
    }

    /** A section's header, its type already read. */
    private void section(long at) throws IOException {
        ByteBuf head = source.read(8, "a section's header");
        if (head.getInt(4) == BYTE_ORDER) {
            littleEndian = false;
        } else if (head.getIntLE(4) == BYTE_ORDER) {
            littleEndian = true;
        } else {
            throw new CaptureException("a section's byte-order mark is neither way round", at + 8);
        }
        long body = bodyLength(u32(head, 0), at);
        if (body < 16) {
            throw new CaptureException("a section's header is too short", at);
        }
        int major = u16(source.read(4, "a section's version"), 0);
        if (major != 1) {
            throw new CaptureException("pcapng version " + major + " is not known, only 1", at + 12);
        }
        source.skip(body - 8, "a section's header");
        closing(body, at);
        interfaces.clear();
    }

    private long bodyLength(int total, long at) throws CaptureException {
        long length = Integer.toUnsignedLong(total);
        if (length < 12 || length % 4 != 0) {
            throw new CaptureException("a block has the impossible length " + length, at);
        }
        return length - 12;
    }

    private void closing(long body, long at) throws IOException {
        long again = Integer.toUnsignedLong(u32(source.read(4, "a block's closing length"), 0));
        if (again != body + 12) {
            throw new CaptureException(
                    "a block says it is " + (body + 12) + " bytes long at its start and " + again + " at its end", at);
        }
    }

    private void describe(ByteBuf body, long at) throws CaptureException {
        if (body.readableBytes() < 8) {
            throw new CaptureException("an interface description is too short", at);
        }
        if (interfaces.size() >= MOST_INTERFACES) {
            throw new CaptureException("a section has more than " + MOST_INTERFACES + " interfaces", at);
        }
        BigInteger ticks = BigInteger.valueOf(1_000_000);
        long offset = 0;
        int option = 8;
        while (option + 4 <= body.readableBytes()) {
            int code = u16(body, option);
            int length = u16(body, option + 2);
            int value = option + 4;
            if (code == 0 || value + length > body.readableBytes()) {
                break;
            }
            if (code == OPTION_RESOLUTION && length == 1) {
                int exponent = body.getByte(value) & 0x7F;
                // The top bit tells powers of two from powers of ten.
                ticks = body.getByte(value) < 0 ? BigInteger.TWO.pow(exponent) : BigInteger.TEN.pow(exponent);
            } else if (code == OPTION_OFFSET && length == 8) {
                offset = littleEndian ? body.getLongLE(value) : body.getLong(value);
            }
            option = value + padded(length);
        }
        long snapLength = Integer.toUnsignedLong(u32(body, 4));
        interfaces.add(new Interface(LinkType.of(u16(body, 0)), snapLength, ticks, offset));
    }

    private CapturedPacket packet(int type, ByteBuf body, long at) throws CaptureException {
        if (body.readableBytes() < 20) {
            throw new CaptureException("packet " + (number + 1) + " is too short for its own header", at);
        }
        // The old block has 16 bits of interface and 16 of drop count where the enhanced one has 32 of interface.
        int id = type == ENHANCED_PACKET ? u32(body, 0) : u16(body, 0);
        Interface from = interfaceOf(id, at);
        long high = Integer.toUnsignedLong(u32(body, 4));
        long low = Integer.toUnsignedLong(u32(body, 8));
        long captured = Integer.toUnsignedLong(u32(body, 12));
        if (captured > body.readableBytes() - 20) {
            throw new CaptureException(
                    "packet " + (number + 1) + " claims " + captured + " bytes in a block of " + body.readableBytes(),
                    at);
        }
        Instant time = time(high << 32 | low, from, at);
        long original = Integer.toUnsignedLong(u32(body, 16));
        return new CapturedPacket(++number, time, from.link(), body.slice(20, (int) captured), original);
    }

    private CapturedPacket simple(ByteBuf body, long at) throws CaptureException {
        if (body.readableBytes() < 4) {
            throw new CaptureException("packet " + (number + 1) + " is too short for its own header", at);
        }
        Interface from = interfaceOf(0, at);
        long original = Integer.toUnsignedLong(u32(body, 0));
        long limit = from.snapLength() == 0 ? Long.MAX_VALUE : from.snapLength();
        int captured = (int) Math.min(Math.min(original, limit), body.readableBytes() - 4);
        ByteBuf bytes = captured == 0 ? Unpooled.EMPTY_BUFFER : body.slice(4, captured);
        return new CapturedPacket(++number, latest, from.link(), bytes, original);
    }

    private Interface interfaceOf(int id, long at) throws CaptureException {
        if (id < 0 || id >= interfaces.size()) {
            throw new CaptureException(
                    "packet " + (number + 1) + " is of interface " + Integer.toUnsignedString(id)
                            + ", which is not described",
                    at);
        }
        return interfaces.get(id);
    }

    private Instant time(long units, Interface from, long at) throws CaptureException {
        BigInteger[] seconds = new BigInteger(Long.toUnsignedString(units)).divideAndRemainder(from.ticks());
        long nanos = seconds[1].multiply(NANOS).divide(from.ticks()).longValueExact();
        try {
            return Instant.ofEpochSecond(Math.addExact(seconds[0].longValueExact(), from.offset()), nanos);
        } catch (ArithmeticException | java.time.DateTimeException e) {
            CaptureException absurd = new CaptureException("packet " + (number + 1) + " has an impossible time", at);
            absurd.initCause(e);
            throw absurd;
        }
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private int u16(ByteBuf in, int at) {
        return littleEndian ? in.getUnsignedShortLE(at) : in.getUnsignedShort(at);
    }

    private int u32(ByteBuf in, int at) {
        return littleEndian ? in.getIntLE(at) : in.getInt(at);
    }
}
