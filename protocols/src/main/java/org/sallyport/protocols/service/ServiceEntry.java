package org.sallyport.protocols.service;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ServiceId;

/**
 * A line of the catalogue.
 *
 * @param service whose hosts these are
 * @param pattern a host name; {@code *.x} for x and everything below it; another {@code *}, in the first label only, for
 *     any characters of that label; an IPv4 or IPv6 network such as {@code 64.12.0.0/16}; or {@code -} for ports alone
 * @param ports where it is known to listen; empty when unknown. Hints: they never decide
 * @param purpose what the host is for, in words
 * @param historic whether the pattern is a network the service had once and others have today: right for old captures, wrong
 *     for live traffic
 */
public record ServiceEntry(ServiceId service, String pattern, List<PortRange> ports, String purpose, boolean historic) {

    private static final Pattern HOST = Pattern.compile("(\\*|[a-z0-9_*-]{1,63})(\\.[a-z0-9_-]{1,63}){0,126}");

    /** @throws IllegalArgumentException when the pattern is none */
    public ServiceEntry {
        ports = List.copyOf(ports);
        boolean network = pattern.indexOf('/') > 0;
        if (network) {
            Network.parse(pattern);
        } else if (!pattern.equals("-") && (!HOST.matcher(pattern).matches() || pattern.equals("*"))) {
            throw new IllegalArgumentException("not a host name, *.name, network or '-', in lower case: " + pattern);
        }
    }

    /** An entry of a site's own: all ports, and valid today. */
    public static ServiceEntry of(ServiceId service, String pattern, String purpose) {
        return new ServiceEntry(service, pattern, List.of(), purpose, false);
    }

    /** The network, when the pattern is one. */
    @Nullable Network network() {
        return pattern.indexOf('/') > 0 ? Network.parse(pattern) : null;
    }
}
