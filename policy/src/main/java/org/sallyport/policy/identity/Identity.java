package org.sallyport.policy.identity;

/** What the directory says of a screen name. Not knowing is not the same as being told that there is nobody. */
public sealed interface Identity {

    /**
     * A person here.
     *
     * @param source how that is known
     */
    record Known(Person person, Source source) implements Identity {

        /** The directory has the name. */
        public Known(Person person) {
            this(person, Source.DIRECTORY);
        }
    }

    /** How it is known whose a name is. */
    enum Source {
        /** The directory says so. */
        DIRECTORY,
        /** The name was bound to the person here: by a code, by hand or by file. */
        BINDING,
        /** The person has signed in at the gateway's own door. */
        DOOR,
        /** The person is at the client's address. */
        ADDRESS
    }

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
