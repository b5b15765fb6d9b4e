package org.sallyport.proxy.dns;

import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The resolvers this machine uses. */
final class SystemServers {

    private static final String RESOLV_CONF = "/etc/resolv.conf";

    private SystemServers() {}

    /** @throws IOException when there are none to be found: nobody else's resolvers are used instead */
    static List<InetSocketAddress> find() throws IOException {
        try {
            DnsServerAddressStream stream =
                    new UnixResolverDnsServerAddressStreamProvider(new File(RESOLV_CONF)).nameServerAddressStream("");
            Set<InetSocketAddress> servers = new LinkedHashSet<>();
            for (int i = 0; stream != null && i < stream.size(); i++) {
                servers.add(stream.next());
            }
            return List.copyOf(servers);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "no resolvers were found in " + RESOLV_CONF + "; name some in 'dns.servers' (" + e.getMessage()
                            + ")",
                    e);
        }
    }
}
