package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * The rendezvous proxy of AIM and ICQ, through which files and direct messages go when two clients can't reach each other. The
 * client begins: length of what follows, 0x044A, type 2 (make a meeting point) or 4 (come to one), four zero bytes.
 *
 * <p>Source: the behaviour of libpurple and joscar.
 */
public final class ArsRecogniser extends ClientSpeaksFirst {

    private static final int CREATE = 2;
    private static final int JOIN = 4;

    /** Made by {@link java.util.ServiceLoader}. */
    public ArsRecogniser() {
        super("ars", "aim", "icq");
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        // A name of 255 characters makes it longer than 255 bytes, and nothing makes it longer than 511.
        if (Octets.at(client, 0) > 1) {
            return Detection.NoMatch.INSTANCE;
        }
        int any = Octets.ANY;
        int type = Octets.at(client, 5) == JOIN ? JOIN : CREATE;
        return answer(Octets.fit(client, any, any, 0x04, 0x4A, 0, type, 0, 0, 0, 0), Detection.Match.CERTAIN);
    }
}
