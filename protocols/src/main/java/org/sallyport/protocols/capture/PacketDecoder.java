package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes packets apart: link layer (VLAN tags, single and stacked, included), IPv4 with options and fragments, IPv6 with
 * extension headers and fragments, TCP. What is not TCP, or is broken, is counted.
 *
 * <p>Checksums are not looked at: captures made on the sending machine often have none yet. Confined to one thread.
 */
public final class PacketDecoder {

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int TCP = 6;
    private static final int MOST_TAGS = 4;
    private static final int MOST_EXTENSIONS = 16;

    /** Header bytes between the start of a packet and its IP packet, and what kind of payload it says follows. */
    private record Payload(int offset, int etherType) {}

    private final Map<PacketSkip, Long> skips = new EnumMap<>(PacketSkip.class);
    private final IpFragments fragments = new IpFragments();

    /** How many packets gave no segment, by reason. */
    public Map<PacketSkip, Long> skips() {
        Map<PacketSkip, Long> all = new EnumMap<>(skips);
        long lost = fragments.lost() + fragments.waiting();
        if (lost > 0) {
            all.put(PacketSkip.FRAGMENT_LOST, lost);
            // They were counted as kept when they came.
            long kept = all.getOrDefault(PacketSkip.FRAGMENT, 0L) - lost;
            if (kept > 0) {
                all.put(PacketSkip.FRAGMENT, kept);
            } else {
                all.remove(PacketSkip.FRAGMENT);
            }
        }
        return all;
    }

    /** The TCP segment in a packet, or null, counted in {@link #skips}. */
    public @Nullable TcpSegment decode(CapturedPacket packet) {
        try {
            return link(packet);
        } catch (IndexOutOfBoundsException e) {
            // Every read below is checked by the buffer: whatever runs over its end was cut or lies about a length.
            return skip(PacketSkip.BROKEN);
        }
    }

    private @Nullable TcpSegment skip(PacketSkip why) {
        skips.merge(why, 1L, Long::sum);
        return null;
    }

    private @Nullable TcpSegment link(CapturedPacket packet) {
        ByteBuf in = packet.bytes();
        Payload payload = switch (packet.link()) {
            case ETHERNET -> tagged(in, 14, in.getUnsignedShort(12));
            case LINUX_SLL -> tagged(in, 16, in.getUnsignedShort(14));
            case LINUX_SLL2 -> tagged(in, 20, in.getUnsignedShort(0));
            case RAW -> new Payload(0, byVersion(in, 0));
            // The family's number differs between systems and byte orders; the IP version does not.
            case NULL, LOOP -> new Payload(4, byVersion(in, 4));
            case OTHER -> null;
        };
        if (payload == null) {
            return skip(PacketSkip.LINK_TYPE);
        }
        return switch (payload.etherType()) {
            case IPV4 -> ipv4(packet, in.slice(payload.offset(), in.readableBytes() - payload.offset()));
            case IPV6 -> ipv6(packet, in.slice(payload.offset(), in.readableBytes() - payload.offset()));
            default -> skip(PacketSkip.NOT_IP);
        };
    }

    private static int byVersion(ByteBuf in, int at) {
        return switch (in.getByte(at) >> 4 & 0xF) {
            case 4 -> IPV4;
            case 6 -> IPV6;
            default -> 0;
        };
    }

    /** Passes over 802.1Q and 802.1ad tags (and the older numbers vendors used for the outer one). */
    private static Payload tagged(ByteBuf in, int offset, int etherType) {
        int at = offset;
        int type = etherType;
        for (int tags = 0; tags < MOST_TAGS && isTag(type); tags++) {
            type = in.getUnsignedShort(at + 2);
            at += 4;
        }
        return new Payload(at, type);
    }

    private static boolean isTag(int etherType) {
        return etherType == 0x8100 || etherType == 0x88A8 || etherType == 0x9100 || etherType == 0x9200;
    }

    private @Nullable TcpSegment ipv4(CapturedPacket packet, ByteBuf ip) {
        int header = (ip.getByte(0) & 0xF) * 4;
        int total = ip.getUnsignedShort(2);
        if (total == 0) {
            // Written by machines whose network card cuts the packet later.
            total = ip.readableBytes();
        }
        if (ip.getByte(0) >> 4 != 4 || header < 20 || total < header) {
            return skip(PacketSkip.BROKEN);
        }
        int protocol = ip.getUnsignedByte(9);
        int present = Math.min(total, ip.readableBytes());
        ByteBuf payload = ip.slice(header, present - header);
        int fragment = ip.getUnsignedShort(6);
        boolean more = (fragment & 0x2000) != 0;
        int offset = (fragment & 0x1FFF) * 8;
        int length = total - header;
        if (more || offset > 0) {
            IpFragments.Key key = new IpFragments.Key(ip.slice(12, 8), ip.getUnsignedShort(4), protocol);
            ByteBuf whole = whole(key, offset, more, payload, length);
            if (whole == null) {
                return skip(PacketSkip.FRAGMENT);
            }
            payload = whole;
            length = whole.readableBytes();
        }
        if (protocol != TCP) {
            return skip(PacketSkip.NOT_TCP);
        }
        return tcp(packet, address(ip, 12, 4), address(ip, 16, 4), payload, length);
    }

    /** Next-header numbers of RFC 8200 and the IANA list of IPv6 extension header types. */
    private @Nullable TcpSegment ipv6(CapturedPacket packet, ByteBuf ip) {
        if ((ip.getByte(0) >> 4 & 0xF) != 6) {
            return skip(PacketSkip.BROKEN);
        }
        int total = ip.getUnsignedShort(4);
        ByteBuf payload = ip.slice(40, ip.readableBytes() - 40);
        int length = total == 0 ? payload.readableBytes() : total;
        payload = payload.slice(0, Math.min(length, payload.readableBytes()));
        int next = ip.getUnsignedByte(6);
        for (int headers = 0; headers < MOST_EXTENSIONS && next != TCP; headers++) {
            int skipped;
            switch (next) {
                case 0, 43, 60, 135, 139, 140 -> skipped = (payload.getUnsignedByte(1) + 1) * 8;
                case 51 -> skipped = (payload.getUnsignedByte(1) + 2) * 4;
                case 44 -> {
                    int field = payload.getUnsignedShort(2);
                    ByteBuf piece = payload.slice(8, payload.readableBytes() - 8);
                    IpFragments.Key key = new IpFragments.Key(ip.slice(8, 32), payload.getInt(4), -1);
                    boolean alone = (field & 0xFFF9) == 0;
                    ByteBuf whole = alone ? piece : whole(key, field & 0xFFF8, (field & 1) != 0, piece, length - 8);
                    if (whole == null) {
                        return skip(PacketSkip.FRAGMENT);
                    }
                    next = payload.getUnsignedByte(0);
                    payload = whole;
                    length = alone ? length - 8 : whole.readableBytes();
                    continue;
                }
                default -> {
                    return skip(PacketSkip.NOT_TCP);
                }
            }
            next = payload.getUnsignedByte(0);
            payload = payload.slice(skipped, payload.readableBytes() - skipped);
            length -= skipped;
        }
        if (next != TCP) {
            return skip(PacketSkip.BROKEN);
        }
        return tcp(packet, address(ip, 8, 16), address(ip, 24, 16), payload, length);
    }

    private @Nullable ByteBuf whole(IpFragments.Key key, int offset, boolean more, ByteBuf piece, int length) {
        if (piece.readableBytes() < length) {
            // The capture cut it: with a hole in the middle the whole is of no use.
            fragments.lose();
            return null;
        }
        return fragments.add(key, offset, more, piece);
    }

    private @Nullable TcpSegment tcp(
            CapturedPacket packet, InetAddress source, InetAddress destination, ByteBuf tcp, int length) {
        int header = (tcp.getByte(12) >> 4 & 0xF) * 4;
        if (header < 20 || header > length) {
            return skip(PacketSkip.BROKEN);
        }
        int present = Math.max(0, tcp.readableBytes() - header);
        return new TcpSegment(
                packet.number(),
                packet.time(),
                new InetSocketAddress(source, tcp.getUnsignedShort(0)),
                new InetSocketAddress(destination, tcp.getUnsignedShort(2)),
                tcp.getInt(4),
                tcp.getInt(8),
                tcp.getUnsignedByte(13),
                present == 0 ? Unpooled.EMPTY_BUFFER : tcp.slice(header, present),
                length - header);
    }

    private static InetAddress address(ByteBuf in, int at, int length) {
        byte[] bytes = new byte[length];
        in.getBytes(at, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes always make an address", e);
        }
    }
}
