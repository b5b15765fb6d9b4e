package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.oscar.wire.SnacHeader;

/**
 * The block between header and body of a SNAC with flag 0x8000: u16 length, TLVs. In its TLV 2 the service names the id of the
 * last SNAC of the client's that it has worked on (observed in captures of AOL's and ICQ's own servers), which may be one of
 * ours that the client has never heard of.
 */
final class ExtraBlock {

    private static final int LAST_REQUEST = 0x0002;

    private ExtraBlock() {}

    /** Puts the client's last id in the place of one of ours. Same length, in place; allocates nothing. */
    static void hideOwnIds(ByteBuf buffer, int start, int end, Outlet outlet, long clientId) {
        if ((buffer.getUnsignedShort(start + 4) & SnacHeader.FLAG_EXTRA) == 0 || end - start < SnacHeader.LENGTH + 2) {
            return;
        }
        int at = start + SnacHeader.LENGTH + 2;
        int blockEnd = Math.min(end, at + buffer.getUnsignedShort(at - 2));
        while (blockEnd - at >= 4) {
            int length = buffer.getUnsignedShort(at + 2);
            if (buffer.getUnsignedShort(at) == LAST_REQUEST
                    && length == 4
                    && blockEnd - at >= 8
                    && outlet.askedWith(buffer.getUnsignedInt(at + 4))) {
                buffer.setInt(at + 4, (int) clientId);
            }
            at += 4 + length;
        }
    }
}
