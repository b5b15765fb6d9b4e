package org.sallyport.policy.rule;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.detect.WebHosts;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;

/**
 * The rules that can only match when whoever acted, or one of the others, bears a certain name. Each of them stands under its
 * keys: those of {@code who} or those of {@code with}, whichever it shares with fewer rules. Immutable; any thread.
 */
final class KeyTable {

    /** What a key is the name of. */
    enum Kind {
        PERSON,
        GROUP,
        SCREEN_NAME,
        DOMAIN,
        NETWORK;

        boolean asksDirectory() {
            return this == PERSON || this == GROUP;
        }
    }

    /**
     * A name that somebody bears.
     *
     * @param actor whether it is whoever acted, and not one of the others
     * @param name a string, or a {@link Network}
     */
    record Key(Kind kind, boolean actor, Object name) {}

    /** The keys of one end. */
    private static final class Side {

        private final Map<String, int[]> persons = new HashMap<>();
        private final Map<String, int[]> groups = new HashMap<>();
        private final Map<String, int[]> screenNames = new HashMap<>();
        private final Map<String, int[]> domains = new HashMap<>();

        /** All rules under persons and groups: those that may be true of somebody the directory did not answer for. */
        private int @Nullable [] directory;
    }

    private final Side who = new Side();
    private final Side with = new Side();
    private final Map<Network, int[]> networks = new HashMap<>();

    /** The sizes of those networks, for IPv4 and for IPv6: an address is looked up as a network of each. */
    private final int[] prefixes4;

    private final int[] prefixes6;
    private final Set<Integer> held = new HashSet<>();

    KeyTable(List<Rule> rules) {
        Map<Key, Integer> sharing = new HashMap<>();
        List<Collection<Key>> whoKeys = new ArrayList<>();
        List<Collection<Key>> withKeys = new ArrayList<>();
        for (Rule rule : rules) {
            whoKeys.add(keys(rule.who(), true));
            withKeys.add(keys(rule.with(), false));
            whoKeys.getLast().forEach(key -> sharing.merge(key, 1, Integer::sum));
            withKeys.getLast().forEach(key -> sharing.merge(key, 1, Integer::sum));
        }
        Map<Key, Set<Integer>> table = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            for (Key key : rarer(whoKeys.get(i), withKeys.get(i), sharing)) {
                table.computeIfAbsent(key, k -> new TreeSet<>()).add(i);
                held.add(i);
            }
        }
        table.forEach(this::place);
        who.directory = directory(table, true);
        with.directory = directory(table, false);
        prefixes4 = prefixes(32);
        prefixes6 = prefixes(128);
    }

    /** The keys of one side, of which somebody must bear one for the rule to match; none when there is no such set. */
    static Collection<Key> keys(@Nullable Party party, boolean actor) {
        return switch (party) {
            case null -> List.of();
            case Party.Persons p -> named(Kind.PERSON, actor, p.names());
            case Party.Groups g -> named(Kind.GROUP, actor, g.names());
            case Party.Domains d -> named(Kind.DOMAIN, actor, d.names());
            case Party.Networks n -> named(Kind.NETWORK, actor, n.networks());
            case Party.Names n -> globs(n.patterns(), actor);
            case Party.AllOf all ->
                all.parties().stream()
                        .map(one -> keys(one, actor))
                        .filter(keys -> !keys.isEmpty())
                        .findFirst()
                        .orElse(List.of());
            case Party.AnyOf any -> {
                Set<Key> union = new HashSet<>();
                for (Party one : any.parties()) {
                    Collection<Key> keys = keys(one, actor);
                    if (keys.isEmpty()) {
                        yield List.of();
                    }
                    union.addAll(keys);
                }
                yield union;
            }
            case Party.Internal i -> List.of();
            case Party.External e -> List.of();
            case Party.Registered r -> List.of();
            case Party.Disabled d -> List.of();
            case Party.Clients c -> List.of();
            case Party.Contact c -> List.of();
            case Party.DirectoryUnavailable d -> List.of();
            case Party.Not n -> List.of();
        };
    }

    private static Collection<Key> named(Kind kind, boolean actor, Collection<?> names) {
        Set<Key> keys = new HashSet<>();
        names.forEach(name -> keys.add(new Key(kind, actor, name)));
        return keys;
    }

    /** Patterns without wildcards are names; {@code *@example.com} is as good as a domain. Others have no key. */
    private static Collection<Key> globs(List<Glob> patterns, boolean actor) {
        Set<Key> keys = new HashSet<>();
        for (Glob glob : patterns) {
            String pattern = glob.pattern();
            if (glob.exact()) {
                keys.add(new Key(Kind.SCREEN_NAME, actor, pattern));
            } else if (pattern.startsWith("*@") && new Glob(pattern.substring(2)).exact()) {
                keys.add(new Key(Kind.DOMAIN, actor, pattern.substring(2)));
            } else {
                return List.of();
            }
        }
        return keys;
    }

    private static Collection<Key> rarer(Collection<Key> one, Collection<Key> other, Map<Key, Integer> sharing) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return mostShared(one, sharing) <= mostShared(other, sharing) ? one : other;
    }

    private static int mostShared(Collection<Key> keys, Map<Key, Integer> sharing) {
        return keys.stream().mapToInt(key -> sharing.getOrDefault(key, 0)).max().orElse(0);
    }

    private void place(Key key, Set<Integer> rules) {
        int[] numbers = toArray(rules);
        Side side = key.actor() ? who : with;
        if (key.name() instanceof Network network) {
            networks.put(network, numbers);
            return;
        }
        String name = key.name().toString();
        switch (key.kind()) {
            case PERSON -> side.persons.put(name, numbers);
            case GROUP -> side.groups.put(name, numbers);
            case SCREEN_NAME -> side.screenNames.put(name, numbers);
            case DOMAIN -> side.domains.put(name, numbers);
            case NETWORK -> throw new IllegalStateException("networks are no strings");
        }
    }

    private static int @Nullable [] directory(Map<Key, Set<Integer>> table, boolean actor) {
        TreeSet<Integer> all = new TreeSet<>();
        table.forEach((key, rules) -> {
            if (key.actor() == actor && key.kind().asksDirectory()) {
                all.addAll(rules);
            }
        });
        return all.isEmpty() ? null : toArray(all);
    }

    private int[] prefixes(int bits) {
        return networks.keySet().stream()
                .filter(network -> network.bits() == bits)
                .mapToInt(Network::prefix)
                .distinct()
                .sorted()
                .toArray();
    }

    private static int[] toArray(Collection<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether a rule stands under keys, and need not be tried where they are not. */
    boolean holds(int rule) {
        return held.contains(rule);
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** The rules under the keys of an event's people. */
    KeyMatches matching(EventView event) {
        KeyMatches matches = new KeyMatches();
        collect(who, event.actor(), event.actorIdentity(), matches);
        List<ScreenName> others = event.recipients();
        for (int i = 0; i < others.size(); i++) {
            ScreenName other = others.get(i);
            collect(with, other, event.question().identityOf(other), matches);
        }
        InetAddress client = networks.isEmpty() ? null : event.clientOfActor();
        if (client != null) {
            for (int prefix : Network.isIpv4(client) ? prefixes4 : prefixes6) {
                matches.add(networks.get(Network.of(client, prefix)));
            }
        }
        return matches;
    }

    private static void collect(Side side, @Nullable ScreenName name, Identity identity, KeyMatches matches) {
        if (name != null && !side.screenNames.isEmpty()) {
            matches.add(side.screenNames.get(Glob.foldScreenName(name.normalized())));
        }
        String domain = name == null || side.domains.isEmpty() ? null : Party.domainOf(name);
        if (domain != null) {
            WebHosts.anyDomain(domain, d -> {
                matches.add(side.domains.get(d));
                return false;
            });
        }
        switch (identity) {
            case Identity.Known known -> collect(side, known.person(), matches);
            case Identity.Unavailable unavailable -> matches.add(side.directory);
            case Identity.Unregistered unregistered -> {
                // Rules about persons and groups are about others.
            }
        }
    }

    private static void collect(Side side, Person person, KeyMatches matches) {
        if (!side.persons.isEmpty()) {
            matches.add(side.persons.get(person.login().toLowerCase(Locale.ROOT)));
            String mail = person.mail();
            if (mail != null) {
                matches.add(side.persons.get(mail.toLowerCase(Locale.ROOT)));
            }
        }
        if (!side.groups.isEmpty()) {
            for (String group : person.groups()) {
                matches.add(side.groups.get(group));
            }
        }
    }
}
