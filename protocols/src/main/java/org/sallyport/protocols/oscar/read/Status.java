package org.sallyport.protocols.oscar.read;

import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Statuses as words, and the texts that go with them. */
final class Status {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";
    static final String AWAY = "away";
    static final String IDLE = "idle";

    /** User-info and 01/1E TLV of icon and status items. */
    static final int BART_ITEMS = 0x001D;

    private static final int IDLE_MINUTES = 0x0004;
    private static final int ITEM_TEXT = 0x0002;
    private static final int ITEM_LINK = 0x0009;

    private Status() {}

    /** The word for an ICQ status; its bits overlap, so the stricter one is asked for first. */
    static String icq(long status) {
        int low = (int) (status & 0xFFFF);
        if ((low & 0x0100) != 0) {
            return "invisible";
        }
        if ((low & 0x0002) != 0) {
            return "busy";
        }
        if ((low & 0x0010) != 0) {
            return "occupied";
        }
        if ((low & 0x0004) != 0) {
            return "unavailable";
        }
        if ((low & 0x0001) != 0) {
            return AWAY;
        }
        return (low & 0x0020) != 0 ? "chatty" : ONLINE;
    }

    /** The word for somebody who has arrived or changed. */
    static String of(UserInfo user) {
        String icq = icq(user.icqStatus());
        if (!icq.equals(ONLINE)) {
            return icq;
        }
        if (user.away()) {
            return AWAY;
        }
        return user.tlvs().number(IDLE_MINUTES, 0) > 0 ? IDLE : ONLINE;
    }

    /**
     * The status text and link among the items of TLV 1D: u16 type, u8 flags, u8 length, data; in a text u16 length, text, and
     * perhaps u16 1 and a charset name.
     */
    static String words(TlvList tlvs, Scene scene) {
        StringBuilder words = new StringBuilder();
        int items = 0;
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() != BART_ITEMS) {
                continue;
            }
            WireReader in = tlv.reader();
            while (in.remaining() > 0) {
                if (++items > scene.limits().itemsPerFrame()) {
                    scene.body().fail();
                    return "";
                }
                int type = in.u16();
                in.u8();
                WireReader data = in.slice(in.u8());
                if ((type == ITEM_TEXT || type == ITEM_LINK) && data.remaining() > 0) {
                    append(words, statusText(data));
                }
            }
            scene.inherit(in);
        }
        return words.toString();
    }

    private static String statusText(WireReader data) {
        byte[] text = data.b16();
        boolean named = data.remaining() >= 2 && data.u16() == 1;
        // Not recorded anywhere with a charset; where what follows is no name of one, the text is read by its looks.
        String charset = named && data.remaining() >= 2 ? data.s16() : null;
        return TextCodec.decode(charset, text);
    }

    private static void append(StringBuilder words, String more) {
        if (!words.isEmpty() && !more.isEmpty()) {
            words.append('\n');
        }
        words.append(more);
    }
}
