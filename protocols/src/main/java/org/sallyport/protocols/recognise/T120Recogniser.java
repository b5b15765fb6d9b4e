package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * T.120, the data conferences of NetMeeting (application sharing, whiteboard, files): the caller begins with a TPKT that holds
 * an X.224 connection request of class 0, with the size of its units as the only parameter, usually to port 1503.
 *
 * <p>Never more than likely: remote desktops begin alike. Most say in the request who wants to sign on ({@code Cookie:}) or
 * which protection they offer, both after the fixed part, and are not taken for T.120; one that says neither is told by its
 * port alone, 3389. Automation protocols on the same layers name an access point.
 *
 * <p>Sources: ITU-T X.224 (section 13.3), T.123 (annex A); Microsoft's published description of remote desktop sign-on;
 * captures of remote desktops.
 */
public final class T120Recogniser extends ClientSpeaksFirst {

    private static final int REMOTE_DESKTOP = 3_389;
    private static final int ANY = Octets.ANY;
    private static final int UNIT_SIZE = 0xC0;

    /** Made by {@link java.util.ServiceLoader}. */
    public T120Recogniser() {
        super("t120");
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        if (opening.destination().port() == REMOTE_DESKTOP) {
            return Detection.NoMatch.INSTANCE;
        }
        // Nothing follows the fixed part, or one parameter of three bytes.
        int[] bare = {3, 0, 0, 11, 6, 0xE0, 0, 0, ANY, ANY, 0};
        int[] sized = {3, 0, 0, 14, 9, 0xE0, 0, 0, ANY, ANY, 0, UNIT_SIZE, 1, ANY};
        Fit fit = Octets.fit(client, bare);
        return answer(fit == Fit.NONE ? Octets.fit(client, sized) : fit, Detection.Match.LIKELY);
    }
}
