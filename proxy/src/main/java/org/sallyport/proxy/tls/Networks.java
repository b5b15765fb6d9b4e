package org.sallyport.proxy.tls;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Networks a client may have to be in; none stands for everywhere. */
final class Networks {

    private final List<IpSubnetFilterRule> networks = new ArrayList<>();

    /** @throws IllegalArgumentException naming one that is no {@code address/prefix} */
    Networks(List<String> texts) {
        for (String text : texts) {
            int slash = text.indexOf('/');
            try {
                networks.add(new IpSubnetFilterRule(
                        text.substring(0, slash),
                        Integer.parseInt(text.substring(slash + 1)),
                        IpFilterRuleType.ACCEPT));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("'" + text + "' is no network; write it as 10.0.0.0/8", e);
            }
        }
    }

    boolean fit(InetSocketAddress client) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.matches(client));
    }
}
