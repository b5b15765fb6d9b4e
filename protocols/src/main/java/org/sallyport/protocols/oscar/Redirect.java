package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;

/**
 * "Go on over there, with this cookie": TLV 5 and 6 of 17/03, of the channel-4 answer, of 01/05 and of 01/12.
 *
 * @param target where the service sends the client
 * @param advertised where the client is sent instead; the same when it reaches everything through us anyway
 * @param cookie what it will say there
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one frame, never compared.
record Redirect(Address target, Address advertised, byte[] cookie) {

    static final int HOST = 0x0005;
    static final int COOKIE = 0x0006;
    private static final int TLS_CERTIFICATE = 0x008D;
    private static final int TLS_STATE = 0x008E;

    private static final int LONGEST_HOST = 255;

    /** What putting our address in place of another can add to a frame at most. */
    private static final int GROWTH = 300;

    /** Whether there is something to read: clients ignore an answer that lacks either. */
    static boolean isIn(TlvList tlvs) {
        return tlvs.has(HOST) && tlvs.has(COOKIE);
    }

    /**
     * Reads a redirect that {@link #isIn} these TLVs.
     *
     * @param payloadLength bytes in the payload they stand in
     * @return null when its address is none, or ours would not fit in
     */
    static @Nullable Redirect read(TlvList tlvs, int payloadLength, SessionContext context) {
        if (payloadLength > Flap.MAX_PAYLOAD - GROWTH) {
            return null;
        }
        Tlv host = tlvs.first(HOST);
        Tlv cookie = tlvs.first(COOKIE);
        if (host == null || cookie == null) {
            return null;
        }
        Address target = parse(host.text(), context.opening().destination().port());
        return target == null ? null : new Redirect(target, context.advertise(target), cookie.bytes());
    }

    /**
     * Reads {@code host} or {@code host:port}. Clients cut at the first colon, so there is no IPv6 literal.
     *
     * @param port what a client takes when none is said: the port it has just used
     */
    static @Nullable Address parse(String text, int port) {
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.isEmpty() || host.length() > LONGEST_HOST || !host.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return null;
        }
        if (colon < 0) {
            return new Address(host, port);
        }
        String digits = text.substring(colon + 1);
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int said = Integer.parseInt(digits);
        return said == 0 || said > 0xFFFF ? null : new Address(host, said);
    }

    boolean replaced() {
        return !advertised.equals(target);
    }

    /** Tells the connection that will present the cookie who it is. */
    void remember(SessionContext context, Handoff handoff) {
        context.handoffs().remember(OscarPlugin.ID, cookie, handoff);
    }

    /**
     * The frame's payload with our address in it. TLS is taken back with it: what answers there speaks in the clear.
     *
     * @param start absolute index of the payload
     * @param end absolute index just past it
     * @return a new buffer, owned by the caller
     */
    ByteBuf rewrite(ByteBuf from, int start, int end, TlvList tlvs) {
        SnacBuilder out = SnacBuilder.bare();
        int at = start;
        for (Tlv tlv : tlvs.all()) {
            out.copy(from, at, tlv.start());
            switch (tlv.type()) {
                case HOST -> out.tlv(HOST, advertised.toString());
                case TLS_STATE -> out.tlv(TLS_STATE, new byte[tlv.length()]);
                case TLS_CERTIFICATE -> out.tlv(TLS_CERTIFICATE);
                default -> out.tlv(tlv);
            }
            at = tlv.end();
        }
        return out.copy(from, at, end).build();
    }
}
