package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragmented IP packets together. Of bytes that come twice, the first are kept.
 *
 * <p>At most {@value #MOST_HELD} packets are kept unfinished, 64 KiB each; when one more comes, the eldest is given up.
 */
final class IpFragments {

    private static final int MOST_HELD = 128;
    private static final int UNIT = 8;
    private static final int LONGEST = 65_535;

    /**
     * What the fragments of one packet have in common.
     *
     * @param addresses source and destination, one after the other
     */
    record Key(ByteBuf addresses, int id, int protocol) {}

    private static final class Partial {
        private byte[] bytes = new byte[2_048];
        private final BitSet units = new BitSet();
        private int length = -1;
        private int pieces;
    }

    private final Map<Key, Partial> held = new LinkedHashMap<>();
    private long lost;

    /** How many fragments were given up so far. */
    long lost() {
        return lost;
    }

    /** Counts a fragment that can't be used. */
    void lose() {
        lost++;
    }

    /** How many fragments wait for others. */
    long waiting() {
        return held.values().stream().mapToLong(p -> p.pieces).sum();
    }

    /**
     * Adds a fragment.
     *
     * @param offset where in the packet's payload it belongs, in bytes, a multiple of 8
     * @param more whether others follow it
     * @return the whole payload when this was the last piece missing, else null
     */
    @Nullable ByteBuf add(Key key, int offset, boolean more, ByteBuf fragment) {
        int length = fragment.readableBytes();
        int end = offset + length;
        if (end > LONGEST || (more && length % UNIT != 0) || length == 0) {
            lost++;
            return null;
        }
        Partial partial = held.get(key);
        if (partial == null) {
            evict();
            // The key's addresses lie in a packet; what is kept must not keep the packet.
            Key own = new Key(Unpooled.copiedBuffer(key.addresses()), key.id(), key.protocol());
            partial = new Partial();
            held.put(own, partial);
        }
        partial.pieces++;
        if (!more) {
            partial.length = end;
        }
        if (end > partial.bytes.length) {
            partial.bytes = Arrays.copyOf(partial.bytes, Math.min(LONGEST, Math.max(end, partial.bytes.length * 2)));
        }
        for (int at = 0; at < length; at += UNIT) {
            int unit = (offset + at) / UNIT;
            if (!partial.units.get(unit)) {
                partial.units.set(unit);
                fragment.getBytes(fragment.readerIndex() + at, partial.bytes, offset + at, Math.min(UNIT, length - at));
            }
        }
        if (partial.length < 0 || partial.units.nextClearBit(0) < (partial.length + UNIT - 1) / UNIT) {
            return null;
        }
        held.remove(key);
        return Unpooled.wrappedBuffer(partial.bytes, 0, partial.length);
    }

    private void evict() {
        if (held.size() >= MOST_HELD) {
            Iterator<Partial> eldest = held.values().iterator();
            lost += eldest.next().pieces;
            eldest.remove();
        }
    }
}
