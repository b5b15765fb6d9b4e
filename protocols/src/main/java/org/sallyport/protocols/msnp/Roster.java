package org.sallyport.protocols.msnp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.msnp.wire.MsnNames;

/**
 * Who is in a switchboard besides the account itself. Since version 16 everybody comes once for each place they are signed on
 * at and once bare, and leaves alike (observed with Escargot); here they are one.
 *
 * <p>Bounded: of more people than are tracked the one who came first is forgotten, and of one person 16 places are told apart.
 * Confined to the connection's event loop.
 */
final class Roster {

    private static final int MOST_ENDPOINTS = 16;

    private static final class Member {
        private boolean bare;
        private final Set<String> endpoints = new HashSet<>();
    }

    private final Map<ScreenName, Member> members = new LinkedHashMap<>();
    private final int capacity;

    Roster(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Somebody is in, as a line names them.
     *
     * @param account whose connection it is, who doesn't count
     * @return who is new; null when it is the account, or another place of somebody who was in already
     */
    @Nullable ScreenName joins(String handle, @Nullable ScreenName account) {
        ScreenName person = MsnNames.of(handle);
        if (person.equals(account)) {
            return null;
        }
        Member known = members.get(person);
        Member member = known == null ? new Member() : known;
        String endpoint = MsnNames.endpoint(handle);
        if (endpoint.isEmpty()) {
            member.bare = true;
        } else if (member.endpoints.size() < MOST_ENDPOINTS) {
            member.endpoints.add(endpoint);
        }
        if (known != null) {
            return null;
        }
        if (members.size() == capacity) {
            members.remove(members.keySet().iterator().next());
        }
        members.put(person, member);
        return person;
    }

    /** Somebody is out, as a line names them; null when they are still in from elsewhere, or never were. */
    @Nullable ScreenName leaves(String handle) {
        ScreenName person = MsnNames.of(handle);
        Member member = members.get(person);
        if (member == null) {
            return null;
        }
        String endpoint = MsnNames.endpoint(handle);
        if (!endpoint.isEmpty()) {
            member.endpoints.remove(endpoint);
            if (member.bare || !member.endpoints.isEmpty()) {
                return null;
            }
        }
        members.remove(person);
        return person;
    }

    /** Everybody, in the order in which they came. */
    List<ScreenName> people() {
        return new ArrayList<>(members.keySet());
    }

    /** The one other person; null when there are none or several. */
    @Nullable ScreenName only() {
        return members.size() == 1 ? members.keySet().iterator().next() : null;
    }

    boolean has(ScreenName person) {
        return members.containsKey(person);
    }

    int size() {
        return members.size();
    }

    /** Whether it is a conversation of three or more. */
    boolean several() {
        return members.size() > 1;
    }
}
