package org.sallyport.protocols.oscar.wire;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The ten bytes in front of every SNAC: u16 family, u16 subtype, u16 flags, u32 request id. Immutable; offsets are absolute
 * indices in the buffer it was read from and are valid as long as that buffer's bytes stay put.
 *
 * @param family the service family, 0 to 65535
 * @param subtype the operation within it, 0 to 65535
 * @param flags {@link #FLAG_MORE}, {@link #FLAG_EXTRA} and others without meaning here
 * @param requestId 0 to 2^32-1; numbers from the service usually have the highest bit set, but no one guarantees it
 * @param start where the header begins
 * @param bodyStart where the body begins, behind the extra block when there is one
 * @param end just past the last byte of the SNAC
 */
public record SnacHeader(int family, int subtype, int flags, long requestId, int start, int bodyStart, int end) {

    /** Bytes in a header without extra block. */
    public static final int LENGTH = 10;

    /** More SNACs follow with the same request id. */
    public static final int FLAG_MORE = 0x0001;

    /** A block, u16 length and that many bytes of TLVs, stands between header and body. */
    public static final int FLAG_EXTRA = 0x8000;

    /**
     * Reads the header of the SNAC in {@code [start, end)}; moves no index.
     *
     * @return null when there are fewer than ten bytes, or the extra block runs past the end
     */
    public static @Nullable SnacHeader read(ByteBuf buffer, int start, int end) {
        if (end - start < LENGTH) {
            return null;
        }
        int flags = buffer.getUnsignedShort(start + 4);
        int bodyStart = start + LENGTH;
        if ((flags & FLAG_EXTRA) != 0) {
            if (end - bodyStart < 2) {
                return null;
            }
            bodyStart += 2 + buffer.getUnsignedShort(bodyStart);
            if (bodyStart > end) {
                return null;
            }
        }
        return new SnacHeader(
                familyAt(buffer, start),
                subtypeAt(buffer, start),
                flags,
                buffer.getUnsignedInt(start + 6),
                start,
                bodyStart,
                end);
    }

    /** The family of the SNAC at {@code start}, without making an object; the caller knows that ten bytes are there. */
    public static int familyAt(ByteBuf buffer, int start) {
        return buffer.getUnsignedShort(start);
    }

    /** The subtype of the SNAC at {@code start}, without making an object; the caller knows that ten bytes are there. */
    public static int subtypeAt(ByteBuf buffer, int start) {
        return buffer.getUnsignedShort(start + 2);
    }

    /** Whether it is this SNAC. */
    public boolean is(int wantedFamily, int wantedSubtype) {
        return family == wantedFamily && subtype == wantedSubtype;
    }

    /** Family and subtype as events name them: {@code 0004/0006}. */
    public String opcode() {
        return opcode(family, subtype);
    }

    /** Family and subtype in four hexadecimal digits each. */
    public static String opcode(int family, int subtype) {
        return hex4(family) + '/' + hex4(subtype);
    }

    private static String hex4(int value) {
        return HexFormat.of().withUpperCase().toHexDigits((short) value);
    }

    /** A bounded reader over the body. */
    public WireReader body(ByteBuf buffer) {
        return new WireReader(buffer, bodyStart, end);
    }
}
