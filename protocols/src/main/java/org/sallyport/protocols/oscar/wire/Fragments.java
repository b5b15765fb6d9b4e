package org.sallyport.protocols.oscar.wire;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Limits;

/**
 * The inside of TLV 2 of a channel-1 message: fragments of u8 id, u8 version, u16 length, data. Id 5 lists features, id 1 is
 * text: u16 charset, u16 language, bytes. Several texts, even in different charsets, make up one message.
 *
 * @param all every fragment in order; the type is id and version in one number, such as 0101
 */
public record Fragments(List<Tlv> all) {

    /** Id and version of a text. */
    public static final int TEXT = 0x0101;

    /** Id and version of the features list. */
    public static final int FEATURES = 0x0501;

    private static final int TEXT_ID = 0x01;

    /** Reads to the end; when a fragment lies about its length, {@code in} has failed. */
    public static Fragments read(WireReader in, Limits limits) {
        // Same form as TLVs: two bytes, u16 length, value.
        return new Fragments(TlvList.read(in, limits).all());
    }

    /** Whether this fragment is text, of whatever version. */
    public static boolean isText(Tlv fragment) {
        return fragment.type() >> 8 == TEXT_ID;
    }

    /** All texts in one; a text too short for its charset fails {@code in}. */
    public String text(WireReader in) {
        List<String> parts = new ArrayList<>(1);
        for (Tlv fragment : all) {
            if (isText(fragment)) {
                WireReader part = fragment.reader();
                int charset = part.u16();
                part.u16();
                if (part.failed()) {
                    in.fail();
                }
                parts.add(TextCodec.decode(charset, part.rest()));
            }
        }
        return parts.size() == 1 ? parts.get(0) : String.join("", parts);
    }
}
