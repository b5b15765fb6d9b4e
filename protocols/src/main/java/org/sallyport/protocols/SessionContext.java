package org.sallyport.protocols;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Set;

/** What the gateway gives a session. Confined to the connection's event loop, except where a member says otherwise. */
public interface SessionContext {

    /** How the connection came in. */
    Opening opening();

    /** Bounds for this connection. */
    Limits limits();

    /** The service the catalogue names for the destination, or {@link ServiceId#UNKNOWN}. */
    ServiceId catalogued();

    /**
     * The address to give the client in place of one that the service handed out. The same address where the client reaches
     * everything through us anyway; else one of the gateway's own that leads there.
     *
     * @param target where the service sends the client
     */
    Address advertise(Address target);

    /**
     * The address to give the service in place of one at which the client wants to be called. The same address where the
     * service's calls come through us anyway; else one of the gateway's own that leads there.
     *
     * @param target where the client waits for calls
     */
    Address callBack(Address target);

    /** The numeric addresses at which a service was last found under this name; empty when nobody went there lately. */
    Set<InetAddress> foundAt(Address service);

    /** What connections tell the connections that follow them. Safe for any thread. */
    Handoffs handoffs();

    /** Whom accounts have on their contact lists. Safe for any thread. */
    ContactLists contactLists();

    /** The name notices come from, as a client may show it. 1 to 16 characters that every service accepts in a name. */
    String noticeName();

    /** The time. */
    Clock clock();
}
