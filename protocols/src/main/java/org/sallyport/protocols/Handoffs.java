package org.sallyport.protocols;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for a while, which cookie a service handed out to whom, so that a later connection that presents it is known to
 * belong to an account.
 *
 * <p>Safe for any thread. Bounded: when full, the eldest entry goes, and a client that comes with its cookie later is treated
 * as one whose account is not known yet.
 */
public final class Handoffs {

    private record Key(ProtocolId protocol, ByteBuffer cookie) {}

    private record Held(Handoff handoff, Instant until) {}

    private final Clock clock;
    private final Duration lifetime;
    private final Map<Key, Held> entries;

    /**
     * @param capacity the most entries kept, at least 1
     * @param lifetime how long each is kept
     */
    public Handoffs(Clock clock, int capacity, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
        this.entries = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Held> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Remembers a hand-off; a later one with the same cookie replaces it. The array is copied. */
    public void remember(ProtocolId protocol, byte[] cookie, Handoff handoff) {
        remember(protocol, cookie, handoff, lifetime);
    }

    /** As {@link #remember(ProtocolId, byte[], Handoff)}, for as long as the service itself said that it holds. */
    public synchronized void remember(ProtocolId protocol, byte[] cookie, Handoff handoff, Duration holds) {
        Key key = new Key(protocol, ByteBuffer.wrap(cookie.clone()));
        entries.remove(key);
        entries.put(key, new Held(handoff, clock.instant().plus(holds)));
    }

    /**
     * The hand-off for a cookie, or null when there is none (any more). It stays: some clients connect twice with one cookie.
     */
    public synchronized @Nullable Handoff recall(ProtocolId protocol, byte[] cookie) {
        Key key = new Key(protocol, ByteBuffer.wrap(cookie));
        Held entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (clock.instant().isAfter(entry.until())) {
            entries.remove(key);
            return null;
        }
        return entry.handoff();
    }

    /** How many entries are held. */
    public synchronized int size() {
        return entries.size();
    }
}
