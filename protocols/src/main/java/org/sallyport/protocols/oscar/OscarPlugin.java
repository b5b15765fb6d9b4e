package org.sallyport.protocols.oscar;

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
 * OSCAR: AIM, and ICQ since version 2001. Stateless, safe for any thread.
 *
 * <p>Facts from Shutko's OSCAR description and joscar's, from the behaviour of libpurple, joscar and open-oscar-server as
 * clients and server, and from captures of them. TOC, though framed alike, is another protocol and is not claimed.
 */
public final class OscarPlugin implements ProtocolPlugin {

    /** The name of the protocol. */
    public static final ProtocolId ID = new ProtocolId("oscar");

    private static final Set<ServiceId> SERVICES = Set.of(OscarNames.AIM, OscarNames.ICQ);

    /** Made by {@link java.util.ServiceLoader}. */
    public OscarPlugin() {}

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return SERVICES;
    }

    /**
     * {@link Detection.Match#CERTAIN} for the beginning of a hello from either side (channel 1, version 1), {@link
     * Detection.Match#LIKELY} for any other FLAP, as long as the other side has sent nothing else.
     */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        return FlapRecogniser.detect(first);
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new FlapCodec(limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new OscarSession(context);
    }

    /** Without spaces, in lower case. All digits is an ICQ number whatever {@code service} says, all else an AIM name. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return OscarNames.screenName(name);
    }
}
