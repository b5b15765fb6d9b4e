package org.sallyport.policy.identity;

/**
 * Finds people in the directory by what stays theirs, whatever their screen names. Blocks while the directory answers: never
 * call it on an event loop. Safe for any thread.
 *
 * <p>Of {@link Identity}, {@link Identity.Unregistered} means that nobody has it, or more than one has.
 */
public interface PersonFinder {

    /** The person of nobody's directory: everybody is unavailable. */
    PersonFinder NONE = new PersonFinder() {
        @Override
        public Identity byLogin(String login) {
            return new Identity.Unavailable("there is no directory");
        }

        @Override
        public Identity byId(String id) {
            return new Identity.Unavailable("there is no directory");
        }
    };

    /**
     * By the name the person signs in with.
     *
     * @param login as typed; what is empty or longer than 256 characters is nobody's
     */
    Identity byLogin(String login);

    /**
     * By {@link Person#id}.
     *
     * @param id as the directory gave it
     */
    Identity byId(String id);
}
