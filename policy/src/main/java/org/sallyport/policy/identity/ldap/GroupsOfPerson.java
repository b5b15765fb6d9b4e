package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.ldap.DirectorySettings.GroupSearch;

/**
 * Searches for the groups that somebody is in, and, where that is wanted, for the groups that those are in. For one person, on
 * one thread; blocks.
 *
 * <p><b>Bounds:</b> {@value #MOST_GROUPS} groups and {@value #MOST_LEVELS} levels. More is an error, not a shorter list: who is
 * taken out of a group by a bound would slip past the rules about it. Groups that are in each other are followed once.
 */
final class GroupsOfPerson {

    /** More than anybody is in. */
    static final int MOST_GROUPS = 1_000;

    /** Deeper than anybody nests them. */
    static final int MOST_LEVELS = 20;

    /** How many groups' groups are asked for at once. */
    private static final int AT_ONCE = 50;

    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";

    private static final String RANGE = "range=";
    private static final String TOO_MANY = "more than " + MOST_GROUPS + " groups for one person";

    private final GroupSearch groups;
    private final @Nullable Filter groupFilter;
    private final Search search;
    private final Set<String> names = new HashSet<>();

    @FunctionalInterface
    interface Search {
        DirectoryClient.Found find(String base, Filter filter, int max, String... wanted) throws LDAPException;
    }

    GroupsOfPerson(GroupSearch groups, @Nullable Filter groupFilter, Search search) {
        this.groups = groups;
        this.groupFilter = groupFilter;
        this.search = search;
    }

    /**
     * Throws when an entry names more groups than anybody is in, or not all: of more than 1,500 values an Active Directory gives
     * the first ones, under the attribute's name with an option that says so (MS-ADTS 3.1.1.3.1.3.3).
     */
    static void requireAll(Entry entry, String attribute) throws LDAPException {
        if (PersonReader.values(entry, attribute).length > MOST_GROUPS) {
            throw tooMany(TOO_MANY);
        }
        for (Attribute other : entry.getAttributes()) {
            if (other.getBaseName().equalsIgnoreCase(Attribute.getBaseName(attribute))
                    && other.getOptions().stream()
                            .anyMatch(option -> option.regionMatches(true, 0, RANGE, 0, RANGE.length()))) {
                throw tooMany(TOO_MANY);
            }
        }
    }

    /** The names of the groups in lower case. */
    Set<String> of(String dn) throws LDAPException {
        switch (groups.nested()) {
            case NO -> note(find(Filter.createEqualityFilter(groups.member(), dn)));
            case IN_CHAIN -> note(find(Filter.createExtensibleMatchFilter(groups.member(), IN_CHAIN, false, dn)));
            case WALK -> walk(dn);
        }
        return names;
    }

    private void walk(String dn) throws LDAPException {
        Set<String> seen = new HashSet<>();
        List<String> level = List.of(dn);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth == MOST_LEVELS) {
                throw tooMany("groups within groups, more than " + MOST_LEVELS + " deep");
            }
            List<String> next = new ArrayList<>();
            for (int i = 0; i < level.size(); i += AT_ONCE) {
                List<Filter> any = level.subList(i, Math.min(i + AT_ONCE, level.size())).stream()
                        .map(member -> Filter.createEqualityFilter(groups.member(), member))
                        .toList();
                List<SearchResultEntry> found = find(any.size() == 1 ? any.getFirst() : Filter.createORFilter(any));
                note(found);
                for (SearchResultEntry group : found) {
                    if (seen.add(group.getDN().toLowerCase(Locale.ROOT))) {
                        next.add(group.getDN());
                    }
                }
                if (seen.size() > MOST_GROUPS) {
                    throw tooMany(TOO_MANY);
                }
            }
            level = next;
        }
    }

    private List<SearchResultEntry> find(Filter member) throws LDAPException {
        Filter filter = groupFilter == null ? member : Filter.createANDFilter(groupFilter, member);
        DirectoryClient.Found found = search.find(groups.baseDn(), filter, MOST_GROUPS, groups.name());
        if (found.more()) {
            throw tooMany(TOO_MANY);
        }
        return found.entries();
    }

    private void note(List<SearchResultEntry> found) {
        for (SearchResultEntry group : found) {
            for (String name : PersonReader.values(group, groups.name())) {
                names.add(name.toLowerCase(Locale.ROOT));
            }
        }
    }

    private static LDAPException tooMany(String what) {
        return new LDAPException(ResultCode.SIZE_LIMIT_EXCEEDED, what);
    }
}
