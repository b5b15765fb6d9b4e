package org.sallyport.protocols.service;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ServiceId;

/**
 * A line of the catalogue.
 *
 * @param service whose hosts these are
 * @param kind what sort of service, or of server for it, it is
 * @param brand what it is called where that is not the service's own name, such as a revival's; else empty
 * @param pattern a host name; {@code *.x} for x and everything below it; another {@code *} for any characters within its
 *     label; an IPv4 or IPv6 network such as {@code 64.12.0.0/16}, or an address; or {@code -} for ports alone
 * @param historic whether the pattern is a network the service had once and others have today: right for old captures, wrong
 *     for live traffic
 * @param ports where it is known to listen; empty when unknown. Hints: they never decide
 * @param protocol what is spoken there, in words; may be empty
 * @param purpose what the host is for
 * @param weight whether it decides
 * @param note anything else, in words; may be empty
 */
public record ServiceEntry(
        ServiceId service,
        ServiceKind kind,
        String brand,
        String pattern,
        boolean historic,
        List<PortRange> ports,
        String protocol,
        Purpose purpose,
        Weight weight,
        String note) {

    /** How much an entry says. */
    public enum Weight {
        /** Whoever goes there uses the service. */
        DECIDES,
        /** Others are there too: it may be the service. */
        HINT
    }

    /** The pattern of an entry that has none but ports. */
    static final String PORTS_ALONE = "-";

    /** @throws IllegalArgumentException when the pattern is none, or when ports alone would decide */
    public ServiceEntry {
        ports = List.copyOf(ports);
        if (pattern.equals(PORTS_ALONE)) {
            if (weight == Weight.DECIDES) {
                throw new IllegalArgumentException("ports alone can't decide");
            }
        } else if (pattern.indexOf('/') > 0) {
            Network.parse(pattern);
        } else if (!isNetwork(pattern)) {
            HostPattern.parse(pattern);
        }
    }

    /** An entry of a site's own: on all ports, valid today, and it decides. */
    public static ServiceEntry of(ServiceId service, String pattern, String note) {
        return new ServiceEntry(
                service,
                ServiceKind.SITE,
                "",
                pattern,
                false,
                List.of(),
                "",
                Purpose.MESSAGE,
                pattern.equals(PORTS_ALONE) ? Weight.HINT : Weight.DECIDES,
                note);
    }

    /** Whether it may name the service of a connection by itself. */
    public boolean decides() {
        return weight == Weight.DECIDES;
    }

    /** Whether it names hosts, by name or by network, and not ports alone. */
    public boolean namesHosts() {
        return !pattern.equals(PORTS_ALONE);
    }

    /** The network, when the pattern is one. */
    @Nullable Network network() {
        if (!isNetwork(pattern)) {
            return null;
        }
        byte[] address = Network.address(pattern);
        return address == null ? Network.parse(pattern) : Network.of(address, address.length * 8);
    }

    private static boolean isNetwork(String pattern) {
        return pattern.indexOf('/') > 0 || Network.address(pattern) != null;
    }
}
