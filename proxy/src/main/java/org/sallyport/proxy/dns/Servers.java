package org.sallyport.proxy.dns;

import java.net.InetSocketAddress;
import java.util.List;

/** The resolvers, and which of them answered last: it is asked first. Confined to the forwarder's event loop. */
final class Servers {

    private final List<InetSocketAddress> servers;
    private int first;

    /** @param servers at least one */
    Servers(List<InetSocketAddress> servers) {
        this.servers = List.copyOf(servers);
    }

    int first() {
        return first;
    }

    /** How often a question is asked: each resolver once, and a single one again, since datagrams get lost. */
    int attempts() {
        return Math.max(2, servers.size());
    }

    InetSocketAddress get(int number) {
        return servers.get(number % servers.size());
    }

    void answered(int number) {
        first = number % servers.size();
    }

    /** The one that was asked first did not answer: the next is asked first from now on. */
    void silent(int number) {
        if (number % servers.size() == first) {
            first = (first + 1) % servers.size();
        }
    }
}
