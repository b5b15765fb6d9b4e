package org.sallyport.proxy.relay;

import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.scan.FileScanner;
import org.sallyport.proxy.tls.Interception;

/**
 * What all relays share. Every member is safe for any thread.
 *
 * @param catalogue names the service behind an address, or {@link ServiceId#UNKNOWN}
 * @param uses what an unread connection to an address is to rules, see {@link Uses}
 * @param signedOn who is on now
 * @param names names of addresses that clients dial without naming a host
 * @param http takes over connections that speak HTTP; null: they count as unread ones
 * @param caller makes calls of the gateway's own
 * @param interception looks into TLS where it was told to; null: nowhere
 * @param scanner is asked about files that pass; null: nobody is
 */
public record RelayServices(
        Protocols protocols,
        Function<Address, ServiceId> catalogue,
        Function<Address, Feature> uses,
        Guard guard,
        Handoffs handoffs,
        SignedOn signedOn,
        NamesSeen names,
        @Nullable HttpRoad http,
        Caller caller,
        @Nullable Interception interception,
        @Nullable FileScanner scanner,
        RelaySettings settings,
        RelayMeters meters,
        Clock clock) {

    /** The same inside a tunnel of a service: what the catalogue doesn't know there is that service's. */
    public RelayServices inTunnelOf(ServiceId service) {
        return new RelayServices(
                protocols,
                address -> {
                    ServiceId known = catalogue.apply(address);
                    return known.equals(ServiceId.UNKNOWN) ? service : known;
                },
                uses,
                guard,
                handoffs,
                signedOn,
                names,
                http,
                caller,
                interception,
                scanner,
                settings,
                meters,
                clock);
    }
}
