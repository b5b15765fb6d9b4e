package org.sallyport.protocols.msnp.direct;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Set;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.deal.Announcements;

/**
 * Direct connections of MSN and Windows Live Messenger, on any port: frames behind a little-endian u32 length, the first of them
 * {@code foo} and a NUL from whoever connects. Stateless, safe for any thread.
 *
 * <p>Facts from the behaviour of libpurple, Miranda, MSNPSharp and aMSN.
 */
public final class DirectPlugin implements ProtocolPlugin {

    static final ServiceId MSN = new ServiceId("msn");

    /** The first frame. */
    static final byte[] HELLO = {4, 0, 0, 0, 'f', 'o', 'o', 0};

    /** Made by {@link java.util.ServiceLoader}. */
    public DirectPlugin() {}

    @Override
    public ProtocolId id() {
        return Announcements.DIRECT;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(MSN);
    }

    /** {@link Detection.Match#CERTAIN} for the eight bytes of the first frame from who connected; the other side waits for them. */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        ByteBuf bytes = first.fromClient();
        int compared = Math.min(bytes.readableBytes(), HELLO.length);
        for (int i = 0; i < compared; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != HELLO[i]) {
                return Detection.NoMatch.INSTANCE;
            }
        }
        if (compared == HELLO.length) {
            return Detection.Match.CERTAIN;
        }
        return first.fromServer().isReadable() ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new DirectCodec(limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new DirectSession(context);
    }

    /** An address in lower case. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return new ScreenName(service, name.strip().toLowerCase(Locale.ROOT), name);
    }
}
