package org.sallyport.protocols;

import java.util.Set;

/**
 * One wire protocol. Found by {@link java.util.ServiceLoader}: adding one is a package and a line in
 * {@code META-INF/services/org.sallyport.protocols.ProtocolPlugin}.
 *
 * <p>A plugin is stateless and safe for any thread; what it makes belongs to one connection.
 */
public interface ProtocolPlugin {

    /** Its name, unique among the plugins. */
    ProtocolId id();

    /** The services that speak it. */
    Set<ServiceId> services();

    /**
     * Looks at the first bytes of a connection. Called again whenever either side has sent more, until it gives a
     * {@link Detection.Match} or {@link Detection.NoMatch}, or the gateway's time or size limit for identification is reached.
     * The port in {@code opening} is only a hint.
     */
    Detection detect(Opening opening, FirstBytes first);

    /** A codec for one direction of one connection. */
    Codec newCodec(Side from, Limits limits);

    /** A session for one connection. */
    Session newSession(SessionContext context);

    /** The name as this protocol's services compare it: the key under which a person's screen name is looked up. */
    ScreenName screenName(ServiceId service, String name);
}
