package org.sallyport.policy.history;

import java.time.Instant;

/**
 * A policy that is being written. Immutable; each saving makes another one of the same id.
 *
 * @param id 1 to 40 lower-case letters, digits and hyphens
 * @param author who wrote it last
 * @param time when it was saved, to the millisecond
 * @param reason why it is wanted; may be empty
 * @param base the number of the version it was made from; 0 when there was none
 * @param restores the number of the version that it brings back; 0: none
 * @param file the hash of the file in force when it was made, which somebody may have edited by hand; empty when there was none
 * @param text the whole document
 */
public record Draft(
        String id, String author, Instant time, String reason, int base, int restores, String file, String text) {

    /** Whether somebody wrote it last, by login: in whatever case they signed in. */
    public boolean isBy(String login) {
        return author.strip().equalsIgnoreCase(login.strip());
    }
}
