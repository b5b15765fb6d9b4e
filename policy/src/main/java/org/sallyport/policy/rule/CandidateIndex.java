package org.sallyport.policy.rule;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/**
 * Finds the rules that an event may match, so that the cost of a decision follows these and not the length of the rulebase.
 *
 * <p>First by feature, direction and service. Among those, rules about certain people, groups or exact screen names stand
 * under these names and are only met when the actor bears one of them. Immutable; any thread.
 */
final class CandidateIndex {

    /** Services that a rule names have a number from 1; all others share 0. */
    private final Map<ServiceId, Integer> services = new HashMap<>();

    /** By feature and direction, then by the number of the service. */
    private final Map<Feature, Map<Flow, Bucket[]>> buckets = new EnumMap<>(Feature.class);

    /** Most features are under the same rules: those share a bucket. */
    private final Map<List<Integer>, Bucket> distinct = new HashMap<>();

    CandidateIndex(List<Rule> rules) {
        for (Rule rule : rules) {
            for (ServiceId service : rule.services()) {
                services.putIfAbsent(service, services.size() + 1);
            }
        }
        for (Feature feature : Feature.values()) {
            Map<Flow, Bucket[]> byFlow = new EnumMap<>(Flow.class);
            for (Flow flow : Flow.values()) {
                Bucket[] row = new Bucket[services.size() + 1];
                row[0] = bucket(rules, feature, flow, null);
                services.forEach((service, number) -> row[number] = bucket(rules, feature, flow, service));
                byFlow.put(flow, row);
            }
            buckets.put(feature, byFlow);
        }
        distinct.clear();
    }

    private Bucket bucket(List<Rule> rules, Feature feature, Flow flow, @Nullable ServiceId service) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            boolean fits = service == null ? rule.services().isEmpty() : rule.matchesService(service);
            if (fits && rule.matchesFeature(feature) && rule.matchesDirection(flow)) {
                numbers.add(i);
            }
        }
        return distinct.computeIfAbsent(numbers, n -> Bucket.of(n, rules));
    }

    /** The numbers of the rules to try, ascending. The array is shared: not to be written to. */
    int[] candidates(EventView event) {
        ServiceId service = event.question().service();
        int number = services.isEmpty() ? 0 : services.getOrDefault(service, 0);
        Map<Flow, Bucket[]> byFlow = requireNonNull(buckets.get(event.event().feature()));
        return requireNonNull(byFlow.get(event.event().flow()))[number].candidates(event);
    }

    /** The rules for one feature, direction and service. */
    private static final class Bucket {

        private final int[] all;

        /** Those that don't stand under a name. */
        private final int[] general;

        private final Map<String, int[]> byPerson;
        private final Map<String, int[]> byGroup;
        private final Map<String, int[]> byScreenName;

        private Bucket(Builder builder) {
            all = toArray(builder.all);
            general = toArray(builder.general);
            byPerson = toArrays(builder.byPerson);
            byGroup = toArrays(builder.byGroup);
            byScreenName = toArrays(builder.byScreenName);
        }

        static Bucket of(List<Integer> numbers, List<Rule> rules) {
            Builder builder = new Builder();
            for (int number : numbers) {
                builder.add(number, rules.get(number).who());
            }
            return new Bucket(builder);
        }

        int[] candidates(EventView event) {
            // Of an actor the directory did not answer for, any of the named rules may be true.
            if (general.length == all.length || event.actorIdentity() instanceof Identity.Unavailable) {
                return all;
            }
            int[] found = general;
            ScreenName actor = event.actor();
            if (actor != null && !byScreenName.isEmpty()) {
                found = merge(found, byScreenName.get(Glob.foldScreenName(actor.normalized())));
            }
            if (event.actorIdentity() instanceof Identity.Known known) {
                found = mergePerson(found, known.person());
            }
            return found;
        }

        private int[] mergePerson(int[] start, Person person) {
            int[] found = start;
            if (!byPerson.isEmpty()) {
                found = merge(found, byPerson.get(person.login().toLowerCase(Locale.ROOT)));
                String mail = person.mail();
                if (mail != null) {
                    found = merge(found, byPerson.get(mail.toLowerCase(Locale.ROOT)));
                }
            }
            if (!byGroup.isEmpty()) {
                for (String group : person.groups()) {
                    found = merge(found, byGroup.get(group));
                }
            }
            return found;
        }

        /** Both lists in order; a number that is in both may come twice, which costs a test and changes nothing. */
        private static int[] merge(int[] a, int @Nullable [] b) {
            if (b == null) {
                return a;
            }
            int[] merged = new int[a.length + b.length];
            int i = 0;
            int j = 0;
            for (int k = 0; k < merged.length; k++) {
                merged[k] = j == b.length || (i < a.length && a[i] <= b[j]) ? a[i++] : b[j++];
            }
            return merged;
        }

        private static Map<String, int[]> toArrays(Map<String, Set<Integer>> lists) {
            Map<String, int[]> arrays = new HashMap<>();
            lists.forEach((key, list) -> arrays.put(key, toArray(list)));
            return Map.copyOf(arrays);
        }

        private static int[] toArray(Collection<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).toArray();
        }

        private static final class Builder {

            private final List<Integer> all = new ArrayList<>();
            private final List<Integer> general = new ArrayList<>();
            private final Map<String, Set<Integer>> byPerson = new HashMap<>();
            private final Map<String, Set<Integer>> byGroup = new HashMap<>();
            private final Map<String, Set<Integer>> byScreenName = new HashMap<>();

            void add(int rule, @Nullable Party who) {
                all.add(rule);
                if (who == null || !addUnderNames(rule, who)) {
                    general.add(rule);
                }
            }

            /** Whether the rule can only match actors under whose names it now stands. */
            private boolean addUnderNames(int rule, Party who) {
                return switch (who) {
                    case Party.Persons p -> under(byPerson, p.names(), rule);
                    case Party.Groups g -> under(byGroup, g.names(), rule);
                    case Party.Names n ->
                        n.patterns().stream().allMatch(Glob::exact)
                                && under(
                                        byScreenName,
                                        n.patterns().stream().map(Glob::pattern).toList(),
                                        rule);
                    case Party.AllOf all -> all.parties().stream().anyMatch(party -> addUnderNames(rule, party));
                    case Party.AnyOf any -> any.parties().stream().allMatch(party -> addUnderNames(rule, party));
                    case Party.Internal i -> false;
                    case Party.External e -> false;
                    case Party.Registered r -> false;
                    case Party.Disabled d -> false;
                    case Party.Networks n -> false;
                    case Party.DirectoryUnavailable d -> false;
                    case Party.Not n -> false;
                };
            }

            private static boolean under(Map<String, Set<Integer>> map, Iterable<String> names, int rule) {
                for (String name : names) {
                    map.computeIfAbsent(name, n -> new TreeSet<>()).add(rule);
                }
                return true;
            }
        }
    }
}
