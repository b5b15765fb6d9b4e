package org.sallyport.policy.fuzz;

import org.sallyport.protocols.fuzz.Fuzzing;

/** Fuzzes this module's targets, in the profile {@code fuzz} only. */
final class PolicyFuzz extends Fuzzing {

    PolicyFuzz() {
        super(new PolicyTargets());
    }
}
