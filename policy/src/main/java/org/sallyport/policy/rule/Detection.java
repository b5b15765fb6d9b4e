package org.sallyport.policy.rule;

import java.util.Set;
import org.sallyport.policy.detect.Detector;

/**
 * How many numbers of some kinds a text must have. Immutable.
 *
 * @param detectors the kinds
 * @param atLeast how many of them together, 1 or more
 */
record Detection(Set<Detector> detectors, int atLeast) {
    Detection {
        detectors = Set.copyOf(detectors);
    }
}
