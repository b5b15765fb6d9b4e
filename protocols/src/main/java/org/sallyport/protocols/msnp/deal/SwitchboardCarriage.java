package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.MimeWriter;
import org.sallyport.protocols.msnp.p2p.P2p;

/** In a switchboard message: behind a head that names who it is for, and in version 2 who it is from, and before a footer. */
final class SwitchboardCarriage extends PacketCarriage {

    /** The content type. */
    static final String TYPE = "application/x-msnmsgrp2p";

    static final String DESTINATION = "P2P-Dest";
    static final String SOURCE = "P2P-Src";

    private final String destination;
    private final @Nullable String source;
    private final String sender;
    private final long application;

    SwitchboardCarriage(Parties parties, MimeMessage message, P2p packet, Forgeries forgeries) {
        super(parties.side(), packet, forgeries);
        String to = message.first(DESTINATION);
        destination = to == null ? "" : to;
        source = message.first(SOURCE);
        sender = parties.from() == null ? "" : parties.from().normalized();
        application =
                message.bodyLength() < P2p.FOOTER ? 0 : message.buffer().getUnsignedInt(message.bodyEnd() - P2p.FOOTER);
    }

    @Override
    public long application() {
        return application;
    }

    @Override
    ByteBuf wrap(boolean back, ByteBuf bytes) {
        MimeWriter out = MimeWriter.fresh().header("MIME-Version", "1.0").header("Content-Type", TYPE);
        String writer = source == null ? sender : source;
        out.header(DESTINATION, back ? writer : destination);
        if (source != null) {
            out.header(SOURCE, back ? destination : source);
        }
        ByteBuf body = Unpooled.buffer(bytes.readableBytes() + P2p.FOOTER)
                .writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes())
                .writeInt(0);
        try {
            return out.body(body).toBuffer();
        } finally {
            body.release();
        }
    }
}
