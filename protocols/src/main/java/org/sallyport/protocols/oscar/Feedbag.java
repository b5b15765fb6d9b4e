package org.sallyport.protocols.oscar;

import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.WireReader;

/** How many items an edit of the contact list has: {s16 name, u16 group, u16 item, u16 class, u16 length, TLVs} to the end. */
final class Feedbag {

    private Feedbag() {}

    /** At least 1, since an answer without a code is none; a broken rest isn't counted. */
    static int count(WireReader in, Limits limits) {
        int items = 0;
        while (in.remaining() > 0 && items < limits.itemsPerFrame()) {
            in.skip(in.u16());
            in.skip(6);
            in.skip(in.u16());
            if (!in.failed()) {
                items++;
            }
        }
        return Math.max(1, items);
    }
}
