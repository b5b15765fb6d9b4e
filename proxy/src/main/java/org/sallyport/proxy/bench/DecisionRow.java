package org.sallyport.proxy.bench;

import java.util.Optional;

/**
 * What a decision costs. Times are in microseconds.
 *
 * @param what what is decided on
 * @param rules how many rules there are
 * @param loadMillis how long the rulebase took to be read, in milliseconds
 * @param median of all decisions of a round
 * @param p99 likewise
 * @param p999 likewise
 * @param grep what GNU grep takes to look for the same words in a text as long; empty where it has no part, or is not there
 */
public record DecisionRow(
        String what, int rules, long loadMillis, Spread median, Spread p99, Spread p999, Optional<Spread> grep) {}
