package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.write.AddressRewrite;

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
     * The payload with our address in it. TLS is taken back with it: what answers there speaks in the clear.
     *
     * @param frame the frame it was read from: a SNAC, or a sign-off frame of bare TLVs
     * @return owned by the caller; empty when there is nothing to replace, which isn't so for what could be read before
     */
    Optional<ByteBuf> rewrite(Frame frame, Limits limits) {
        ByteBuf buffer = frame.buffer();
        int start = FlapView.payload(frame);
        int end = FlapView.end(frame);
        if (FlapView.channel(frame) != Flap.DATA) {
            return AddressRewrite.tlvs(buffer, start, end, advertised, true, limits);
        }
        SnacHeader header = SnacHeader.read(buffer, start, end);
        return header == null ? Optional.empty() : AddressRewrite.snac(header, buffer, advertised, true, limits);
    }
}
