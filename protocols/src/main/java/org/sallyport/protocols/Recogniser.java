package org.sallyport.protocols;

import java.util.Set;

/**
 * Knows a protocol when it sees its first bytes. A {@link ProtocolPlugin} can read what follows as well; a recogniser that is
 * no plugin makes a protocol that nobody reads yet known by name, so that rules can allow, block and count it.
 *
 * <p>Found by {@link java.util.ServiceLoader}: recognisers that are no plugins stand in
 * {@code META-INF/services/org.sallyport.protocols.Recogniser}. One with the id of a plugin makes way for it.
 *
 * <p>Stateless and safe for any thread.
 */
public interface Recogniser {

    /** The protocol's name, unique among the recognisers. */
    ProtocolId id();

    /** The services that speak it; empty when it belongs to none in particular. */
    Set<ServiceId> services();

    /**
     * Looks at the first bytes of a connection. Called again whenever either side has sent more, until it gives a
     * {@link Detection.Match} or {@link Detection.NoMatch}, or the gateway's time or size limit for identification is reached.
     * The port in {@code opening} is only a hint.
     */
    Detection detect(Opening opening, FirstBytes first);

    /**
     * Whether it is a stream of XML that may change over to TLS with {@code <starttls/>} (RFC 6120, section 5.4.2). What nobody
     * reads is then followed until it does.
     */
    default boolean mayStartTls() {
        return false;
    }
}
