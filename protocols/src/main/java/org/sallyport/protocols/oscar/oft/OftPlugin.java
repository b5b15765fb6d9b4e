package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
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
import org.sallyport.protocols.oscar.wire.OscarNames;

/**
 * What AIM and ICQ clients say to each other directly, usually to port 5190 and on whichever here: files (headers that begin with
 * {@code OFT2} or {@code OFT3}) and direct messages ({@code ODC2}). Stateless, safe for any thread.
 *
 * <p>Facts from the behaviour of libpurple and joscar, and from a capture of AIM 6.9 sending a file (2009).
 */
public final class OftPlugin implements ProtocolPlugin {

    static final Set<ServiceId> SERVICES = Set.of(OscarNames.AIM, OscarNames.ICQ);

    private static final int MAGIC = 4;
    private static final int LENGTH_KNOWN = 6;

    /** Made by {@link java.util.ServiceLoader}. */
    public OftPlugin() {}

    @Override
    public ProtocolId id() {
        return Announced.OFT;
    }

    @Override
    public Set<ServiceId> services() {
        return SERVICES;
    }

    /**
     * {@link Detection.Match#CERTAIN} for a header of either side with a length that it can have, {@link Detection.Match#LIKELY}
     * for one with another: who has the file, or something to say, begins, whoever connected.
     */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        Detection client = look(first.fromClient());
        Detection server = look(first.fromServer());
        if (client == Detection.NoMatch.INSTANCE || server == Detection.NoMatch.INSTANCE) {
            return Detection.NoMatch.INSTANCE;
        }
        if (client == Detection.Match.CERTAIN || server == Detection.Match.CERTAIN) {
            return Detection.Match.CERTAIN;
        }
        return client == Detection.Match.LIKELY ? client : server;
    }

    private static Detection look(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int available = bytes.readableBytes();
        boolean file = FileHeader.mayBegin(bytes, at, available);
        if (!file && !DirectHeader.mayBegin(bytes, at, available)) {
            return Detection.NoMatch.INSTANCE;
        }
        if (available < LENGTH_KNOWN) {
            return Detection.NeedMore.INSTANCE;
        }
        int length = bytes.getUnsignedShort(at + MAGIC);
        int shortest = file ? FileHeader.SHORTEST : DirectHeader.SHORTEST;
        return length >= shortest && length <= FileHeader.LONGEST ? Detection.Match.CERTAIN : Detection.Match.LIKELY;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new PeerCodec(limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new PeerSession(context);
    }

    /** Without spaces, in lower case. All digits is an ICQ number whatever {@code service} says, all else an AIM name. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return OscarNames.screenName(name);
    }
}
