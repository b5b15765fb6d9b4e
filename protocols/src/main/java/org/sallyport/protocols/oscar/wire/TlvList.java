package org.sallyport.protocols.oscar.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;

/**
 * A run of TLVs in the order they stand, repeats included. Bounded by {@link Limits#itemsPerFrame}: one more fails the reader.
 * Immutable; valid as long as the buffer is.
 */
public final class TlvList {

    private static final TlvList NONE = new TlvList(List.of());

    private final List<Tlv> tlvs;

    private TlvList(List<Tlv> tlvs) {
        this.tlvs = tlvs;
    }

    /** Reads to the end of {@code in}. On a lying length, a rest of one to three bytes or too many TLVs, {@code in} has failed. */
    public static TlvList read(WireReader in, Limits limits) {
        return read(in, Integer.MAX_VALUE, limits);
    }

    /**
     * Reads as many TLVs as a count on the wire said, or to the end for {@link Integer#MAX_VALUE}.
     *
     * @return what could be read before {@code in} failed
     */
    public static TlvList read(WireReader in, int count, Limits limits) {
        boolean toEnd = count == Integer.MAX_VALUE;
        if (count == 0 || (toEnd && in.remaining() == 0)) {
            return NONE;
        }
        List<Tlv> found = new ArrayList<>();
        while (!in.failed() && (toEnd ? in.remaining() > 0 : found.size() < count)) {
            if (found.size() == limits.itemsPerFrame()) {
                in.fail();
                break;
            }
            int start = in.position();
            int type = in.u16();
            int length = in.u16();
            in.skip(length);
            if (!in.failed()) {
                found.add(new Tlv(in.buffer(), type, start, length));
            }
        }
        return new TlvList(List.copyOf(found));
    }

    /** All of them, in order. */
    public List<Tlv> all() {
        return tlvs;
    }

    /** The first of this type, or null. */
    public @Nullable Tlv first(int type) {
        for (Tlv tlv : tlvs) {
            if (tlv.type() == type) {
                return tlv;
            }
        }
        return null;
    }

    /** Whether there is one of this type. */
    public boolean has(int type) {
        return first(type) != null;
    }

    /**
     * Whether there are several of this type. Where one is expected, clients differ in which of several they take, so nobody can
     * say what the recipient will see.
     */
    public boolean repeats(int type) {
        int seen = 0;
        for (Tlv tlv : tlvs) {
            if (tlv.type() == type && ++seen > 1) {
                return true;
            }
        }
        return false;
    }

    /** The first of this type as a number, or {@code otherwise} when there is none of a number's length. */
    public long number(int type, long otherwise) {
        Tlv tlv = first(type);
        return tlv == null ? otherwise : tlv.number(otherwise);
    }

    /** The first of this type as text, or null. */
    public @Nullable String text(int type) {
        Tlv tlv = first(type);
        return tlv == null ? null : tlv.text();
    }
}
