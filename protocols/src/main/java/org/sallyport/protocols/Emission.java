package org.sallyport.protocols;

import io.netty.buffer.ByteBuf;

/** One thing a session wants done on the wire, in the order of the list it stands in. */
public sealed interface Emission {

    /** The frame at hand goes on to the other side, as its bytes now stand. */
    enum Forward implements Emission {
        INSTANCE
    }

    /**
     * Bytes for one side.
     *
     * @param to who gets them
     * @param bytes whole frames; whoever carries the emission out releases the buffer
     */
    record Send(Side to, ByteBuf bytes) implements Emission {}

    /**
     * A request of the gateway's own on a connection of its own, such as a notice to a client that waits for calls. Its answer
     * is read and means nothing; when it can't be made, that is logged and counted.
     *
     * @param to whom to call
     * @param bytes the whole request; whoever carries the emission out releases the buffer
     */
    record Call(Address to, ByteBuf bytes) implements Emission {}

    /** Both directions are closed once what was emitted before has been written. */
    enum Close implements Emission {
        INSTANCE
    }
}
