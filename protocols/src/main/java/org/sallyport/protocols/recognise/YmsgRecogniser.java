package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Side;

/**
 * YMSG, the protocol of Yahoo! Messenger, to its servers on any port and between two clients (usually port 5101). A packet is
 * {@code YMSG}, version, vendor, body length, service, status, session id; the numbers are checked as far as the service.
 * Versions below 11 come in either byte order, and the lists of a server have 0x8000. The generation before began with {@code
 * YPNS} and a version.
 *
 * <p>A packet with an odd version or service is likely YMSG still: hardly anything else begins with these four letters, and a
 * client must not get by unread with a number its server doesn't look at.
 *
 * <p>Sources: libyahoo2's notes on YMSG 9, the behaviour of libpurple and jYMSG, captures of the real service.
 */
public final class YmsgRecogniser extends EitherSpeaksFirst {

    private static final int UP_TO_SERVICE = 12;
    private static final int HIGHEST_SERVICE = 2_001;

    /** Made by {@link java.util.ServiceLoader}. */
    public YmsgRecogniser() {
        super("ymsg", "yahoo");
    }

    @Override
    Detection look(ByteBuf bytes, Side from) {
        Fit older = Octets.fit(bytes, 0, "YPNS");
        if (older == Fit.WHOLE) {
            int version = Octets.at(bytes, 4);
            return version == Octets.NOTHING
                    ? Detection.NeedMore.INSTANCE
                    : Octets.isDigit(version) ? Detection.Match.CERTAIN : Detection.NoMatch.INSTANCE;
        }
        Fit magic = Octets.fit(bytes, 0, "YMSG");
        if (magic != Fit.WHOLE) {
            return answer(magic.compareTo(older) > 0 ? magic : older, Detection.Match.CERTAIN);
        }
        if (Octets.count(bytes) < UP_TO_SERVICE) {
            return Detection.NeedMore.INSTANCE;
        }
        int service = u16(bytes, 10);
        return isVersion(u16(bytes, 4)) && service > 0 && service <= HIGHEST_SERVICE
                ? Detection.Match.CERTAIN
                : Detection.Match.LIKELY;
    }

    private static boolean isVersion(int version) {
        // 0x65: the web messenger. A low byte of 0: written the other way round.
        return version <= 0x65 || version == 0x8000 || ((version & 0xFF) == 0 && version >> 8 <= 0x65);
    }

    private static int u16(ByteBuf bytes, int position) {
        return Octets.at(bytes, position) << 8 | Octets.at(bytes, position + 1);
    }
}
