package org.sallyport.proxy.relay;

import io.netty.channel.Channel;
import org.sallyport.protocols.Address;

/**
 * Gives addresses of the gateway's own that lead to addresses a service handed out, for clients that would otherwise go there
 * past the gateway. Safe for any thread; never blocks.
 */
public interface Advertiser {

    /**
     * An address for a client in place of {@code target}.
     *
     * @param client the client's connection; the address is one it can reach
     * @return an address of the gateway's, or {@code target} itself when none is left to give (counted and logged)
     */
    Address advertise(Channel client, Address target);

    /** For entries whose clients come back through the gateway by themselves. */
    Advertiser IDENTITY = (client, target) -> target;
}
