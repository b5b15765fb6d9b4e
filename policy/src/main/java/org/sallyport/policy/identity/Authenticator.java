package org.sallyport.policy.identity;

/** Checks a login and a password. Blocks while the directory answers: never call it on an event loop. Safe for any thread. */
public interface Authenticator {

    /**
     * @param login as typed; 1 to 256 characters, anything else is {@link Result.Refused}
     * @param password as typed; an empty one is always {@link Result.Refused} (LDAP would take it for an anonymous bind)
     */
    Result authenticate(String login, String password);

    /** How it went. */
    sealed interface Result {

        /** It is this person. */
        record Accepted(Person person) implements Result {}

        /** Wrong login or password, or the account is closed; which of them is not told. */
        enum Refused implements Result {
            INSTANCE
        }

        /** Too many tries of late. */
        record TooMany(java.time.Duration retryAfter) implements Result {}

        /** The directory did not answer. */
        record Unavailable(String cause) implements Result {}
    }
}
