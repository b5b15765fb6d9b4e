package org.sallyport.ui;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sallyport.policy.identity.Person;

/** Which groups of the directory make whom what. Immutable. */
final class Roles {

    private final Map<Role, Set<String>> groups;

    Roles(ConsoleSettings settings) {
        groups = settings.groups();
    }

    /** Who they are here. */
    Caller of(Person person) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        groups.forEach((role, names) -> {
            if (!Collections.disjoint(person.groups(), names)) {
                roles.add(role);
            }
        });
        return new Caller(person, roles);
    }

    /** What somebody is told who lacks a permission: what they may not do, and which groups may. */
    String lacking(Access access) {
        Set<String> names = new TreeSet<>();
        access.roles().forEach(role -> names.addAll(groups.getOrDefault(role, Set.of())));
        return names.isEmpty()
                ? "No group was given this permission yet. An administrator can name one in the configuration, under console."
                : "You are signed in, but this takes membership of the group " + String.join(" or ", names)
                        + ". Ask whoever runs the directory to add you, then sign out and in again.";
    }
}
