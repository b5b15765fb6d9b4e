package org.sallyport.proxy.entry;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client address has. An address without connections is forgotten, so that there are never more of
 * them than connections. Safe for any thread.
 */
final class ClientCounts {

    private final int limit;
    private final ConcurrentHashMap<InetAddress, Integer> counts = new ConcurrentHashMap<>();

    /** @param limit how many one address may have; 0: any number, and nothing is counted */
    ClientCounts(int limit) {
        this.limit = limit;
    }

    /** One more, to be given back by {@link #leave}; false when there are too many, and then nothing is to be given back. */
    boolean enter(InetAddress client) {
        if (limit == 0) {
            return true;
        }
        boolean[] entered = new boolean[1];
        counts.compute(client, (address, now) -> {
            int before = now == null ? 0 : now;
            entered[0] = before < limit;
            return entered[0] ? Integer.valueOf(before + 1) : now;
        });
        return entered[0];
    }

    void leave(InetAddress client) {
        if (limit != 0) {
            counts.computeIfPresent(client, (address, now) -> now == 1 ? null : now - 1);
        }
    }

    /** How many addresses are known. */
    int size() {
        return counts.size();
    }
}
