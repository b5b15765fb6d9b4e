package org.sallyport.proxy.bench;

/**
 * What idle connections cost one middle in one round.
 *
 * @param middle what was between client and service
 * @param round 1 for the first; each has a process of its own
 * @param connections how many there were
 * @param before what the process took after it had some connections, and none any more; of a Java process after a full garbage
 *     collection
 * @param with what it took with them, as it was
 * @param after the same, of a Java process after a full garbage collection; else equal to {@code with}
 * @param error what went wrong; empty when nothing did
 */
public record IdleSample(
        String middle, int round, int connections, Memory before, Memory with, Memory after, String error) {

    /** Kilobytes (1,024 bytes) a connection takes of the machine's memory, what garbage there is included. */
    public double kilobytesWithGarbage() {
        return each(with.resident() - before.resident());
    }

    /** Kilobytes a connection takes of the machine's memory. */
    public double kilobytes() {
        return each(after.resident() - before.resident());
    }

    /** Kilobytes a connection takes of Java's heap; 0 when there is none. */
    public double heapKilobytes() {
        return each(after.heap().orElse(0) - before.heap().orElse(0));
    }

    private double each(long bytes) {
        return bytes / 1024.0 / connections;
    }
}
