package org.sallyport.protocols.ymsg;

import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;

/**
 * How a ruling on a packet is carried out. Keeps no {@link org.sallyport.protocols.ymsg.wire.Packet} or {@link
 * org.sallyport.protocols.ymsg.wire.Pair} from when it was read: between question and answer the bytes may have moved, so it
 * reads again what it needs. Never asked about a connection that a rule has ended: the session does that itself.
 */
@FunctionalInterface
interface Enforcement {

    /** Adds to {@code out} what goes out; the packet itself goes on only as {@link Emission.Forward} or in another's shape. */
    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out);
}
