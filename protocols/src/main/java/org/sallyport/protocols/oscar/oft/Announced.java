package org.sallyport.protocols.oscar.oft;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.oscar.wire.Capability;

/**
 * What the service's connection tells those that follow from an offer. The key in the {@link Handoffs} is the protocol
 * {@code oft}, also where the connection takes the way by the proxy, and the eight bytes of the rendezvous cookie.
 */
public final class Announced {

    /** Files and direct messages, whichever way they take. */
    public static final ProtocolId OFT = new ProtocolId("oft");

    /** {@link Handoff#purpose()}: the account sends files. */
    public static final String SENDS = "sends";

    /** {@link Handoff#purpose()}: the account receives files. */
    public static final String RECEIVES = "receives";

    /** {@link Handoff#purpose()}: both talk. */
    public static final String TALKS = "talks";

    private static final long NONE = 0;

    private Announced() {}

    /**
     * What a proposal makes of the account that it is on.
     *
     * @param byAccount whether the account made the proposal, not the other person
     * @param number which proposal in a row it is: the second comes from who was asked first
     * @return null for a rendezvous of which no connection of this package comes
     */
    public static @Nullable String purpose(Capability capability, boolean byAccount, long number) {
        boolean accountBegan = byAccount == (number % 2 == 1);
        if (capability.equals(Capability.SEND_FILE)) {
            return accountBegan ? SENDS : RECEIVES;
        }
        if (capability.equals(Capability.GET_FILE)) {
            return accountBegan ? RECEIVES : SENDS;
        }
        return capability.equals(Capability.DIRECT_IM) ? TALKS : null;
    }

    /** A connection with this cookie may come; nothing where the cookie is none. */
    public static void remember(Handoffs handoffs, long cookie, Handoff handoff) {
        if (cookie != NONE) {
            handoffs.remember(OFT, bytes(cookie), handoff);
        }
    }

    /** Whose connection it is that shows this cookie; null when nobody said. */
    static @Nullable Handoff recall(Handoffs handoffs, long cookie) {
        return cookie == NONE ? null : handoffs.recall(OFT, bytes(cookie));
    }

    private static byte[] bytes(long cookie) {
        return ByteBuffer.allocate(Long.BYTES).putLong(cookie).array();
    }
}
