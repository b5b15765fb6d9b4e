package org.sallyport.proxy.relay;

import java.time.Duration;
import org.sallyport.protocols.Limits;

/**
 * How connections are relayed.
 *
 * @param limits what a peer can make the gateway hold
 * @param identifyTimeout how long the first bytes are held while nobody is sure
 * @param identifyBytes how many bytes of one side are held while nobody is sure, at least 64
 * @param unknown what becomes of connections of no known protocol to no known messenger
 * @param unknownTls what becomes of TLS connections to no known messenger
 * @param idleTimeout how long a connection on which nothing moves stays
 * @param noticeName the screen name that notices come from
 */
public record RelaySettings(
        Limits limits,
        Duration identifyTimeout,
        int identifyBytes,
        Unknown unknown,
        Unknown unknownTls,
        Duration idleTimeout,
        String noticeName) {

    /** What becomes of what is not known. */
    public enum Unknown {
        /** It passes unread, and is counted. */
        PASS,
        /** It passes unread, is counted, and has a line in the log. */
        LOG,
        /** It is closed. */
        BLOCK
    }
}
