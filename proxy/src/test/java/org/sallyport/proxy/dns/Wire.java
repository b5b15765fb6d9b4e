package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Messages as they were on the wire. */
final class Wire {

    /** A recursive question for the addresses of login.icq.com, with an EDNS record (RFC 6891) that offers 1,232 bytes. */
    static final String QUERY = "1234 0100 0001 0000 0000 0001  05 6c6f67696e 03 696371 03 636f6d 00  0001 0001"
            + "  00 0029 04d0 0000 0000 0000";

    /** The answer of a resolver of 2004 for ftp.ecitele.com: an alias, its address, and what else it had to say. */
    static final String ANSWER = "edd4 8180 0001 0002 0002 0001  03667470 076563697 4656c65 03636f6d 00 0001 0001"
            + "  c00c 0005 0001 000002f5 0006 03646e73c010  c02d 0001 0001 00000021 0004 93ea01fd"
            + "  c010 0002 0001 00000343 0011 026e73 05626172616b 036e6574 02696c 00  c010 0002 0001 00000343 0002 c02d"
            + "  c04f 0001 0001 00000011 0004 d49630a9";

    private Wire() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static ByteBuf buffer(String hex) {
        return Unpooled.wrappedBuffer(bytes(hex));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A question for the addresses of a name. */
    static byte[] query(int id, String name) {
        return query(id, name, Query.A);
    }

    static byte[] query(int id, String name, int type) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(id).writeShort(0x0100).writeShort(1).writeZero(6);
        for (String label : name.split("\\.", -1)) {
            out.writeByte(label.length()).writeBytes(label.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        out.writeByte(0).writeShort(type).writeShort(Query.IN);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
