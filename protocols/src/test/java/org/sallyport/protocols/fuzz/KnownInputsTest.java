package org.sallyport.protocols.fuzz;

/** Seeds and former finds of this module's targets. */
final class KnownInputsTest extends KnownInputs {

    KnownInputsTest() {
        super(new ProtocolTargets());
    }
}
