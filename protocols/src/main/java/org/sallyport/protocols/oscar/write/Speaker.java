package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.UserInfo;

/**
 * In whose name the gateway speaks to a client, with the user-info TLVs that make the client treat the name as it treats the
 * real one. Holds copies, so it may be kept.
 */
public final class Speaker {

    private static final int CLASS = 0x0001;
    private static final int ICQ_STATUS = 0x0006;
    private static final int CLASS_FREE = 0x0010;
    private static final int CLASS_ICQ = 0x0050;

    /** Real blocks have some hundred bytes; what goes beyond this is left out, so that a text still fits the frame. */
    private static final int MOST_BYTES = 4_096;

    private final String name;
    private final int warning;
    private final int count;
    private final byte[] tlvs;
    private final boolean typing;

    private Speaker(String name, int warning, int count, byte[] tlvs, boolean typing) {
        this.name = name;
        this.warning = warning;
        this.count = count;
        this.tlvs = tlvs;
        this.typing = typing;
    }

    /** Somebody of whom nothing is known but the name: the least that clients accept, by the service the name belongs to. */
    public static Speaker named(String name) {
        ServiceId service = OscarNames.service(name);
        boolean icq = service.equals(OscarNames.ICQ);
        SnacBuilder out = SnacBuilder.bare().tlv16(CLASS, icq ? CLASS_ICQ : CLASS_FREE);
        if (icq) {
            out.tlv32(ICQ_STATUS, 0);
        }
        return new Speaker(name, 0, icq ? 2 : 1, drain(out), false);
    }

    /**
     * Somebody the service has introduced, by the newest block seen (03/0B, 04/07).
     *
     * @param typing whether the person's client takes typing notices: clients forget that they do when a message doesn't say so
     */
    public static Speaker introduced(UserInfo user, boolean typing) {
        SnacBuilder out = SnacBuilder.bare();
        int copied = 0;
        for (Tlv tlv : user.tlvs().all()) {
            if (out.size() + Tlv.HEADER + tlv.length() <= MOST_BYTES) {
                out.tlv(tlv);
                copied++;
            }
        }
        return new Speaker(user.name(), user.warning(), copied, drain(out), typing);
    }

    /** The same, whose client takes typing notices. */
    public Speaker takingTyping() {
        return new Speaker(name, warning, count, tlvs, true);
    }

    /** The name, as the client will show it. */
    public String name() {
        return name;
    }

    boolean typing() {
        return typing;
    }

    void write(SnacBuilder out) {
        out.s8(name).u16(warning).u16(count).bytes(tlvs);
    }

    private static byte[] drain(SnacBuilder out) {
        ByteBuf built = out.build();
        byte[] bytes = new byte[built.readableBytes()];
        built.readBytes(bytes);
        built.release();
        return bytes;
    }
}
