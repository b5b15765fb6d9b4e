package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.p2p.P2p;

/**
 * What is arranged on a direct connection, and the data of what was arranged before. Both packet versions occur; each packet shows
 * its own. Confined to one thread; bounds and bad input as with {@link Deals}.
 */
public final class DirectDeals {

    private final Calls calls;

    /** For one connection. */
    public DirectDeals(Limits limits, Announcements announcements) {
        calls = new Calls(limits, announcements, true);
    }

    /** Reads a packet; what is {@linkplain Said said} is a packet behind its length, as it travels. */
    public Dealing read(Parties parties, ByteBuf buffer, int start, int end) {
        P2p packet = P2p.either(buffer, start, end);
        return calls.read(parties, packet, buffer, () -> new Framed(parties.side(), packet, calls.forgeries()));
    }

    private static final class Framed extends PacketCarriage {

        Framed(Side from, P2p packet, Forgeries forgeries) {
            super(from, packet, forgeries);
        }

        @Override
        ByteBuf wrap(boolean back, ByteBuf bytes) {
            int length = bytes.readableBytes();
            return Unpooled.buffer(Integer.BYTES + length)
                    .writeIntLE(length)
                    .writeBytes(bytes, bytes.readerIndex(), length);
        }
    }
}
