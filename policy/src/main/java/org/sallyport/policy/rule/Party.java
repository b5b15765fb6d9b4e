package org.sallyport.policy.rule;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.detect.WebHosts;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;

/** What a rule asks about a person: the {@code who} and {@code with} of the document. Immutable; equal when they ask the same. */
sealed interface Party {

    /** A colleague: known here, and not disabled. Asked of the others it means each of them. */
    enum Internal implements Party {
        INSTANCE
    }

    /** Anybody else. Asked of the others it means one of them at least. */
    enum External implements Party {
        INSTANCE
    }

    /** Whether the directory has the name. */
    record Registered(boolean wanted) implements Party {}

    /** Whether the directory has the account and says that it is closed. */
    record Disabled(boolean wanted) implements Party {}

    /** One of these people, by login or mail address in lower case. */
    record Persons(Set<String> names) implements Party {
        public Persons {
            names = Set.copyOf(names);
        }
    }

    /** In one of these groups, in lower case. */
    record Groups(Set<String> names) implements Party {
        public Groups {
            names = Set.copyOf(names);
        }
    }

    /** Under one of these screen names. */
    record Names(List<Glob> patterns) implements Party {
        public Names {
            patterns = List.copyOf(patterns);
        }
    }

    /** At the client of the connection, with an address in one of these. */
    record Networks(List<Network> networks) implements Party {
        public Networks {
            networks = List.copyOf(networks);
        }
    }

    /** Under a screen name at one of these domains, or at one below them; in lower case. */
    record Domains(Set<String> names) implements Party {
        public Domains {
            names = Set.copyOf(names);
        }
    }

    /** At the client of the connection, with one of these programs. */
    record Clients(List<Software> programs) implements Party {
        public Clients {
            programs = List.copyOf(programs);
        }
    }

    /** Whether the name is on the contact list of the connection's account, as far as that was seen. */
    record Contact(boolean wanted) implements Party {}

    /** The directory did not answer. */
    enum DirectoryUnavailable implements Party {
        INSTANCE
    }

    /** Not this. */
    record Not(Party party) implements Party {}

    /** All of these. */
    record AllOf(List<Party> parties) implements Party {
        public AllOf {
            parties = List.copyOf(parties);
        }
    }

    /** One of these at least. */
    record AnyOf(List<Party> parties) implements Party {
        public AnyOf {
            parties = List.copyOf(parties);
        }
    }

    /**
     * Whether it holds.
     *
     * @param event what else happened
     * @param name whom it is asked about; null for an account that is not known yet, or for the unnamed people in a room
     * @param identity who that is
     * @param actor whether that is who acted
     */
    default Truth test(EventView event, @Nullable ScreenName name, Identity identity, boolean actor) {
        return switch (this) {
            case Internal i -> actor ? isInternal(identity) : event.othersInternal();
            case External e -> isInternal(identity).not();
            case Registered r -> isKnown(identity, r.wanted, true);
            case Disabled d -> isKnown(identity, d.wanted, false);
            case Persons p -> isOneOf(identity, p.names);
            case Groups g -> isMember(identity, g.names);
            case Names n -> Truth.of(name != null && matchesAny(n.patterns, name));
            case Networks n -> Truth.of(actor && containsAny(n.networks, event.clientOfActor()));
            case Domains d -> Truth.of(name != null && isUnder(d.names, name));
            case Clients c ->
                Truth.of(actor
                        && event.isOfClient()
                        && runsAny(c.programs, event.question().client()));
            case Contact c ->
                Truth.of((name != null && event.question().contacts().test(name)) == c.wanted);
            case DirectoryUnavailable d -> Truth.of(identity instanceof Identity.Unavailable);
            case Not n -> n.party.test(event, name, identity, actor).not();
            case AllOf all -> {
                Truth truth = Truth.TRUE;
                for (int i = 0; i < all.parties.size() && truth != Truth.FALSE; i++) {
                    truth = truth.and(all.parties.get(i).test(event, name, identity, actor));
                }
                yield truth;
            }
            case AnyOf any -> {
                Truth truth = Truth.FALSE;
                for (int i = 0; i < any.parties.size() && truth != Truth.TRUE; i++) {
                    truth = truth.or(any.parties.get(i).test(event, name, identity, actor));
                }
                yield truth;
            }
        };
    }

    /** Whether an answer may need the directory. */
    default boolean asksDirectory() {
        return switch (this) {
            case Internal i -> true;
            case External e -> true;
            case Registered r -> true;
            case Disabled d -> true;
            case Persons p -> true;
            case Groups g -> true;
            case Names n -> false;
            case Networks n -> false;
            case Domains d -> false;
            case Clients c -> false;
            case Contact c -> false;
            case DirectoryUnavailable d -> false;
            case Not n -> n.party.asksDirectory();
            case AllOf all -> all.parties.stream().anyMatch(Party::asksDirectory);
            case AnyOf any -> any.parties.stream().anyMatch(Party::asksDirectory);
        };
    }

    /** Whether {@code directory: unavailable} is named in it. */
    default boolean namesUnavailable() {
        return switch (this) {
            case DirectoryUnavailable d -> true;
            case AllOf all -> all.parties.stream().anyMatch(Party::namesUnavailable);
            case AnyOf any -> any.parties.stream().anyMatch(Party::namesUnavailable);
            case Internal i -> false;
            case External e -> false;
            case Registered r -> false;
            case Disabled d -> false;
            case Persons p -> false;
            case Groups g -> false;
            case Names n -> false;
            case Networks n -> false;
            case Domains d -> false;
            case Clients c -> false;
            case Contact c -> false;
            case Not n -> false;
        };
    }

    static Truth isInternal(Identity identity) {
        return switch (identity) {
            case Identity.Known known -> Truth.of(!known.person().disabled());
            case Identity.Unregistered u -> Truth.FALSE;
            case Identity.Unavailable u -> Truth.UNKNOWN;
        };
    }

    private static Truth isKnown(Identity identity, boolean wanted, boolean disabledToo) {
        return switch (identity) {
            case Identity.Known known -> Truth.of((disabledToo || known.person().disabled()) == wanted);
            case Identity.Unregistered u -> Truth.of(!wanted);
            case Identity.Unavailable u -> Truth.UNKNOWN;
        };
    }

    private static Truth isOneOf(Identity identity, Set<String> names) {
        return switch (identity) {
            case Identity.Known known -> Truth.of(isOneOf(known.person(), names));
            case Identity.Unregistered u -> Truth.FALSE;
            case Identity.Unavailable u -> Truth.UNKNOWN;
        };
    }

    private static boolean isOneOf(Person person, Set<String> names) {
        String mail = person.mail();
        return names.contains(person.login().toLowerCase(Locale.ROOT))
                || (mail != null && names.contains(mail.toLowerCase(Locale.ROOT)));
    }

    private static Truth isMember(Identity identity, Set<String> groups) {
        return switch (identity) {
            case Identity.Known known -> {
                for (String group : known.person().groups()) {
                    if (groups.contains(group)) {
                        yield Truth.TRUE;
                    }
                }
                yield Truth.FALSE;
            }
            case Identity.Unregistered u -> Truth.FALSE;
            case Identity.Unavailable u -> Truth.UNKNOWN;
        };
    }

    private static boolean matchesAny(List<Glob> patterns, ScreenName name) {
        String folded = Glob.foldScreenName(name.normalized());
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(folded)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnder(Set<String> domains, ScreenName name) {
        String domain = domainOf(name);
        return domain != null && WebHosts.anyDomain(domain, domains::contains);
    }

    /** The domain of a screen name, in lower case: what stands behind its last at sign; null when there is none. */
    static @Nullable String domainOf(ScreenName name) {
        String folded = Glob.foldScreenName(name.normalized());
        // A resource, as in anna@example.com/desk, is not part of it.
        int slash = folded.indexOf('/');
        String bare = slash < 0 ? folded : folded.substring(0, slash);
        int at = bare.lastIndexOf('@');
        return at < 0 || at == bare.length() - 1 ? null : bare.substring(at + 1);
    }

    private static boolean runsAny(List<Software> programs, @Nullable String client) {
        for (Software program : programs) {
            if (program.test(client)) {
                return true;
            }
        }
        return false;
    }

    private static boolean containsAny(List<Network> networks, @Nullable InetAddress client) {
        if (client == null) {
            return false;
        }
        for (Network network : networks) {
            if (network.contains(client)) {
                return true;
            }
        }
        return false;
    }
}
