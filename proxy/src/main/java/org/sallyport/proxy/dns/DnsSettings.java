package org.sallyport.proxy.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the DNS forwarder is run.
 *
 * @param listen where it listens, on UDP and on TCP
 * @param servers the resolvers it asks; empty: the system's
 * @param timeout how long each of them may take
 * @param remember how long a name is remembered at least
 * @param capacity how many pairs of client and address are remembered, at least 1
 * @param answers names it answers by itself
 */
public record DnsSettings(
        InetSocketAddress listen,
        List<InetSocketAddress> servers,
        Duration timeout,
        Duration remember,
        int capacity,
        List<Answer> answers) {
    public DnsSettings {
        servers = List.copyOf(servers);
        answers = List.copyOf(answers);
    }

    /**
     * A name answered here.
     *
     * @param host a name in lower case, or {@code *.x} for x and everything below it
     * @param address what it leads to
     */
    public record Answer(String host, InetAddress address) {}
}
