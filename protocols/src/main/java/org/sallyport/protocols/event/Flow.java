package org.sallyport.protocols.event;

import org.sallyport.protocols.Side;

/** Which way an event travelled through the gateway. */
public enum Flow {
    /** From the client behind the gateway towards the service. */
    OUTBOUND,
    /** From the service towards the client. */
    INBOUND;

    /** The flow of what this side sends. */
    public static Flow from(Side side) {
        return side == Side.CLIENT ? OUTBOUND : INBOUND;
    }

    /** The side that sent it. */
    public Side sender() {
        return this == OUTBOUND ? Side.CLIENT : Side.SERVER;
    }
}
