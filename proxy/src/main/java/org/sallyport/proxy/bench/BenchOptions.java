package org.sallyport.proxy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.sallyport.archive.journal.Journal;

/**
 * What is measured, and for how long.
 *
 * @param what the subjects, at least one
 * @param cell how long one middle is measured with one number of connections in one round, 100 ms to 60 s
 * @param warmUp how long each middle is used for each dialogue before that is measured, 0 to 60 s
 * @param connections the numbers of connections, each 1 to {@value #MOST_CONNECTIONS}
 * @param rounds how often everything is measured, 1 to 20
 * @param idleConnections how many idle connections there are, 1 to {@value #MOST_IDLE}, as far as the limit on open files allows
 * @param guarantee what the gateway's journal promises
 * @param scratch where the journal is written; an existing directory, on the disk that is meant
 */
public record BenchOptions(
        Set<Subject> what,
        Duration cell,
        Duration warmUp,
        List<Integer> connections,
        int rounds,
        int idleConnections,
        Journal.Guarantee guarantee,
        Path scratch) {

    /** More would run into the limit on open files of an ordinary process. */
    public static final int MOST_CONNECTIONS = 4_000;

    /** As many as the gateway has as it comes. */
    public static final int MOST_IDLE = 8_000;

    /** Processes are started anew for each, which takes its time. */
    private static final int MOST_IDLE_ROUNDS = 2;

    /** What can be measured. */
    public enum Subject {
        /** Messages of a messenger. */
        CHAT,
        /** Messages of no known protocol, small ones and bulk. */
        UNKNOWN,
        /** Memory that idle connections take. */
        IDLE,
        /** What the rules take to decide. */
        DECISIONS
    }

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public BenchOptions {
        what = Set.copyOf(what);
        connections = List.copyOf(connections);
        if (what.isEmpty()) {
            throw new IllegalArgumentException("there must be something to measure");
        }
        if (cell.toMillis() < 100 || cell.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a cell takes 0.1 to 60 seconds");
        }
        if (warmUp.isNegative() || warmUp.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("warming up takes 0 to 60 seconds");
        }
        if (connections.isEmpty() || connections.stream().anyMatch(n -> n < 1 || n > MOST_CONNECTIONS)) {
            throw new IllegalArgumentException("numbers of connections are 1 to " + MOST_CONNECTIONS);
        }
        if (rounds < 1 || rounds > 20) {
            throw new IllegalArgumentException("there are 1 to 20 rounds");
        }
        if (idleConnections < 1 || idleConnections > MOST_IDLE) {
            throw new IllegalArgumentException("there are 1 to " + MOST_IDLE + " idle connections");
        }
    }

    /** How often memory is measured. */
    int idleRounds() {
        return Math.min(rounds, MOST_IDLE_ROUNDS);
    }
}
