package org.sallyport.policy.identity.ldap;

import static org.sallyport.policy.identity.ldap.Checks.LONGEST_WAIT;
import static org.sallyport.policy.identity.ldap.Checks.require;
import static org.sallyport.policy.identity.ldap.Checks.requireAttribute;
import static org.sallyport.policy.identity.ldap.Checks.requireDn;
import static org.sallyport.policy.identity.ldap.Checks.requireFilter;
import static org.sallyport.policy.identity.ldap.Checks.requireTtl;
import static org.sallyport.policy.identity.ldap.Checks.requireWait;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.sallyport.protocols.ServiceId;

/**
 * Where the directory is, what its attributes are called, and how long to wait for it. Values only: nothing is opened or
 * resolved here, so a record that exists is well formed, not necessarily right.
 *
 * <p>Every record has the defaults of its fields in a constant or factory of its own, and every constructor throws
 * {@link IllegalArgumentException} with a sentence that starts with the name of the field, so that whoever reads a
 * configuration file can put the line number in front of it.
 *
 * @param connection servers, trust and credentials
 * @param person how an entry becomes a person
 * @param groups where group membership is written
 * @param lookup bounds of looking up screen names
 * @param signIn bounds of checking passwords
 */
public record DirectorySettings(
        DirectoryConnection connection, PersonEntry person, GroupLookup groups, Lookup lookup, SignIn signIn) {

    /**
     * A directory as OpenLDAP ships it: {@code inetOrgPerson} entries and {@code groupOfNames} groups below {@code baseDn}.
     *
     * @param connection how to reach it
     * @param baseDn the entry below which everybody is
     */
    public static DirectorySettings openLdap(DirectoryConnection connection, String baseDn) {
        return new DirectorySettings(
                connection, PersonEntry.openLdap(baseDn), GroupSearch.below(baseDn), Lookup.DEFAULTS, SignIn.DEFAULTS);
    }

    /**
     * An Active Directory domain: {@code sAMAccountName}, {@code objectGUID}, {@code memberOf}, and the disabled bit of
     * {@code userAccountControl}.
     *
     * @param connection how to reach it
     * @param baseDn the entry below which everybody is, such as {@code DC=example,DC=com}
     */
    public static DirectorySettings activeDirectory(DirectoryConnection connection, String baseDn) {
        return new DirectorySettings(
                connection, PersonEntry.activeDirectory(baseDn), MemberOf.DEFAULTS, Lookup.DEFAULTS, SignIn.DEFAULTS);
    }

    /** The same with other bounds for lookups. */
    public DirectorySettings with(Lookup other) {
        return new DirectorySettings(connection, person, groups, other, signIn);
    }

    /** The same with another way to find groups. */
    public DirectorySettings with(GroupLookup other) {
        return new DirectorySettings(connection, person, other, lookup, signIn);
    }

    /** The same with another connection. */
    public DirectorySettings with(DirectoryConnection other) {
        return new DirectorySettings(other, person, groups, lookup, signIn);
    }

    /** The same with another reading of entries. */
    public DirectorySettings with(PersonEntry other) {
        return new DirectorySettings(connection, other, groups, lookup, signIn);
    }

    /** The same with other bounds for signing in. */
    public DirectorySettings with(SignIn other) {
        return new DirectorySettings(connection, person, groups, lookup, other);
    }

    /**
     * How an entry becomes a {@link org.sallyport.policy.identity.Person}.
     *
     * @param baseDn persons are searched below this entry. No default
     * @param filter what is a person. Default {@code (|(objectClass=inetOrgPerson)(objectClass=user))}
     * @param login the attribute that people sign in with. Default {@code uid}, Active Directory {@code sAMAccountName}
     * @param name the attribute with the name people use; when an entry has none, {@code cn} and then the login stand in.
     *     Default {@code cn}, Active Directory {@code displayName}
     * @param mail the attribute with the mail address. Default {@code mail}
     * @param id the attribute that never changes; {@code objectGUID} is read as the binary GUID it is; when an entry has none,
     *     its DN stands in. Default {@code entryUUID}, Active Directory {@code objectGUID}
     * @param screenNames the attribute with the screen names at each service, any number of values. At a service that is not
     *     here nobody is registered. Default {@link #DEFAULT_SCREEN_NAMES}
     * @param closed what says that an account is closed: any one of these. Default {@link #DEFAULT_CLOSED}
     */
    public record PersonEntry(
            String baseDn,
            String filter,
            String login,
            String name,
            String mail,
            String id,
            Map<ServiceId, String> screenNames,
            List<ClosedMark> closed) {

        /** What is a person in either kind of directory. */
        public static final String DEFAULT_FILTER = "(|(objectClass=inetOrgPerson)(objectClass=user))";

        /** {@code aim: imAim}, {@code icq: imIcq}, {@code msn: imMsn}, {@code yahoo: imYahoo}. */
        public static final Map<ServiceId, String> DEFAULT_SCREEN_NAMES = Map.of(
                new ServiceId("aim"), "imAim",
                new ServiceId("icq"), "imIcq",
                new ServiceId("msn"), "imMsn",
                new ServiceId("yahoo"), "imYahoo");

        /**
         * {@code employeeType: disabled}, and {@code pwdAccountLockedTime: 000001010000Z}, which is how an administrator locks
         * an account for good with OpenLDAP's password policy (slapo-ppolicy(5)). Other values of that attribute are only the
         * pause after wrong passwords, which anybody can bring about for anybody, so they don't count.
         */
        public static final List<ClosedMark> DEFAULT_CLOSED = List.of(
                new ClosedMark.Value("employeeType", "disabled"),
                new ClosedMark.Value("pwdAccountLockedTime", "000001010000Z"));

        public PersonEntry {
            requireDn("baseDn", baseDn);
            requireFilter("filter", filter);
            requireAttribute("login", login);
            requireAttribute("name", name);
            requireAttribute("mail", mail);
            requireAttribute("id", id);
            screenNames = Map.copyOf(screenNames);
            screenNames.forEach((service, attribute) -> requireAttribute("screenNames." + service, attribute));
            closed = List.copyOf(closed);
        }

        /** The defaults for OpenLDAP and its kind. */
        public static PersonEntry openLdap(String baseDn) {
            return new PersonEntry(
                    baseDn, DEFAULT_FILTER, "uid", "cn", "mail", "entryUUID", DEFAULT_SCREEN_NAMES, DEFAULT_CLOSED);
        }

        /** The defaults for Active Directory; bit 2 of {@code userAccountControl} is ACCOUNTDISABLE. */
        public static PersonEntry activeDirectory(String baseDn) {
            return new PersonEntry(
                    baseDn,
                    DEFAULT_FILTER,
                    "sAMAccountName",
                    "displayName",
                    "mail",
                    "objectGUID",
                    DEFAULT_SCREEN_NAMES,
                    List.of(new ClosedMark.Bit("userAccountControl", 2)));
        }

        /** The same with other attributes for screen names. */
        public PersonEntry withScreenNames(Map<ServiceId, String> other) {
            return new PersonEntry(baseDn, filter, login, name, mail, id, other, closed);
        }

        /** The same with other marks of a closed account. */
        public PersonEntry withClosed(List<ClosedMark> other) {
            return new PersonEntry(baseDn, filter, login, name, mail, id, screenNames, other);
        }
    }

    /** What in an entry says that its account is closed. */
    public sealed interface ClosedMark {

        /** The attribute that is looked at. */
        String attribute();

        /** The attribute has this value, whatever its case. */
        record Value(String attribute, String value) implements ClosedMark {
            public Value {
                requireAttribute("closed", attribute);
            }
        }

        /** The attribute is there at all. */
        record Present(String attribute) implements ClosedMark {
            public Present {
                requireAttribute("closed", attribute);
            }
        }

        /** The attribute is a number with one of these bits; {@code mask} is above 0. */
        record Bit(String attribute, long mask) implements ClosedMark {
            public Bit {
                requireAttribute("closed", attribute);
                require(mask > 0, "closed: the mask of " + attribute + " must be above 0, is " + mask);
            }
        }
    }

    /** Where group membership is written. */
    public sealed interface GroupLookup permits MemberOf, GroupSearch {}

    /**
     * On the person. Groups within groups are not followed.
     *
     * @param attribute holds DNs of groups, whose first RDN is the name; a value that is no DN is the name itself. Default
     *     {@code memberOf}
     */
    public record MemberOf(String attribute) implements GroupLookup {

        /** {@code memberOf}. */
        public static final MemberOf DEFAULTS = new MemberOf("memberOf");

        public MemberOf {
            requireAttribute("groups.attribute", attribute);
        }
    }

    /** What is done about groups that are in groups. */
    public enum Nested {
        /** Nothing: a person is in the groups that name the person. */
        NO,
        /**
         * The server follows them, by LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3): Active Directory and servers that
         * imitate it.
         */
        IN_CHAIN,
        /** Sallyport follows them: a search for each level. */
        WALK
    }

    /**
     * On the groups: one more search per person.
     *
     * @param baseDn groups are searched below this entry. Default: that of the persons
     * @param filter what is a group. Default {@code (|(objectClass=groupOfNames)(objectClass=group))}
     * @param member the attribute with the DNs of the members. Default {@code member}
     * @param name the attribute with the group's name. Default {@code cn}
     * @param nested what is done about groups that are in groups. Default nothing
     */
    public record GroupSearch(String baseDn, String filter, String member, String name, Nested nested)
            implements GroupLookup {

        public GroupSearch {
            requireDn("groups.baseDn", baseDn);
            requireFilter("groups.filter", filter);
            requireAttribute("groups.member", member);
            requireAttribute("groups.name", name);
        }

        /** Groups within groups are not followed. */
        public GroupSearch(String baseDn, String filter, String member, String name) {
            this(baseDn, filter, member, name, Nested.NO);
        }

        /** The same with another way to deal with groups in groups. */
        public GroupSearch with(Nested other) {
            return new GroupSearch(baseDn, filter, member, name, other);
        }

        /** Below this entry, with every default. */
        public static GroupSearch below(String baseDn) {
            return new GroupSearch(baseDn, "(|(objectClass=groupOfNames)(objectClass=group))", "member", "cn");
        }
    }

    /**
     * Bounds of looking up screen names.
     *
     * @param waiting lookups that may wait for a free connection; the next one is answered "unavailable" at once. 1 to
     *     1,000,000. Default 1,000
     * @param deadline the longest that anybody waits for an answer, all servers and retries together. Default 5 s
     * @param pause how long the directory is left alone after it failed; lookups meanwhile are "unavailable" at once. 0 to 5
     *     minutes. Default 1 s
     * @param cacheSize answers kept, of registered names and of unregistered ones apiece, so that strangers can't push
     *     colleagues out. 2 to 10,000,000. Default 10,000
     * @param ttl how long a person stays as found, and so how long a change in the directory may take to show. Default 5 min
     * @param negativeTtl the same for a name of nobody. Default 1 min
     * @param staleWhileDown how long after that an answer may still be given while the directory doesn't; 0 to 7 days. Default
     *     0: never
     */
    public record Lookup(
            int waiting,
            Duration deadline,
            Duration pause,
            int cacheSize,
            Duration ttl,
            Duration negativeTtl,
            Duration staleWhileDown) {

        private static final Duration LONGEST_STALE = Duration.ofDays(7);

        /** Every default. */
        public static final Lookup DEFAULTS = new Lookup(
                1_000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                10_000,
                Duration.ofMinutes(5),
                Duration.ofMinutes(1));

        public Lookup {
            require(waiting >= 1 && waiting <= 1_000_000, "waiting: must be 1 to 1000000, is " + waiting);
            requireWait("deadline", deadline);
            require(
                    !pause.isNegative() && pause.compareTo(LONGEST_WAIT) <= 0,
                    "pause: must be 0 to " + LONGEST_WAIT + ", is " + pause);
            require(cacheSize >= 2 && cacheSize <= 10_000_000, "cacheSize: must be 2 to 10000000, is " + cacheSize);
            requireTtl("ttl", ttl);
            requireTtl("negativeTtl", negativeTtl);
            require(
                    !staleWhileDown.isNegative() && staleWhileDown.compareTo(LONGEST_STALE) <= 0,
                    "staleWhileDown: must be 0 to 7 days, is " + staleWhileDown);
        }

        /** Answers are given for as long as they are good, and no longer. */
        public Lookup(
                int waiting, Duration deadline, Duration pause, int cacheSize, Duration ttl, Duration negativeTtl) {
            this(waiting, deadline, pause, cacheSize, ttl, negativeTtl, Duration.ZERO);
        }

        /** The same with another time for which answers outlive theirs. */
        public Lookup withStaleWhileDown(Duration other) {
            return new Lookup(waiting, deadline, pause, cacheSize, ttl, negativeTtl, other);
        }
    }

    /**
     * Bounds of checking passwords.
     *
     * @param tries wrong passwords for one login within the window, until further tries are refused unseen; 1 to 100.
     *     Default 5
     * @param window above 0, at most 1 day. Default 5 min
     */
    public record SignIn(int tries, Duration window) {

        /** Every default. */
        public static final SignIn DEFAULTS = new SignIn(5, Duration.ofMinutes(5));

        public SignIn {
            require(tries >= 1 && tries <= 100, "tries: must be 1 to 100, is " + tries);
            requireTtl("window", window);
        }
    }
}
