package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Opening;

/**
 * WhatsApp without TLS, on port 5222 or 443: {@code WA}, two numbers of version, then frames with a length of three bytes, the
 * first of them 0 at the beginning. Newer clients may put {@code ED}, 0, 1 and a block of routing information before it. What
 * follows is encrypted: nobody here will ever read it.
 *
 * <p>Sources: a capture (2015); the behaviour of open client libraries.
 */
public final class WhatsAppRecogniser extends ClientSpeaksFirst {

    private static final int HIGHEST_VERSION = 15;

    /** Made by {@link java.util.ServiceLoader}. */
    public WhatsAppRecogniser() {
        super("whatsapp", "whatsapp");
    }

    @Override
    Detection look(Opening opening, ByteBuf client) {
        if (Octets.at(client, 0) == 'E') {
            return answer(Octets.fit(client, 'E', 'D', 0, 1, 0), Detection.Match.CERTAIN);
        }
        if (Octets.at(client, 2) > HIGHEST_VERSION || Octets.at(client, 3) > HIGHEST_VERSION) {
            return Detection.NoMatch.INSTANCE;
        }
        return answer(Octets.fit(client, 'W', 'A', Octets.ANY, Octets.ANY, 0), Detection.Match.CERTAIN);
    }
}
