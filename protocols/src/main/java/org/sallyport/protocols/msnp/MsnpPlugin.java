package org.sallyport.protocols.msnp;

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
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.wire.MsnpCodec;
import org.sallyport.protocols.recognise.MsnpRecogniser;

/**
 * MSNP: MSN Messenger, Windows Messenger and Windows Live Messenger, versions 2 to 21. Stateless, safe for any thread.
 *
 * <p>Microsoft published no more than version 2 (the expired draft of Movva and Lai, 1999). Facts from the behaviour of
 * libpurple, aMSN and MSNPSharp as clients and Escargot as server, from the descriptions at hypothetic.org and MSNPiki, and
 * from captures of official clients and of libpurple.
 */
public final class MsnpPlugin implements ProtocolPlugin {

    /** The name of the protocol. */
    public static final ProtocolId ID = new ProtocolId("msnp");

    private final MsnpRecogniser recogniser = new MsnpRecogniser();

    /** Made by {@link java.util.ServiceLoader}. */
    public MsnpPlugin() {}

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(MsnNames.MSN);
    }

    /** By the client's first line, on any port. */
    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        return recogniser.detect(opening, first);
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new MsnpCodec(from, limits);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new MsnpSession(context);
    }

    /** In lower case, without a network in front or a place of sign-on behind. */
    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return MsnNames.of(service, name);
    }
}
