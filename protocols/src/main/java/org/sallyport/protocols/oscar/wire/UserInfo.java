package org.sallyport.protocols.oscar.wire;

import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;

/**
 * The block by which the service introduces a person: s8 name, u16 warning level, u16 count, that many TLVs. Stands in 01/0F,
 * 02/06, 03/0B, 03/0C, 04/07, 04/0A, 0E/03, 0E/04 and in TLV 3 of 0E/06.
 *
 * @param name as the service formats it
 * @param warning in tenths of a percent
 * @param tlvs what is said about the person
 * @param start absolute index of the block's first byte
 * @param end absolute index just past it
 */
public record UserInfo(String name, int warning, TlvList tlvs, int start, int end) {

    private static final int CLASS = 0x0001;
    private static final int ICQ_STATUS = 0x0006;
    private static final int CLASS_AWAY = 0x0020;

    /** Reads one block; when it is broken {@code in} has failed, and what is returned is not to be used. */
    public static UserInfo read(WireReader in, Limits limits) {
        int start = in.position();
        String name = in.s8();
        int warning = in.u16();
        int count = in.u16();
        TlvList tlvs = TlvList.read(in, count, limits);
        return new UserInfo(name, warning, tlvs, start, in.position());
    }

    /** Whose block it is. */
    public ScreenName screenName() {
        return OscarNames.screenName(name);
    }

    /** TLV 1, the class bits; 0 when not said. */
    public long userClass() {
        return tlvs.number(CLASS, 0);
    }

    /** Whether the class says that the person is away. */
    public boolean away() {
        return (userClass() & CLASS_AWAY) != 0;
    }

    /** TLV 6, the ICQ status; 0 when not said. */
    public long icqStatus() {
        return tlvs.number(ICQ_STATUS, 0);
    }
}
