package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.p2p.P2p;
import org.sallyport.protocols.msnp.p2p.V1Header;
import org.sallyport.protocols.msnp.p2p.V2Header;

/** In a packet of the same version, wrapped as a subclass does it. */
abstract class PacketCarriage implements Carriage {

    private final Side from;
    private final P2p packet;
    private final Forgeries forgeries;

    PacketCarriage(Side from, P2p packet, Forgeries forgeries) {
        this.from = from;
        this.packet = packet;
        this.forgeries = forgeries;
    }

    @Override
    public final @Nullable Said acknowledgement() {
        return switch (packet) {
            case P2p.V1 v1 -> said(from, V1Header.acknowledgement(v1, forgeries.next(from)));
            case P2p.V2 v2 -> said(from, V2Header.acknowledgement(v2, forgeries.next(from)));
            case P2p.Malformed malformed -> null;
        };
    }

    @Override
    public final Said slp(Side to, byte[] text) {
        long id = forgeries.next(to);
        return switch (packet) {
            case P2p.V1 v1 -> said(to, V1Header.slp(text, id, id));
            case P2p.V2 v2 -> said(to, V2Header.slp(text, id, (int) id & 0xFFFF));
            case P2p.Malformed malformed -> said(to, Unpooled.EMPTY_BUFFER);
        };
    }

    private Said said(Side to, ByteBuf bytes) {
        try {
            return new Said(to, wrap(to == from, bytes));
        } finally {
            bytes.release();
        }
    }

    /**
     * The packet as it travels.
     *
     * @param back whether to whoever sent the message at hand
     * @param bytes not released here
     */
    abstract ByteBuf wrap(boolean back, ByteBuf bytes);
}
