package org.sallyport.proxy.replay;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Set;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.SessionContext;

/** A session's surroundings in a replay: nobody is behind the gateway, so addresses stay what they are. */
record ReplayContext(
        Opening opening, Limits limits, ServiceId catalogued, Handoffs handoffs, ContactLists contactLists, Clock clock)
        implements SessionContext {

    @Override
    public Address advertise(Address target) {
        return target;
    }

    @Override
    public Address callBack(Address target) {
        return target;
    }

    @Override
    public Set<InetAddress> foundAt(Address service) {
        return Set.of();
    }

    @Override
    public String noticeName() {
        return "sallyport";
    }
}
