package org.sallyport.protocols.fuzz;

/** Fuzzes this module's targets, in the profile {@code fuzz} only. */
final class ProtocolFuzz extends Fuzzing {

    ProtocolFuzz() {
        super(new ProtocolTargets());
    }
}
