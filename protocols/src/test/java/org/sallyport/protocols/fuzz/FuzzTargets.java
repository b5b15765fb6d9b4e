package org.sallyport.protocols.fuzz;

import java.util.List;

/** The targets of one module. Has a public constructor without parameters, since it is made by name in another JVM. */
public interface FuzzTargets {

    /** All of them, made anew. */
    List<FuzzTarget> all();

    /** The one with this name. */
    default FuzzTarget named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fuzz target " + name));
    }
}
