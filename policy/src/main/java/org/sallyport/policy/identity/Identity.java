package org.sallyport.policy.identity;

/** What the directory says of a screen name. Not knowing is not the same as being told that there is nobody. */
public sealed interface Identity {

    /** A person here. */
    record Known(Person person) implements Identity {}

    /** The directory answered: nobody here has this name. */
    enum Unregistered implements Identity {
        INSTANCE
    }

    /**
     * The directory did not answer.
     *
     * @param cause why, in words for an administrator
     */
    record Unavailable(String cause) implements Identity {}
}
