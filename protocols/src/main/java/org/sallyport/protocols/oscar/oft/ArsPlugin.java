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
 * The rendezvous proxy of AIM and ICQ ({@code ars.oscar.aol.com}, port 5190), by which files and direct messages go when two clients
 * can't reach each other. Stateless, safe for any thread.
 *
 * <p>Facts from the behaviour of libpurple and joscar.
 */
public final class ArsPlugin implements ProtocolPlugin {

    private static final ProtocolId ID = new ProtocolId("ars");
    private static final int TYPE_LOW = 5;
    private static final int CREATE = 2;
    private static final int JOIN = 4;
    private static final int ANY = -1;

    /** Made by {@link java.util.ServiceLoader}. */
    public ArsPlugin() {}

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return OftPlugin.SERVICES;
    }

    /** {@link Detection.Match#CERTAIN} for the head of a client's request; the proxy waits for it. */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        ByteBuf client = first.fromClient();
        if (!client.isReadable()) {
            return first.fromServer().isReadable() ? Detection.NoMatch.INSTANCE : Detection.NeedMore.INSTANCE;
        }
        int available = client.readableBytes();
        int at = client.readerIndex();
        // A name of 255 characters makes it longer than 255 bytes, and nothing makes it longer than 511.
        if (client.getByte(at) < 0 || client.getByte(at) > 1) {
            return Detection.NoMatch.INSTANCE;
        }
        int type = available > TYPE_LOW && client.getByte(at + TYPE_LOW) == JOIN ? JOIN : CREATE;
        int[] head = {ANY, ANY, 0x04, 0x4A, 0, type, 0, 0, 0, 0};
        for (int i = 0; i < Math.min(available, head.length); i++) {
            if (head[i] != ANY && client.getByte(at + i) != head[i]) {
                return Detection.NoMatch.INSTANCE;
            }
        }
        return available < head.length ? Detection.NeedMore.INSTANCE : Detection.Match.CERTAIN;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new ArsCodec(limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new ArsSession(context);
    }

    /** Without spaces, in lower case. All digits is an ICQ number whatever {@code service} says, all else an AIM name. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return OscarNames.screenName(name);
    }
}
