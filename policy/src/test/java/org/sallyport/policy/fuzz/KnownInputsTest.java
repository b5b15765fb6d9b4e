package org.sallyport.policy.fuzz;

import org.sallyport.protocols.fuzz.KnownInputs;

/** Seeds and former finds of this module's targets. */
final class KnownInputsTest extends KnownInputs {

    KnownInputsTest() {
        super(new PolicyTargets());
    }
}
