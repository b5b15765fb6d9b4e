package org.sallyport.protocols;

/**
 * One wire protocol. Found by {@link java.util.ServiceLoader}: adding one is a package and a line in
 * {@code META-INF/services/org.sallyport.protocols.ProtocolPlugin}.
 *
 * <p>A plugin is stateless and safe for any thread; what it makes belongs to one connection.
 */
public interface ProtocolPlugin extends Recogniser {

    /** A codec for one direction of one connection. */
    Codec newCodec(Side from, Limits limits);

    /** A session for one connection. */
    Session newSession(SessionContext context);

    /** The name as this protocol's services compare it: the key under which a person's screen name is looked up. */
    ScreenName screenName(ServiceId service, String name);
}
