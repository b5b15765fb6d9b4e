package org.sallyport.proxy.bench;

import java.util.OptionalDouble;

/**
 * One middle, measured once with one number of connections.
 *
 * @param talk what was said, a {@link Dialogue}'s name
 * @param middle what was between client and service
 * @param connections how many clients there were
 * @param round 1 for the first
 * @param roundTrips complete within the time measured, each with its answer checked
 * @param bytes of all these messages
 * @param nanos how long was measured
 * @param p50Nanos median round trip
 * @param p99Nanos the round trip that 1 % exceed
 * @param cpuNanos CPU time the middle used meanwhile; empty when there is none
 * @param errors connections that failed, answers that were wrong, and answers that never came
 * @param firstError what went wrong first; empty when nothing did
 */
public record Sample(
        String talk,
        String middle,
        int connections,
        int round,
        long roundTrips,
        long bytes,
        long nanos,
        long p50Nanos,
        long p99Nanos,
        OptionalDouble cpuNanos,
        long errors,
        String firstError) {

    /** A round trip is a message there and a message back. */
    static final int MESSAGES_PER_ROUND_TRIP = 2;

    /** Messages that came through. */
    public long messages() {
        return roundTrips * MESSAGES_PER_ROUND_TRIP;
    }

    /** Messages a second. */
    public double rate() {
        return nanos == 0 ? 0 : messages() * 1e9 / nanos;
    }

    /** Megabytes a second. */
    public double megabytes() {
        return nanos == 0 ? 0 : bytes * 1e3 / nanos;
    }

    /** CPU time of the middle for each message that came through, in microseconds; empty when there is none to tell. */
    public OptionalDouble cpuMicrosPerMessage() {
        return cpuNanos.isEmpty() || messages() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(cpuNanos.getAsDouble() / 1e3 / messages());
    }
}
