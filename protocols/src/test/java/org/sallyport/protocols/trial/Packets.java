package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;

/** Makes packets, layer by layer, for captures built by hand. Checksums stay zero: readers don't look at them. */
public final class Packets {

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int ACK = 0x10;

    private Packets() {}

    /** A TCP segment without IP around it. */
    public static ByteBuf tcp(int source, int destination, long sequence, long ack, int flags, byte[] payload) {
        return Unpooled.buffer()
                .writeShort(source)
                .writeShort(destination)
                .writeInt((int) sequence)
                .writeInt((int) ack)
                // 24 bytes of header: an option, so that nobody gets away with 20.
                .writeByte(6 << 4)
                .writeByte(flags)
                .writeShort(65_535)
                .writeInt(0)
                .writeInt(0x01010101)
                .writeBytes(payload);
    }

    /** An IPv4 packet with 4 bytes of options. */
    public static ByteBuf ipv4(String source, String destination, ByteBuf payload) {
        return ipv4(source, destination, 6, 1, 0, payload);
    }

    /** @param fragment flags and offset, as in the header */
    public static ByteBuf ipv4(String source, String destination, int protocol, int id, int fragment, ByteBuf payload) {
        return Unpooled.buffer()
                .writeByte(0x46)
                .writeByte(0)
                .writeShort(24 + payload.readableBytes())
                .writeShort(id)
                .writeShort(fragment)
                .writeByte(64)
                .writeByte(protocol)
                .writeShort(0)
                .writeBytes(NetUtil.createByteArrayFromIpAddressString(source))
                .writeBytes(NetUtil.createByteArrayFromIpAddressString(destination))
                .writeInt(0x01010100)
                .writeBytes(payload.duplicate());
    }

    /** An IPv6 packet. */
    public static ByteBuf ipv6(String source, String destination, int next, ByteBuf payload) {
        return Unpooled.buffer()
                .writeInt(0x60000000)
                .writeShort(payload.readableBytes())
                .writeByte(next)
                .writeByte(64)
                .writeBytes(NetUtil.createByteArrayFromIpAddressString(source))
                .writeBytes(NetUtil.createByteArrayFromIpAddressString(destination))
                .writeBytes(payload.duplicate());
    }

    /** An IPv6 extension header of 16 bytes. */
    public static ByteBuf extension(int next, ByteBuf payload) {
        return Unpooled.buffer().writeByte(next).writeByte(1).writeZero(14).writeBytes(payload.duplicate());
    }

    /** An IPv6 fragment header. */
    public static ByteBuf fragment(int next, int offset, boolean more, int id, ByteBuf payload) {
        return Unpooled.buffer()
                .writeByte(next)
                .writeByte(0)
                .writeShort(offset | (more ? 1 : 0))
                .writeInt(id)
                .writeBytes(payload.duplicate());
    }

    /** An Ethernet frame, padded to 60 bytes as on the wire. */
    public static ByteBuf ethernet(ByteBuf ip, int... tags) {
        ByteBuf frame = Unpooled.buffer().writeZero(12);
        for (int tag : tags) {
            frame.writeShort(tag).writeShort(7);
        }
        frame.writeShort(etherType(ip)).writeBytes(ip.duplicate());
        return frame.readableBytes() < 60 ? frame.writeZero(60 - frame.readableBytes()) : frame;
    }

    /** Linux cooked capture, version 1. */
    public static ByteBuf sll(ByteBuf ip) {
        return Unpooled.buffer().writeZero(14).writeShort(etherType(ip)).writeBytes(ip.duplicate());
    }

    /** Linux cooked capture, version 2. */
    public static ByteBuf sll2(ByteBuf ip) {
        return Unpooled.buffer().writeShort(etherType(ip)).writeZero(18).writeBytes(ip.duplicate());
    }

    /** BSD loopback, with the family a little-endian FreeBSD writes. */
    public static ByteBuf loopback(ByteBuf ip) {
        return Unpooled.buffer().writeIntLE(etherType(ip) == 0x0800 ? 2 : 28).writeBytes(ip.duplicate());
    }

    private static int etherType(ByteBuf ip) {
        return ip.getByte(0) >> 4 == 4 ? 0x0800 : 0x86DD;
    }
}
