package org.sallyport.proxy.bench;

import java.util.List;

/**
 * What came out.
 *
 * @param options what was asked for
 * @param machine where
 * @param samples everything measured, in the order it was
 * @param rows the same, put together
 * @param idleSamples what idle connections cost, in the order it was measured; empty when it wasn't
 * @param idleRows the same, put together
 * @param decisions what decisions cost; empty when it wasn't measured
 */
public record BenchReport(
        BenchOptions options,
        Machine machine,
        List<Sample> samples,
        List<Row> rows,
        List<IdleSample> idleSamples,
        List<IdleRow> idleRows,
        List<DecisionRow> decisions) {
    public BenchReport {
        samples = List.copyOf(samples);
        rows = List.copyOf(rows);
        idleSamples = List.copyOf(idleSamples);
        idleRows = List.copyOf(idleRows);
        decisions = List.copyOf(decisions);
    }

    /** Whether every answer came and was right. */
    public boolean clean() {
        return rows.stream().allMatch(row -> row.errors() == 0)
                && idleRows.stream().allMatch(row -> row.firstError().isEmpty());
    }
}
