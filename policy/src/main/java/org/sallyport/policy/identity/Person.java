package org.sallyport.policy.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory entry, as far as rules, pages and the archive need it.
 *
 * @param id what stays the same when the person is renamed or moved: {@code entryUUID} or {@code objectGUID}, else the DN
 * @param login the name the person signs in with, such as {@code uid}
 * @param name the name people call the person
 * @param mail the mail address, if the directory has one
 * @param groups the names ({@code cn}) of the groups the person is in, lower case
 * @param disabled whether the directory says the account is closed
 */
public record Person(
        String id, String login, String name, @Nullable String mail, Set<String> groups, boolean disabled) {
    public Person {
        groups = Set.copyOf(groups);
    }
}
