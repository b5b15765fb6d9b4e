package org.sallyport.protocols.rvp;

import java.util.Locale;
import java.util.Set;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.http.HttpCodec;
import org.sallyport.protocols.http.HttpPlugin;
import org.sallyport.protocols.recognise.RvpRecogniser;
import org.sallyport.protocols.rvp.read.Use;
import org.sallyport.protocols.rvp.wire.RvpField;
import org.sallyport.protocols.rvp.wire.RvpNames;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * RVP, the protocol of Exchange 2000 Instant Messaging. Stateless, safe for any thread.
 *
 * <p>Facts from the Internet-Draft "RVP: A Presence and Instant Messaging Protocol" (Osborne and others), from the behaviour of
 * Net::RVP and of Miranda's plugin, from the analysis published by Petropoulos in 2001, and from a capture of Net::RVP.
 */
public final class RvpPlugin implements HttpPlugin {

    /** The name of the protocol. */
    public static final ProtocolId ID = new ProtocolId("rvp");

    private static final String NODES = "/instmsg/";

    private final RvpRecogniser recogniser = new RvpRecogniser();

    /** Made by {@link java.util.ServiceLoader}. */
    public RvpPlugin() {}

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(RvpNames.SERVICE);
    }

    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        return recogniser.detect(opening, first);
    }

    /** One of its own fields, whatever the method, or one of its methods on a node. Web folders have neither. */
    @Override
    public boolean claims(HttpHead request) {
        return request.fields().count(RvpField.VERSION) > 0
                || request.fields().count(RvpField.FROM) > 0
                || request.target().toLowerCase(Locale.ROOT).contains(NODES) && Use.of(request) != Use.OTHER;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new HttpCodec(from, limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new RvpSession(context);
    }

    /** The mail address a principal's URL stands for, in lower case. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return RvpNames.screenName(name);
    }
}
