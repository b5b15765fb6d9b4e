package org.sallyport.proxy.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of what idle connections cost one middle.
 *
 * @param middle what was between client and service
 * @param connections how many there were
 * @param baseMegabytes what the process takes without any
 * @param garbageKilobytes what each adds, garbage included
 * @param kilobytes what each adds
 * @param heapKilobytes what of it is in use on Java's heap
 * @param firstError what went wrong first; empty when nothing did
 */
public record IdleRow(
        String middle,
        int connections,
        Spread baseMegabytes,
        Spread garbageKilobytes,
        Spread kilobytes,
        Spread heapKilobytes,
        String firstError) {

    /** One row for each middle, in the order in which they first appear. */
    static List<IdleRow> of(List<IdleSample> samples) {
        return samples.stream()
                .map(IdleSample::middle)
                .distinct()
                .map(middle -> row(samples.stream()
                        .filter(sample -> sample.middle().equals(middle))
                        .toList()))
                .toList();
    }

    private static IdleRow row(List<IdleSample> own) {
        return new IdleRow(
                own.getFirst().middle(),
                own.getFirst().connections(),
                spread(own, sample -> sample.before().resident() / 1024.0 / 1024.0),
                spread(own, IdleSample::kilobytesWithGarbage),
                spread(own, IdleSample::kilobytes),
                spread(own, IdleSample::heapKilobytes),
                own.stream()
                        .map(IdleSample::error)
                        .filter(error -> !error.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private static Spread spread(List<IdleSample> own, ToDoubleFunction<IdleSample> value) {
        return Spread.of(own.stream().mapToDouble(value).toArray());
    }
}
