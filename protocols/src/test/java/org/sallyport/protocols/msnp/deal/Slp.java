package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.sallyport.protocols.msnp.mime.MimeWriter;
import org.sallyport.protocols.msnp.p2p.RecordedPackets;
import org.sallyport.protocols.msnp.p2p.V1Header;

/** Texts of calls, made after recorded ones, and the packets they travel in. */
final class Slp {

    static final String ME = "t1h@hotmail.com";
    static final String YOU = "t2h@hotmail.com";
    static final String CALL = "{A54D2E1E-3C40-3C8D-90B8-35445084824B}";

    private int nextId = 1_000;

    /** The recorded offer, made by the other. */
    static String turned() {
        String offer = RecordedPackets.packet("invite").toString(48, 0x4A6, StandardCharsets.UTF_8);
        return offer.replace(ME, "?").replace(YOU, ME).replace("?", YOU);
    }

    static String bye() {
        return request("BYE", ME, YOU, CALL, "application/x-msnmsgr-sessionclosebody", "\r\n\0");
    }

    static String transportRequest() {
        return request(
                "INVITE",
                ME,
                YOU,
                CALL,
                "application/x-msnmsgr-transreqbody",
                "Bridges: TCPv1 SBBridge\r\nNetID: 0\r\nConn-Type: Direct-Connect\r\nUPnPNat: false\r\nICF: false\r\n"
                        + "Nonce: {00112233-4455-6677-8899-AABBCCDDEEFF}\r\n\r\n\0");
    }

    static String request(String method, String from, String to, String call, String type, String body) {
        return method + " MSNMSGR:" + to + " MSNSLP/1.0\r\nTo: <msnmsgr:" + to + ">\r\nFrom: <msnmsgr:" + from
                + ">\r\nVia: MSNSLP/1.0/TLP ;branch={9}\r\nCSeq: 0 \r\nCall-ID: " + call
                + "\r\nMax-Forwards: 0\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** A text in a packet of version 1 under a number of its own. */
    byte[] text(String text, String destination) {
        return v1(0, V1Header.slp(text.getBytes(StandardCharsets.UTF_8), nextId++, 1), destination);
    }

    static byte[] v1(int footer, ByteBuf packet, String destination) {
        return payload(MimeWriter.fresh(), footer, packet, destination);
    }

    static byte[] v2(ByteBuf packet, String destination, String source) {
        return payload(MimeWriter.fresh().header("P2P-Src", source), 0, packet, destination);
    }

    static byte[] payload(MimeWriter head, int footer, ByteBuf packet, String destination) {
        return ByteBufUtil.getBytes(head.header("MIME-Version", "1.0")
                .header("Content-Type", "application/x-msnmsgrp2p")
                .header("P2P-Dest", destination)
                .body(Unpooled.wrappedBuffer(packet, Unpooled.buffer().writeInt(footer)))
                .toBuffer());
    }
}
