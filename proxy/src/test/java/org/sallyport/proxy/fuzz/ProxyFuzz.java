package org.sallyport.proxy.fuzz;

import org.sallyport.protocols.fuzz.Fuzzing;

/** Fuzzes this module's targets, in the profile {@code fuzz} only. */
final class ProxyFuzz extends Fuzzing {

    ProxyFuzz() {
        super(new ProxyTargets());
    }
}
