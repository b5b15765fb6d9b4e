package org.sallyport.policy.identity;

/** By what a person is found besides a screen name. */
public sealed interface PersonKey {

    /** {@link Person#id}, as the directory gave it. */
    record Id(String value) implements PersonKey {}

    /** What the person signs in with. */
    record Login(String value) implements PersonKey {}
}
