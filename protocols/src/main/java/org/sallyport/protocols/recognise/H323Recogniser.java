package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Side;

/**
 * H.323 over TCP: the call signalling channel, a TPKT with a Q.931 message (protocol discriminator 8, a call reference of two
 * bytes), which the caller begins with SETUP, usually to port 1720; and the control channel that follows it on a port of its
 * own, where either side begins with an H.245 terminal capability set that names the protocol's object identifier, or with a
 * master-slave determination.
 *
 * <p>Remote desktops and T.120 come in TPKTs too, with X.224 inside.
 *
 * <p>Sources: ITU-T H.225.0 (sections 7.2 and 7.3), Q.931 (section 4), H.245 (annex A); RFC 1006 for the TPKT; captures.
 */
public final class H323Recogniser extends EitherSpeaksFirst {

    private static final int SETUP = 0x05;
    private static final int ANY = Octets.ANY;
    private static final int UP_TO_MESSAGE_TYPE = 9;

    /** Made by {@link java.util.ServiceLoader}. */
    public H323Recogniser() {
        super("h323");
    }

    @Override
    Detection look(ByteBuf bytes, Side from) {
        Fit tpkt = Octets.fit(bytes, 0x03, 0x00, ANY, ANY);
        if (tpkt != Fit.WHOLE) {
            return answer(tpkt, Detection.Match.CERTAIN);
        }
        int length = Octets.at(bytes, 2) << 8 | Octets.at(bytes, 3);
        if (length < UP_TO_MESSAGE_TYPE) {
            return Detection.NoMatch.INSTANCE;
        }
        return switch (Octets.at(bytes, 4)) {
            case Octets.NOTHING -> Detection.NeedMore.INSTANCE;
            case 0x08 -> signalling(bytes);
            case 0x02 -> capabilities(bytes);
            // masterSlaveDetermination, the whole TPKT: terminal type, a number of 24 bits
            case 0x01 ->
                length == 11
                        ? answer(Octets.fit(bytes, 3, 0, 0, 11, 1, 0), Detection.Match.LIKELY)
                        : Detection.NoMatch.INSTANCE;
            default -> Detection.NoMatch.INSTANCE;
        };
    }

    private static Detection signalling(ByteBuf bytes) {
        int type = Octets.at(bytes, 8);
        Detection.Match match = type == SETUP ? Detection.Match.CERTAIN : Detection.Match.LIKELY;
        Fit fit = Octets.fit(bytes, 3, 0, ANY, ANY, 0x08, 0x02, ANY, ANY, ANY);
        return fit == Fit.WHOLE && !isMessageType(type) ? Detection.NoMatch.INSTANCE : answer(fit, match);
    }

    /** Those that H.225.0 uses. */
    private static boolean isMessageType(int type) {
        return switch (type) {
            case 0x01, 0x02, 0x03, SETUP, 0x07, 0x0D, 0x0F, 0x5A, 0x62, 0x6E, 0x75, 0x7B, 0x7D -> true;
            default -> false;
        };
    }

    /** terminalCapabilitySet: a sequence number, then 0.0.8.245 and a version. */
    private static Detection capabilities(ByteBuf bytes) {
        // The second byte says which optional parts follow.
        int present = Octets.at(bytes, 5);
        if (present != Octets.NOTHING && (present & 0x8F) != 0) {
            return Detection.NoMatch.INSTANCE;
        }
        return answer(Octets.fit(bytes, 3, 0, ANY, ANY, 2, ANY, ANY, 6, 0, 8, 0x81, 0x75, 0), Detection.Match.CERTAIN);
    }
}
