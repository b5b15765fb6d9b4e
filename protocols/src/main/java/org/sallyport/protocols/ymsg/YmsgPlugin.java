package org.sallyport.protocols.ymsg;

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
import org.sallyport.protocols.recognise.YmsgRecogniser;
import org.sallyport.protocols.ymsg.wire.YmsgCodec;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * YMSG: Yahoo! Messenger, versions 9 to 19, to its servers and between two clients. Stateless, safe for any thread.
 *
 * <p>Facts from libyahoo2's notes on YMSG 9, from the behaviour of libpurple, jYMSG, openymsg and GyachI, from captures of the
 * real service (version 12) and of jYMSG (versions 9 and 10).
 */
public final class YmsgPlugin implements ProtocolPlugin {

    /** The name of the protocol. */
    public static final ProtocolId ID = new ProtocolId("ymsg");

    private static final Set<ServiceId> SERVICES = Set.of(YmsgNames.YAHOO);

    private final YmsgRecogniser recogniser = new YmsgRecogniser();

    /** Made by {@link java.util.ServiceLoader}. */
    public YmsgPlugin() {}

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return SERVICES;
    }

    /** As {@link YmsgRecogniser} does. */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        return recogniser.detect(opening, first);
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new YmsgCodec(limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new YmsgSession(context);
    }

    /** In lower case, at whatever service: the other networks that Yahoo! reached fold case as well. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return YmsgNames.screenName(service, name);
    }
}
