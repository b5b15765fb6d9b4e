package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;

/**
 * A protocol in which the service waits for the client's first words. Those alone decide; a service that speaks into the
 * client's silence speaks something else, and is not kept waiting.
 */
abstract class ClientSpeaksFirst extends Named {

    ClientSpeaksFirst(String id, String... services) {
        super(id, services);
    }

    @Override
    public final Detection detect(Opening opening, FirstBytes first) {
        if (first.fromClient().isReadable()) {
            return look(opening, first.fromClient());
        }
        return first.fromServer().isReadable() ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
    }

    /** What the client's bytes say; at least one is readable. */
    abstract Detection look(Opening opening, ByteBuf client);
}
