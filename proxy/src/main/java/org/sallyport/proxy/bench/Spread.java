package org.sallyport.proxy.bench;

import java.util.Arrays;

/**
 * What several rounds say of one thing.
 *
 * @param median the middle one, or the mean of the middle two
 * @param least the smallest
 * @param most the largest
 */
public record Spread(double median, double least, double most) {

    /** @param values at least one */
    static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there must be a value");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Half the distance from the least to the most, in percent of the median; 0 when the median is. */
    public double percent() {
        return median == 0 ? 0 : (most - least) / 2 / median * 100;
    }
}
