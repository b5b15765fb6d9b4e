package org.sallyport.protocols.oscar;

/**
 * The FLAP numbers of one direction of one connection, as its receiver sees them.
 *
 * <p>Servers are said to end a connection whose numbers have a gap (Shutko), so whatever is dropped or added, the series that
 * goes out has none. As long as nothing was, the peer's own numbers pass as they are, even odd ones: unmodified traffic stays
 * byte for byte the same. From the first change on, this class counts.
 *
 * <p>A number is taken at the moment a frame goes out, never earlier: while a frame waits for its decision, one of ours may
 * overtake it.
 *
 * <p><b>Modulus:</b> descriptions let numbers wrap after {@code 0x7FFF}, clients count all 16 bits. The full 16 bits are used
 * until the sender of this direction is seen to wrap earlier.
 *
 * <p><b>Threading:</b> confined to the connection's event loop.
 */
final class SequenceSeries {

    private static final int FULL = 0xFFFF;
    private static final int SHORT = 0x7FFF;

    /** Where a series begins that we begin ourselves, before the side we stand in for has sent anything. */
    private static final int FIRST = 1;

    private int next = FIRST;
    private int mask = FULL;
    private int lastSeen = -1;
    private boolean started;
    private boolean ours;

    /** The number a frame that goes on must carry. */
    int passing(int seen) {
        look(seen);
        if (ours) {
            return take();
        }
        started = true;
        next = (seen + 1) & mask;
        return seen;
    }

    /** The number for a frame of our own. */
    int own() {
        ours = true;
        return take();
    }

    /** A frame that arrived with this number doesn't go on. */
    void dropped(int seen) {
        look(seen);
        if (!started) {
            started = true;
            next = seen;
        }
        ours = true;
    }

    private int take() {
        started = true;
        int number = next;
        next = (next + 1) & mask;
        return number;
    }

    private void look(int seen) {
        if (lastSeen == SHORT && seen == 0) {
            mask = SHORT;
            next &= mask;
        }
        lastSeen = seen;
    }
}
