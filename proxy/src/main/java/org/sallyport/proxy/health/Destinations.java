package org.sallyport.proxy.health;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;

/**
 * Where unread connections went: what an administrator looks through for messengers that nobody reads yet.
 *
 * <p><b>Bounds:</b> a number of destinations; when one more comes, the one that was longest without a connection goes, and is
 * counted. Names are clients' own words, so whoever shows them must escape them.
 *
 * <p><b>Threading:</b> any thread, event loops included: a lock is held for a look-up, or for a copy of the table's references.
 */
public final class Destinations {

    private final int most;
    private final InstantSource clock;

    /** Longest without a connection first. */
    private final LinkedHashMap<Key, Tally> table = new LinkedHashMap<>(64, 0.75f, true);

    private long dropped;

    /** @param most how many destinations are kept, at least 1 */
    public Destinations(int most, InstantSource clock) {
        if (most < 1) {
            throw new IllegalArgumentException("at least one destination must be kept, not " + most);
        }
        this.most = most;
        this.clock = clock;
    }

    private record Key(String host, int port, ProtocolId protocol, ServiceId service) {}

    /** What is known of one destination; replaced as a whole, so that a copy of the reference is a copy of the state. */
    private record Tally(long connections, long fromClient, long fromServer, Instant first, Instant last) {}

    /**
     * One destination.
     *
     * @param protocol as far as it was recognised, else {@link ProtocolId#UNKNOWN}
     * @param connections how many have ended
     * @param bytesFromClient what clients sent there
     * @param bytesFromServer what came back
     * @param first when the first of its connections ended
     * @param last when the latest did
     */
    public record Row(
            String host,
            int port,
            ProtocolId protocol,
            ServiceId service,
            long connections,
            long bytesFromClient,
            long bytesFromServer,
            Instant first,
            Instant last) {}

    /**
     * The table.
     *
     * @param rows those with the most connections, the most first
     * @param kept how many there are in all
     * @param dropped how many had to go for others since the start
     */
    public record Listing(List<Row> rows, int kept, int most, long dropped) {
        public Listing {
            rows = List.copyOf(rows);
        }
    }

    /** An unread connection ended. */
    public void add(
            String host, int port, ProtocolId protocol, ServiceId service, long bytesFromClient, long bytesFromServer) {
        String name = host.toLowerCase(Locale.ROOT);
        Key key = new Key(name.endsWith(".") ? name.substring(0, name.length() - 1) : name, port, protocol, service);
        Instant now = clock.instant();
        synchronized (this) {
            Tally before = table.get(key);
            table.put(
                    key,
                    before == null
                            ? new Tally(1, bytesFromClient, bytesFromServer, now, now)
                            : new Tally(
                                    before.connections() + 1,
                                    before.fromClient() + bytesFromClient,
                                    before.fromServer() + bytesFromServer,
                                    before.first(),
                                    now));
            if (table.size() > most) {
                table.pollFirstEntry();
                dropped++;
            }
        }
    }

    /** How many had to go for others since the start. */
    public synchronized long dropped() {
        return dropped;
    }

    /** How many there are. */
    public synchronized int kept() {
        return table.size();
    }

    /** The destinations with the most connections, {@code limit} of them at the most. */
    public Listing top(int limit) {
        List<Map.Entry<Key, Tally>> copy;
        long gone;
        synchronized (this) {
            copy = new ArrayList<>(table.size());
            table.forEach((key, tally) -> copy.add(Map.entry(key, tally)));
            gone = dropped;
        }
        List<Row> rows = copy.stream()
                .map(entry -> row(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Row::connections)
                        .reversed()
                        .thenComparing(Row::last, Comparator.reverseOrder())
                        .thenComparing(Row::host))
                .limit(limit)
                .toList();
        return new Listing(rows, copy.size(), most, gone);
    }

    private static Row row(Key key, Tally tally) {
        return new Row(
                key.host(),
                key.port(),
                key.protocol(),
                key.service(),
                tally.connections(),
                tally.fromClient(),
                tally.fromServer(),
                tally.first(),
                tally.last());
    }
}
