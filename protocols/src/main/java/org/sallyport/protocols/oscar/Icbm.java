package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * The frame of every message, 04/06 on its way out and 04/07 on its way in: cookie, channel, the other person, TLVs (Shutko's
 * description, family 04; observed in captures). What is said in it is read elsewhere; this is what an answer repeats.
 *
 * @param requestId of the SNAC
 * @param peer the other person, as written
 * @param tlvs valid as long as the frame is
 */
record Icbm(long requestId, String peer, TlvList tlvs) {

    private static final int COOKIE_AND_CHANNEL = 10;
    private static final int ACK_WANTED = 0x0003;
    private static final int AUTO_RESPONSE = 0x0004;
    private static final int RENDEZVOUS = 0x0005;

    private static final int PROPOSAL_NUMBER = 0x000A;

    /**
     * What a rendezvous is about and what is done with it.
     *
     * @param number which proposal in a row it is: 2 and 3 are counter-proposals
     */
    record Rendezvous(int type, long cookie, Capability capability, long number) {
        static final int PROPOSE = 0;
        static final int ACCEPT = 2;

        /** Whether both sides know of the transfer already. */
        boolean known() {
            return type == ACCEPT || number > 1;
        }
    }

    /** Reads a frame that a reader has found sound before; null when it isn't after all. */
    static @Nullable Icbm read(Side from, Frame frame, Limits limits) {
        ByteBuf buffer = frame.buffer();
        SnacHeader header = SnacHeader.read(buffer, FlapView.payload(frame), FlapView.end(frame));
        if (header == null) {
            return null;
        }
        WireReader in = header.body(buffer);
        in.skip(COOKIE_AND_CHANNEL);
        String peer = from == Side.CLIENT ? in.s8() : UserInfo.read(in, limits).name();
        TlvList tlvs = TlvList.read(in, limits);
        return in.failed() ? null : new Icbm(header.requestId(), peer, tlvs);
    }

    /** Whether the sender waits for the host to say that it took the message. */
    boolean ackWanted() {
        return tlvs.has(ACK_WANTED);
    }

    boolean autoResponse() {
        return tlvs.has(AUTO_RESPONSE);
    }

    /** The rendezvous block, or null when there is none to read. */
    @Nullable Rendezvous rendezvous(Limits limits) {
        Tlv block = tlvs.first(RENDEZVOUS);
        if (block == null) {
            return null;
        }
        WireReader in = block.reader();
        int type = in.u16();
        long itsCookie = in.u64();
        Capability capability = Capability.read(in);
        TlvList parts = TlvList.read(in, limits);
        return in.failed() ? null : new Rendezvous(type, itsCookie, capability, parts.number(PROPOSAL_NUMBER, 1));
    }
}
