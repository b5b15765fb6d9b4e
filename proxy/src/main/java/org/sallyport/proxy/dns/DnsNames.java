package org.sallyport.proxy.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.relay.NamesSeen;

/**
 * The names that led clients to addresses. Of several names for one address the one asked for last counts.
 *
 * <p>Safe for any thread. Bounded: when it is full, what was longest not used of the client that was longest not heard of goes;
 * one client never has more than an eighth of it, so that nobody can push out everybody else's. What is gone is not known: the
 * connection is then named by its address.
 */
public final class DnsNames implements NamesSeen {

    private static final long LONGEST_TTL_SECONDS = Duration.ofDays(7).toSeconds();
    private static final int SHARE = 8;

    private record Seen(String name, long until) {}

    private final int capacity;
    private final int perClient;
    private final long remember;
    private final LongSupplier nanos;
    private final Map<InetAddress, Map<InetAddress, Seen>> clients = byUse();
    private int size;

    /**
     * Knows nothing yet.
     *
     * @param capacity how many pairs of client and address are remembered at most, at least 1
     * @param remember how long each is remembered, however short the answer's own lifetime
     * @param nanos a clock that only goes forward, such as {@link System#nanoTime}
     */
    public DnsNames(int capacity, Duration remember, LongSupplier nanos) {
        this.capacity = capacity;
        this.perClient = Math.max(1, capacity / SHARE);
        this.remember = remember.toNanos();
        this.nanos = nanos;
    }

    private static <K, V> Map<K, V> byUse() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    /**
     * Remembers what a client was told.
     *
     * @param ttlSeconds how long the answer holds; more than seven days count as seven
     */
    public synchronized void remember(InetAddress client, InetAddress address, String name, long ttlSeconds) {
        long lifetime = Math.max(
                remember,
                Duration.ofSeconds(Math.clamp(ttlSeconds, 0, LONGEST_TTL_SECONDS))
                        .toNanos());
        Map<InetAddress, Seen> ofClient = clients.computeIfAbsent(client, c -> byUse());
        if (ofClient.put(address, new Seen(name, nanos.getAsLong() + lifetime)) == null) {
            size++;
        }
        if (ofClient.size() > perClient) {
            removeEldest(ofClient);
        }
        while (size > capacity) {
            Iterator<Map<InetAddress, Seen>> eldest = clients.values().iterator();
            Map<InetAddress, Seen> longestSilent = eldest.next();
            removeEldest(longestSilent);
            if (longestSilent.isEmpty()) {
                eldest.remove();
            }
        }
    }

    private void removeEldest(Map<InetAddress, Seen> ofClient) {
        Iterator<Seen> eldest = ofClient.values().iterator();
        eldest.next();
        eldest.remove();
        size--;
    }

    @Override
    public synchronized @Nullable String nameOf(InetAddress client, InetAddress address) {
        Map<InetAddress, Seen> ofClient = clients.get(client);
        Seen seen = ofClient == null ? null : ofClient.get(address);
        if (ofClient == null || seen == null) {
            return null;
        }
        if (nanos.getAsLong() - seen.until() <= 0) {
            return seen.name();
        }
        ofClient.remove(address);
        size--;
        if (ofClient.isEmpty()) {
            clients.remove(client);
        }
        return null;
    }

    /** How many pairs are remembered. */
    public synchronized int size() {
        return size;
    }
}
