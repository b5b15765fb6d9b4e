package org.sallyport.protocols.msnp.deal;

import java.util.ArrayDeque;
import java.util.Deque;
import org.sallyport.protocols.Side;

/**
 * Numbers for packets the gateway makes, far from where the client counts in whose name they go: it would have to send a
 * thousand million messages to get there. Remembers them, since what acknowledges them must not reach that client.
 *
 * <p>Bounds: the last {@value #MOST} towards each side. Confined to one thread.
 */
final class Forgeries {

    private static final int MOST = 64;
    private static final long FAR = 0x4000_0000L;
    private static final long MASK = 0xFFFF_FFFFL;

    private static final class Towards {
        long seen;
        long made;
        final Deque<Long> outstanding = new ArrayDeque<>();
    }

    private final Towards client = new Towards();
    private final Towards server = new Towards();

    /** A packet that really is from this side. */
    void seen(Side from, long id) {
        towards(from.other()).seen = id;
    }

    /** A number for a packet that seems to come from the other side. */
    long next(Side to) {
        Towards towards = towards(to);
        long id = ((towards.seen ^ FAR) + towards.made++) & MASK;
        towards.outstanding.add(id);
        if (towards.outstanding.size() > MOST) {
            towards.outstanding.remove();
        }
        return id;
    }

    /** Whether this side acknowledges something of ours. */
    boolean acknowledged(Side by, long id) {
        return towards(by).outstanding.contains(id);
    }

    private Towards towards(Side to) {
        return to == Side.CLIENT ? client : server;
    }
}
