package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Headers as clients write them, laid out by hand. */
final class Headers {

    static final long COOKIE = 0x3631353631323100L;

    private Headers() {}

    static byte[] prompt(String name, int size) {
        return file(FileHeader.PROMPT, 0, name, size, 0);
    }

    static byte[] answer(int type, String name, int size) {
        return file(type, COOKIE, name, size, type == FileHeader.DONE ? size : 0);
    }

    static byte[] file(int type, long cookie, String name, int size, int received) {
        byte[] latin1 = name.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.max(256, 192 + latin1.length + 1);
        ByteBuf out = Unpooled.wrappedBuffer(new byte[length]);
        out.setBytes(0, "OFT2".getBytes(StandardCharsets.US_ASCII));
        out.setShort(4, length);
        out.setShort(6, type);
        out.setLong(8, cookie);
        out.setShort(20, 1);
        out.setShort(22, 1);
        out.setShort(24, 1);
        out.setShort(26, 1);
        out.setInt(28, size);
        out.setInt(32, size);
        out.setInt(40, 0xB164_0000);
        out.setInt(60, received);
        out.setInt(64, received == 0 ? 0xFFFF_0000 : 0xB164_0000);
        out.setBytes(68, "Cool FileXfer".getBytes(StandardCharsets.US_ASCII));
        out.setByte(100, 0x20);
        out.setByte(101, 0x1C);
        out.setByte(102, 0x11);
        out.setBytes(192, latin1);
        return ByteBufUtil.getBytes(out);
    }

    static byte[] direct(String name, int flags, String latin1) {
        byte[] text = latin1.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf out = Unpooled.wrappedBuffer(new byte[76 + text.length]);
        out.setBytes(0, "ODC2".getBytes(StandardCharsets.US_ASCII));
        out.setShort(4, 76);
        out.setShort(6, 1);
        out.setShort(8, 6);
        out.setLong(12, COOKIE);
        out.setInt(28, text.length);
        out.setShort(38, flags);
        out.setBytes(44, name.getBytes(StandardCharsets.US_ASCII));
        out.setBytes(76, text);
        return ByteBufUtil.getBytes(out);
    }

    /** A frame of the proxy's. */
    static byte[] proxy(int type, int flags, byte[] data) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(10 + data.length)
                .writeShort(0x044A)
                .writeShort(type)
                .writeInt(0)
                .writeShort(flags);
        out.writeBytes(data);
        return ByteBufUtil.getBytes(out);
    }

    /** What a client says of itself to the proxy; with the id of the meeting point where it comes to one. */
    static byte[] introduction(String name, int id) {
        ByteBuf out = Unpooled.buffer();
        out.writeByte(name.length()).writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        if (id >= 0) {
            out.writeShort(id);
        }
        out.writeLong(COOKIE).writeShort(1).writeShort(16);
        out.writeLong(0x0946_1343_4C7F_11D1L).writeLong(0x8222_4445_5354_0000L);
        return ByteBufUtil.getBytes(out);
    }

    /** What a file is made of. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        return bytes;
    }
}
