package org.sallyport.proxy.tunnel;

import java.net.InetAddress;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.entry.Literals;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.relay.Advertiser;
import org.sallyport.proxy.relay.CarriedRelay;
import org.sallyport.proxy.relay.RelayServices;

/** What is said within HTTP, in a relay of its own that knows where it came from. */
final class Within {

    private Within() {}

    /** Begins one that is read with a plugin, under an id of its own. */
    static CarriedRelay carried(String id, ProtocolPlugin plugin, HttpOrigin origin, RelayServices services) {
        Opening carrier = origin.opening();
        Opening opening = new Opening(
                id,
                services.clock().instant(),
                carrier.entry(),
                carrier.client(),
                carrier.destination(),
                carrier.namedBy(),
                carrier.user(),
                carrier.transparent());
        CarriedRelay relay = new CarriedRelay(opening, origin.user(), services, Advertiser.IDENTITY, origin.client());
        relay.readWith(plugin, service(origin, services));
        return relay;
    }

    /**
     * Whose host the requests go to in fact. What they name is a claim, which counts where the name was found to lead there.
     */
    private static ServiceId service(HttpOrigin origin, RelayServices services) {
        Address to = origin.opening().destination();
        ServiceId known = services.catalogue().apply(to);
        InetAddress dialled = Literals.parse(to.host());
        boolean leadsThere =
                dialled != null && services.caller().foundAt(origin.named()).contains(dialled);
        return known.equals(ServiceId.UNKNOWN) && leadsThere
                ? services.catalogue().apply(origin.named())
                : known;
    }
}
