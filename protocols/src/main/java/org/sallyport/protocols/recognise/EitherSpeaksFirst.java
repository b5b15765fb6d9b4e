package org.sallyport.protocols.recognise;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/** A protocol in which either side may begin. One side's words are enough, as long as the other's don't contradict them. */
abstract class EitherSpeaksFirst extends Named {

    EitherSpeaksFirst(String id, String... services) {
        super(id, services);
    }

    @Override
    public final Detection detect(Opening opening, FirstBytes first) {
        Detection client = side(first.fromClient(), Side.CLIENT);
        Detection server = side(first.fromServer(), Side.SERVER);
        if (client == Detection.NoMatch.INSTANCE || server == Detection.NoMatch.INSTANCE) {
            return Detection.NoMatch.INSTANCE;
        }
        if (client == Detection.Match.CERTAIN || server == Detection.Match.CERTAIN) {
            return Detection.Match.CERTAIN;
        }
        return client == Detection.Match.LIKELY ? client : server;
    }

    private Detection side(ByteBuf bytes, Side from) {
        return bytes.isReadable() ? look(bytes, from) : Detection.NeedMore.INSTANCE;
    }

    /** What one side's bytes say; at least one is readable. */
    abstract Detection look(ByteBuf bytes, Side from);
}
