package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Puts another address where the service sends a client: TLV 5 in 17/03, 01/05, 01/12 and in the channel-4 answer to an old
 * sign-on. Everything else, the cookie above all, stays byte for byte.
 */
public final class AddressRewrite {

    private static final int HOST = 0x0005;
    private static final int CERTIFICATE_NAME = 0x008D;
    private static final int TLS_STATE = 0x008E;

    private AddressRewrite() {}

    /**
     * Rewrites a SNAC whose body is a run of TLVs, or for 01/12 a family list and then one.
     *
     * @param clearTls whether TLV 8E becomes "none" and TLV 8D empty, for a listener of our own without TLS
     * @return a whole SNAC, the caller's to release; empty when it is broken or names no address
     */
    public static Optional<ByteBuf> snac(
            SnacHeader header, ByteBuf buffer, Address address, boolean clearTls, Limits limits) {
        WireReader in = header.body(buffer);
        if (header.is(0x0001, 0x0012)) {
            in.skip(2 * in.u16());
        }
        SnacBuilder out = SnacBuilder.bare().copy(buffer, header.start(), in.position());
        return rewrite(in, out, address, clearTls, limits);
    }

    /** Rewrites a bare run of TLVs, such as the payload of a channel-4 FLAP; else as {@link #snac}. */
    public static Optional<ByteBuf> tlvs(
            ByteBuf buffer, int start, int end, Address address, boolean clearTls, Limits limits) {
        return rewrite(new WireReader(buffer, start, end), SnacBuilder.bare(), address, clearTls, limits);
    }

    private static Optional<ByteBuf> rewrite(
            WireReader in, SnacBuilder out, Address address, boolean clearTls, Limits limits) {
        TlvList tlvs = TlvList.read(in, limits);
        if (in.failed() || !tlvs.has(HOST)) {
            out.build().release();
            return Optional.empty();
        }
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() == HOST) {
                out.tlv(HOST, address.toString());
            } else if (clearTls && tlv.type() == CERTIFICATE_NAME) {
                out.tlv(CERTIFICATE_NAME);
            } else if (clearTls && tlv.type() == TLS_STATE) {
                out.tlv(TLS_STATE, new byte[] {0});
            } else {
                out.tlv(tlv);
            }
        }
        return Optional.of(out.build());
    }
}
