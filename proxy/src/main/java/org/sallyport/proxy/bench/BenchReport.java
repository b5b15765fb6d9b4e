package org.sallyport.proxy.bench;

import java.util.List;

/**
 * What came out.
 *
 * @param options what was asked for
 * @param machine where
 * @param samples everything measured, in the order it was
 * @param rows the same, put together
 */
public record BenchReport(BenchOptions options, Machine machine, List<Sample> samples, List<Row> rows) {
    public BenchReport {
        samples = List.copyOf(samples);
        rows = List.copyOf(rows);
    }

    /** Whether every answer came and was right. */
    public boolean clean() {
        return rows.stream().allMatch(row -> row.errors() == 0);
    }
}
