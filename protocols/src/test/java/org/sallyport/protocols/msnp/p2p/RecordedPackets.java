package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.RecordedMessages;

/** The packets in recorded messages. */
public final class RecordedPackets {

    private RecordedPackets() {}

    /** The whole message. */
    public static MimeMessage message(String name) {
        byte[] payload = RecordedMessages.payload(name);
        return (MimeMessage) Mime.read(Unpooled.wrappedBuffer(payload), 0, payload.length);
    }

    /** A packet with the footer cut off. */
    public static ByteBuf packet(String name) {
        MimeMessage message = message(name);
        return message.body().slice(0, message.bodyLength() - P2p.FOOTER);
    }

    static P2p.V1 v1(String name) {
        ByteBuf packet = packet(name);
        return (P2p.V1) V1Header.read(packet, 0, packet.readableBytes());
    }

    /** The SLP message in a packet. */
    static byte[] slp(String name) {
        ByteBuf packet = packet(name);
        return ByteBufUtil.getBytes(packet, V1Header.LENGTH, packet.readableBytes() - V1Header.LENGTH);
    }
}
