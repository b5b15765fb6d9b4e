package org.sallyport.policy.notice;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A notice log in memory. Keeps hashes, and no names.
 *
 * <p><b>Threading:</b> any thread. <b>Bounds:</b> the number given at the start; beyond it the sixteenth that was told longest
 * ago is forgotten. An entry takes some 200 bytes.
 */
public final class RecentNotices implements NoticeLog {

    /** Enough for every conversation of some thousand people, in some 20 MB. */
    public static final int DEFAULT_CAPACITY = 100_000;

    /** Half a SHA-256 tells any number of conversations apart. */
    private static final int HASH_BYTES = 16;

    private final int capacity;
    private final ConcurrentHashMap<String, Long> toldAt = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    public RecentNotices() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * @param capacity how many tellings are remembered, at least 16
     */
    public RecentNotices(int capacity) {
        if (capacity < 16) {
            throw new IllegalArgumentException("capacity must be at least 16, is " + capacity);
        }
        this.capacity = capacity;
    }

    @Override
    public boolean claim(String notice, String place, Instant now, @Nullable Duration every) {
        long time = now.toEpochMilli();
        boolean[] due = {false};
        toldAt.compute(key(notice, place), (key, before) -> {
            due[0] = before == null || (every != null && time - before >= every.toMillis());
            return due[0] ? Long.valueOf(time) : before;
        });
        if (due[0]) {
            changed();
        }
        return due[0];
    }

    @Override
    public void told(String notice, String place, Instant now) {
        toldAt.merge(key(notice, place), now.toEpochMilli(), Math::max);
        changed();
    }

    @Override
    public void forget(String notice, String place) {
        if (toldAt.remove(key(notice, place)) != null) {
            changed();
        }
    }

    private void changed() {
        changes.incrementAndGet();
        if (toldAt.size() > capacity) {
            forgetOldest();
        }
    }

    /** One thread does it; the others need not wait. */
    private void forgetOldest() {
        long[] times = toldAt.values().stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(times);
        int surplus = times.length - (capacity - capacity / 16);
        if (surplus <= 0) {
            return;
        }
        long oldest = times[surplus - 1];
        int[] left = {surplus};
        toldAt.values().removeIf(time -> time <= oldest && left[0]-- > 0);
    }

    /** How many tellings are remembered. */
    public int size() {
        return toldAt.size();
    }

    /** A number that grows with each change. */
    long changes() {
        return changes.get();
    }

    /** What is remembered: a hash, and when it was told, in milliseconds of the epoch. */
    Map<String, Long> snapshot() {
        return new HashMap<>(toldAt);
    }

    void restore(String key, long time) {
        toldAt.merge(key, time, Math::max);
        if (toldAt.size() > capacity) {
            forgetOldest();
        }
    }

    private static String key(String notice, String place) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(notice.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(place.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
