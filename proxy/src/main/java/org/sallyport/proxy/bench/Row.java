package org.sallyport.proxy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All rounds of one middle with one number of connections.
 *
 * @param talk what was said: chat, unknown or bulk
 * @param middle what was between client and service
 * @param connections how many clients there were
 * @param rate messages a second
 * @param megabytes a second
 * @param ofDirect the rate as a share of the direct connection's in the same round; empty for the direct one itself
 * @param ofHaproxy the rate as a share of HAProxy's in the same round; empty where there is none
 * @param p50Micros median round trip
 * @param p99Micros the round trip that 1 % exceed
 * @param cpuMicros CPU time of the middle a message; empty when there is no middle
 * @param errors of all rounds
 * @param firstError what went wrong first; empty when nothing did
 */
public record Row(
        String talk,
        String middle,
        int connections,
        Spread rate,
        Spread megabytes,
        Optional<Spread> ofDirect,
        Optional<Spread> ofHaproxy,
        Spread p50Micros,
        Spread p99Micros,
        Optional<Spread> cpuMicros,
        long errors,
        String firstError) {

    /** One row for each number of connections and middle, in the order in which they first appear. */
    static List<Row> of(List<Sample> samples) {
        List<Row> rows = new ArrayList<>();
        for (String talk : samples.stream().map(Sample::talk).distinct().toList()) {
            List<Sample> said =
                    samples.stream().filter(s -> s.talk().equals(talk)).toList();
            for (int connections :
                    said.stream().map(Sample::connections).distinct().toList()) {
                for (String middle :
                        said.stream().map(Sample::middle).distinct().toList()) {
                    List<Sample> own = said.stream()
                            .filter(s ->
                                    s.connections() == connections && s.middle().equals(middle))
                            .toList();
                    if (!own.isEmpty()) {
                        rows.add(of(own, said));
                    }
                }
            }
        }
        return rows;
    }

    private static Row of(List<Sample> own, List<Sample> all) {
        Sample first = own.getFirst();
        return new Row(
                first.talk(),
                first.middle(),
                first.connections(),
                spread(own.stream().map(s -> OptionalDouble.of(s.rate())).toList())
                        .orElseThrow(),
                spread(own.stream().map(s -> OptionalDouble.of(s.megabytes())).toList())
                        .orElseThrow(),
                share(own, all, Middle.DIRECT),
                share(own, all, Middle.HAPROXY),
                spread(own.stream()
                                .map(s -> OptionalDouble.of(s.p50Nanos() / 1e3))
                                .toList())
                        .orElseThrow(),
                spread(own.stream()
                                .map(s -> OptionalDouble.of(s.p99Nanos() / 1e3))
                                .toList())
                        .orElseThrow(),
                spread(own.stream().map(Sample::cpuMicrosPerMessage).toList()),
                own.stream().mapToLong(Sample::errors).sum(),
                own.stream()
                        .map(Sample::firstError)
                        .filter(e -> !e.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    /** Rounds are compared each with its own neighbour: what slowed the machine down slowed both. */
    private static Optional<Spread> share(List<Sample> own, List<Sample> all, String base) {
        if (own.getFirst().middle().equals(base)) {
            return Optional.empty();
        }
        return spread(own.stream()
                .map(sample -> all.stream()
                        .filter(s -> s.middle().equals(base)
                                && s.connections() == sample.connections()
                                && s.round() == sample.round()
                                && s.rate() > 0)
                        .mapToDouble(s -> sample.rate() / s.rate())
                        .findFirst())
                .toList());
    }

    private static Optional<Spread> spread(List<OptionalDouble> values) {
        double[] present =
                values.stream().flatMapToDouble(OptionalDouble::stream).toArray();
        return present.length == 0 ? Optional.empty() : Optional.of(Spread.of(present));
    }
}
