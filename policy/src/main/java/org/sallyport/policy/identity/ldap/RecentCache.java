package org.sallyport.policy.identity.ldap;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was used of late, for a while, without a lock on reading: event loops read it.
 *
 * <p>Two generations take the place of an LRU list, whose every read would be a write under a lock. What is added or used is
 * in the young one; when that is half the size full, it becomes the old one, and what was old and unused is gone. So the most
 * recently used {@code size / 2} entries are always there, and never more than {@code size} (plus one per thread that adds at
 * the very moment of the change).
 *
 * <p>What has expired can still be had for a while from {@link #stale}, by whoever asks for it by name.
 */
final class RecentCache<K, V> {

    private record Entry<V>(V value, long expires) {}

    private record Generations<K, V>(ConcurrentMap<K, Entry<V>> young, ConcurrentMap<K, Entry<V>> old) {}

    private final int half;
    private final long ttlNanos;
    private final long staleNanos;
    private final LongSupplier nanos;
    private final AtomicReference<Generations<K, V>> generations =
            new AtomicReference<>(new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));

    /**
     * @param size at least 2
     * @param ttlNanos how long an entry is good, used or not
     * @param nanos a monotonic clock
     */
    RecentCache(int size, long ttlNanos, LongSupplier nanos) {
        this(size, ttlNanos, 0, nanos);
    }

    /**
     * @param size at least 2
     * @param ttlNanos how long an entry is good, used or not
     * @param staleNanos how long after that it can still be had as a stale one
     * @param nanos a monotonic clock
     */
    RecentCache(int size, long ttlNanos, long staleNanos, LongSupplier nanos) {
        this.half = size / 2;
        this.ttlNanos = ttlNanos;
        this.staleNanos = staleNanos;
        this.nanos = nanos;
    }

    @Nullable V get(K key) {
        Entry<V> entry = entry(key);
        return entry != null && fresh(entry) ? entry.value : null;
    }

    /** What is there, be it expired, but for what expired too long ago. */
    @Nullable V stale(K key) {
        Entry<V> entry = entry(key);
        return entry == null ? null : entry.value;
    }

    private @Nullable Entry<V> entry(K key) {
        Generations<K, V> now = generations();
        Entry<V> entry = now.young.get(key);
        if (entry == null) {
            entry = now.old.get(key);
            if (entry == null) {
                return null;
            }
            if (usable(entry)) {
                add(key, entry);
            }
        }
        if (!usable(entry)) {
            now.young.remove(key, entry);
            now.old.remove(key, entry);
            return null;
        }
        return entry;
    }

    void put(K key, V value) {
        add(key, new Entry<>(value, nanos.getAsLong() + ttlNanos));
    }

    void remove(K key) {
        Generations<K, V> now = generations();
        now.old.remove(key);
        now.young.remove(key);
    }

    int size() {
        Generations<K, V> now = generations();
        return now.young.size() + now.old.size();
    }

    private Generations<K, V> generations() {
        return Objects.requireNonNull(generations.get());
    }

    private boolean fresh(Entry<V> entry) {
        return nanos.getAsLong() - entry.expires < 0;
    }

    private boolean usable(Entry<V> entry) {
        return nanos.getAsLong() - entry.expires < staleNanos;
    }

    private void add(K key, Entry<V> entry) {
        Generations<K, V> now = generations();
        now.young.put(key, entry);
        now.old.remove(key);
        if (now.young.size() >= half) {
            generations.compareAndSet(now, new Generations<>(new ConcurrentHashMap<>(), now.young));
        }
    }
}
