package org.sallyport.proxy.bench;

/**
 * A histogram of durations with a fixed size and a relative error below 1 %: buckets are equally wide between two powers of two.
 * Confined to one thread.
 */
final class Latencies {

    /** Buckets between a power of two and the next, as a power of two. */
    private static final int FINE = 7;

    private static final int WITHIN = 1 << FINE;

    private final long[] buckets = new long[(Long.SIZE - FINE) * WITHIN];
    private long count;

    /** Counts one; a negative duration counts as none. */
    void add(long nanos) {
        buckets[bucket(Math.max(0, nanos))]++;
        count++;
    }

    long count() {
        return count;
    }

    /**
     * The duration that this share of all doesn't exceed; 0 when there are none.
     *
     * @param share 0 to 1
     */
    long percentile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= wanted) {
                return middle(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        if (nanos < WITHIN) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - FINE;
        return (shift + 1) * WITHIN + (int) (nanos >>> shift) - WITHIN;
    }

    private static long middle(int bucket) {
        if (bucket < WITHIN) {
            return bucket;
        }
        int shift = bucket / WITHIN - 1;
        long from = (long) (WITHIN + bucket % WITHIN) << shift;
        return from + (1L << shift) / 2;
    }
}
