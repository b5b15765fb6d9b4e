package org.sallyport.protocols.ymsg.file;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.http.Lead;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.ymsg.wire.YmsgView;

/**
 * What stands before a file in the drop box's POST: one YMSG packet that ends with the key {@code 29 C0 80}, whose value is the
 * file.
 *
 * <p>The packet's length counts up to and including that key in what libpurple, libyahoo2 and jYMSG send. A client that pads a
 * little more, so that the length reaches into the file, is understood, as is one that leaves the key out of the count: where
 * the file begins is told by the key alone. Stateless.
 */
final class UploadLead implements Lead {

    private static final byte[] MAGIC = {'Y', 'M', 'S', 'G'};
    private static final byte[] DATA = {'2', '9', (byte) 0xC0, (byte) 0x80};
    private static final int LENGTH_AT = 8;

    /** So far may a packet's length reach into the file: no further than one could count amiss. */
    private static final int SLACK = 8;

    private static final int SEPARATOR = 2;

    @Override
    public int length(HttpHead head, long body, ByteBuf in, int at, int available) {
        if (!head.method().equals("POST") || !FileTarget.of(head).isDropBox()) {
            return 0;
        }
        for (int i = 0; i < Math.min(available, MAGIC.length); i++) {
            if (in.getByte(at + i) != MAGIC[i]) {
                return BROKEN;
            }
        }
        if (available < YmsgView.HEADER) {
            return available == body ? BROKEN : MORE;
        }
        int end = YmsgView.HEADER + in.getUnsignedShort(at + LENGTH_AT);
        if (end > body) {
            return BROKEN;
        }
        if (available < end) {
            return MORE;
        }
        int file = behindKey(in, at + YmsgView.HEADER, at + end);
        if (file >= 0) {
            return at + end - file <= SLACK ? file - at : BROKEN;
        }
        if (body < end + DATA.length) {
            return BROKEN;
        }
        if (available < end + DATA.length) {
            return MORE;
        }
        return isKey(in, at + end) ? end + DATA.length : BROKEN;
    }

    /** Where the value of the key begins; -1 when it isn't among the keys. */
    private static int behindKey(ByteBuf in, int from, int end) {
        boolean key = true;
        int at = from;
        while (at < end) {
            if (key && end - at >= DATA.length && isKey(in, at)) {
                return at + DATA.length;
            }
            while (at < end && !isSeparator(in, at, end)) {
                at++;
            }
            at += SEPARATOR;
            key = !key;
        }
        return -1;
    }

    private static boolean isSeparator(ByteBuf in, int at, int end) {
        return at + 1 < end && in.getByte(at) == DATA[2] && in.getByte(at + 1) == DATA[3];
    }

    private static boolean isKey(ByteBuf in, int at) {
        for (int i = 0; i < DATA.length; i++) {
            if (in.getByte(at + i) != DATA[i]) {
                return false;
            }
        }
        return true;
    }
}
