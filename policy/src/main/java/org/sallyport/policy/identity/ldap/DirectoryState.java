package org.sallyport.policy.identity.ldap;

import java.time.Instant;

/** Whether the directory answers, as far as the last attempt told. */
public sealed interface DirectoryState {

    /** Nobody has asked it anything yet. */
    record Untried() implements DirectoryState {}

    /** It answers. */
    record Up(Instant since) implements DirectoryState {}

    /**
     * It doesn't.
     *
     * @param since the first failure of this outage
     * @param cause the latest failure, in words for an administrator
     */
    record Down(Instant since, String cause) implements DirectoryState {}
}
