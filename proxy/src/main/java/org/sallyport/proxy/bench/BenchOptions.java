package org.sallyport.proxy.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.sallyport.archive.journal.Journal;

/**
 * What is measured, and for how long.
 *
 * @param cell how long one middle is measured with one number of connections in one round, 100 ms to 60 s
 * @param warmUp how long each middle is used before anything is measured, 0 to 60 s
 * @param connections the numbers of connections, each 1 to {@value #MOST_CONNECTIONS}
 * @param rounds how often everything is measured, 1 to 20
 * @param guarantee what the gateway's journal promises
 * @param scratch where the journal is written; an existing directory, on the disk that is meant
 */
public record BenchOptions(
        Duration cell,
        Duration warmUp,
        List<Integer> connections,
        int rounds,
        Journal.Guarantee guarantee,
        Path scratch) {

    /** More would run into the limit on open files of an ordinary process. */
    public static final int MOST_CONNECTIONS = 4_000;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public BenchOptions {
        connections = List.copyOf(connections);
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
    }
}
