package org.sallyport.protocols.rvp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Messages of NTLM as MS-NLMP lays them out, with nothing in them that proves anything. */
public final class NtlmMessage {

    private NtlmMessage() {}

    /** An Authorization field with the third message. */
    public static String third(String domain, String user) {
        return "NTLM " + Base64.getEncoder().encodeToString(bytes(domain, user, true));
    }

    /** The third message. */
    static byte[] bytes(String domain, String user, boolean unicode) {
        var charset = unicode ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1;
        byte[] d = domain.getBytes(charset);
        byte[] u = user.getBytes(charset);
        ByteBuf out = Unpooled.buffer();
        out.writeBytes("NTLMSSP\0".getBytes(StandardCharsets.US_ASCII)).writeIntLE(3);
        field(out, 0, 64);
        field(out, 0, 64);
        field(out, d.length, 64);
        field(out, u.length, 64 + d.length);
        field(out, 0, 64);
        field(out, 0, 64);
        out.writeIntLE(unicode ? 1 : 2).writeBytes(d).writeBytes(u);
        return ByteBufUtil.getBytes(out);
    }

    private static void field(ByteBuf out, int length, int offset) {
        out.writeShortLE(length).writeShortLE(length).writeIntLE(offset);
    }
}
