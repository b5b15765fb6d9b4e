package org.sallyport.proxy.relay;

import java.time.Duration;
import org.sallyport.protocols.Limits;

/**
 * How connections are relayed.
 *
 * @param limits what a peer can make the gateway hold
 * @param identifyTimeout how long the first bytes are held while no plugin is sure
 * @param identifyBytes how many bytes of one side are held while no plugin is sure, at least 64
 * @param passUnknown whether what no plugin recognises is relayed; else it is closed
 * @param idleTimeout how long a connection on which nothing moves stays
 * @param noticeName the screen name that notices come from
 */
public record RelaySettings(
        Limits limits,
        Duration identifyTimeout,
        int identifyBytes,
        boolean passUnknown,
        Duration idleTimeout,
        String noticeName) {}
