package org.sallyport.protocols.ymsg.wire;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;

/**
 * A packet whose body has been read. Valid as long as its frame is: between a question and its answer the bytes may move, so
 * whoever carries an answer out reads the packet again.
 *
 * @param service the service; null when its number has no name
 * @param number the service's number
 * @param status the status, signed
 * @param session the session id
 */
public record Packet(Frame frame, @Nullable Service service, int number, int status, int session, Pairs pairs) {

    /** The header of a frame with pairs read from it. */
    public static Packet of(Frame frame, Pairs pairs) {
        int number = YmsgView.service(frame);
        return new Packet(frame, Service.of(number), number, YmsgView.status(frame), YmsgView.session(frame), pairs);
    }

    /** Reads a frame that was read before; null when it breaks the grammar. */
    public static @Nullable Packet read(Frame frame, Limits limits) {
        return Pairs.read(frame, limits) instanceof Pairs.Parsed.Whole(Pairs pairs) ? of(frame, pairs) : null;
    }

    /** Whether it is for this service. */
    public boolean is(Service wanted) {
        return service == wanted;
    }

    /** Hides the content. */
    @Override
    public String toString() {
        return "Packet[" + number + ", " + pairs.all().size() + " pairs]";
    }
}
