package org.sallyport.ui;

import java.util.Set;
import org.sallyport.policy.identity.Person;

/**
 * Somebody who proved who they are, by signing in or with each request.
 *
 * @param person who they are
 * @param roles what their groups made them when they proved it
 */
record Caller(Person person, Set<Role> roles) {

    Caller {
        roles = Set.copyOf(roles);
    }

    String login() {
        return person.login();
    }

    boolean may(Access access) {
        return access.allows(roles);
    }
}
