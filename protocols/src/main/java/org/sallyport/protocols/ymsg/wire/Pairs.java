package org.sallyport.protocols.ymsg.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;

/**
 * The pairs of a packet, in the order they stand, repeats included: keys repeat and their order carries meaning, so this is never
 * a map. Immutable; valid as long as the buffer is.
 *
 * <p>A body is {@code key C0 80 value C0 80} over and over. Dirt that real services and clients made, and every reader survives:
 * the last separator missing; a bare number at the end (a log-on of the real service); a single byte 01 before a key (alerts of new
 * mail); a NUL where a key should begin, which ends the body (new mail; the parts of a long room list, whose length field is the
 * whole list's); a key without any digit. Nothing is resynchronised: a separator inside a value makes fields out of place, and
 * those are {@link Parsed.Broken} or not understood.
 */
public final class Pairs {

    /** A body read, or not. */
    public sealed interface Parsed {

        /** It has this shape. */
        record Whole(Pairs pairs) implements Parsed {}

        /**
         * It breaks the grammar.
         *
         * @param why what is wrong, without content
         */
        record Broken(String why) implements Parsed {}
    }

    private static final int HIGH = 0xC0;
    private static final int LOW = 0x80;
    private static final int SEPARATOR = 2;
    private static final int LONGEST_KEY = 9;
    private static final int STRAY = 0x01;

    /** What {@link #key} gives for a key that has a number, but which one depends on who reads it. */
    private static final int AMBIGUOUS = -2;

    private static final Parsed.Whole NONE = new Parsed.Whole(new Pairs(List.of(), 0));

    private final List<Pair> all;
    private final int junk;

    private Pairs(List<Pair> all, int junk) {
        this.all = all;
        this.junk = junk;
    }

    /** Reads a packet's body. */
    public static Parsed read(Frame frame, Limits limits) {
        return read(frame.buffer(), YmsgView.body(frame), YmsgView.end(frame), limits);
    }

    /**
     * Reads pairs. Broken are: more than {@link Limits#itemsPerFrame()} of them; an odd number of fields, unless the odd one is
     * {@link Key#FILE_DATA}, whose value follows the packet; and a key such as {@code 014} or {@code 14x}, which is 14 to some
     * readers and nothing to others.
     *
     * @param start absolute index of the first byte
     * @param end absolute index just past the last
     */
    public static Parsed read(ByteBuf buffer, int start, int end, Limits limits) {
        if (start == end) {
            return NONE;
        }
        List<Pair> found = new ArrayList<>();
        int at = start;
        while (at < end) {
            int first = buffer.getByte(at);
            if (first == 0) {
                break;
            }
            if (first == STRAY) {
                at++;
                if (at == end) {
                    break;
                }
            }
            if (found.size() == limits.itemsPerFrame()) {
                return new Parsed.Broken("too many pairs");
            }
            int keyEnd = separator(buffer, at, end);
            int valueStart = keyEnd + SEPARATOR;
            int key = key(buffer, at, keyEnd);
            if (key == AMBIGUOUS) {
                return new Parsed.Broken("key that is no plain number");
            }
            if (valueStart > end && key != Pair.UNNUMBERED) {
                at = end;
                break;
            }
            if (valueStart > end || (valueStart == end && key != Key.FILE_DATA)) {
                return new Parsed.Broken("key without a value");
            }
            int valueEnd = separator(buffer, valueStart, end);
            int next = Math.min(end, valueEnd + SEPARATOR);
            found.add(new Pair(buffer, key, at, valueStart, valueEnd, next));
            at = next;
        }
        return new Parsed.Whole(new Pairs(List.copyOf(found), isZero(buffer, at, end) ? 0 : end - at));
    }

    private static boolean isZero(ByteBuf buffer, int start, int end) {
        return buffer.forEachByte(start, end - start, ByteProcessor.FIND_NON_NUL) < 0;
    }

    /** Where the next separator begins; {@code end} when there is none. */
    private static int separator(ByteBuf buffer, int from, int end) {
        int at = from;
        while (at < end) {
            int high = buffer.indexOf(at, end - 1, (byte) HIGH);
            if (high < 0) {
                return end;
            }
            if (buffer.getUnsignedByte(high + 1) == LOW) {
                return high;
            }
            at = high + 1;
        }
        return end;
    }

    private static int key(ByteBuf buffer, int start, int end) {
        int length = end - start;
        boolean digits = false;
        boolean others = false;
        int value = 0;
        for (int at = start; at < end; at++) {
            int digit = buffer.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                others = true;
            } else {
                digits = true;
                value = length <= LONGEST_KEY ? value * 10 + digit : 0;
            }
        }
        if (!digits) {
            return Pair.UNNUMBERED;
        }
        boolean plain = !others && length <= LONGEST_KEY && (length == 1 || buffer.getByte(start) != '0');
        return plain ? value : AMBIGUOUS;
    }

    /** All of them, in order. */
    public List<Pair> all() {
        return all;
    }

    /** Bytes from a NUL on that ended the body early; 0 when there are only more NULs. */
    public int junk() {
        return junk;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The first with this key, or null. */
    public @Nullable Pair first(int key) {
        for (Pair pair : all) {
            if (pair.key() == key) {
                return pair;
            }
        }
        return null;
    }

    /** Whether there is one with this key. */
    public boolean has(int key) {
        return first(key) != null;
    }

    /** How many there are with this key. */
    public int count(int key) {
        int count = 0;
        for (Pair pair : all) {
            if (pair.key() == key) {
                count++;
            }
        }
        return count;
    }

    /** All with this key, in order. */
    public List<Pair> all(int key) {
        List<Pair> found = new ArrayList<>();
        for (Pair pair : all) {
            if (pair.key() == key) {
                found.add(pair);
            }
        }
        return found;
    }

    /** The text of the first with this key, or null. */
    public @Nullable String text(int key) {
        Pair pair = first(key);
        return pair == null ? null : pair.text();
    }

    /** The number in the first with this key; {@code otherwise} when there is none or it is no number. */
    public long number(int key, long otherwise) {
        Pair pair = first(key);
        return pair == null ? otherwise : pair.number(otherwise);
    }

    /** Whether the first with this key has these ASCII characters for a value. */
    public boolean is(int key, String ascii) {
        Pair pair = first(key);
        return pair != null && pair.is(ascii);
    }
}
