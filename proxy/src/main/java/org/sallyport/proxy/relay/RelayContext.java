package org.sallyport.proxy.relay;

import io.netty.channel.Channel;
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

/** What one relay gives its session. */
record RelayContext(
        Opening opening, ServiceId catalogued, Channel client, Advertiser advertiser, RelayServices services)
        implements SessionContext {

    @Override
    public Limits limits() {
        return services.settings().limits();
    }

    @Override
    public Address advertise(Address target) {
        return advertiser.advertise(client, target);
    }

    @Override
    public Address callBack(Address target) {
        return services.caller().callBack(opening, client, target);
    }

    @Override
    public Set<InetAddress> foundAt(Address service) {
        return services.caller().foundAt(service);
    }

    @Override
    public Handoffs handoffs() {
        return services.handoffs();
    }

    @Override
    public ContactLists contactLists() {
        return services.guard().contactLists();
    }

    @Override
    public String noticeName() {
        return services.settings().noticeName();
    }

    @Override
    public Clock clock() {
        return services.clock();
    }
}
