package org.sallyport.proxy.entry;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The networks clients may come from. Immutable, safe for any thread. */
public final class ClientNetworks {

    /** The private networks of RFC 1918, RFC 4193 and RFC 6598, link-local addresses and loopback. */
    public static final List<String> PRIVATE = List.of(
            "127.0.0.0/8",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "::1/128",
            "fc00::/7",
            "fe80::/10");

    private final List<IpSubnetFilterRule> rules = new ArrayList<>();

    /**
     * @param networks each as {@code address/prefix}
     * @throws IllegalArgumentException naming one that has another shape
     */
    public ClientNetworks(List<String> networks) {
        for (String network : networks) {
            int slash = network.indexOf('/');
            try {
                rules.add(new IpSubnetFilterRule(
                        network.substring(0, slash),
                        Integer.parseInt(network.substring(slash + 1)),
                        IpFilterRuleType.ACCEPT));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("'" + network + "' is no network; write it as 10.0.0.0/8", e);
            }
        }
    }

    /** Whether somebody with this address is let in. */
    public boolean allow(InetAddress address) {
        InetSocketAddress any = new InetSocketAddress(address, 0);
        for (IpSubnetFilterRule rule : rules) {
            if (rule.matches(any)) {
                return true;
            }
        }
        return false;
    }
}
