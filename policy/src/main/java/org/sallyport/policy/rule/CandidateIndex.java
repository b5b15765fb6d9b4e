package org.sallyport.policy.rule;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/**
 * Finds the rules that an event may match, so that the cost of a decision follows these and not the length of the rulebase.
 *
 * <p>For what every event has, its feature, direction and service, the rules about these are found beforehand, for every service
 * that a rule names and for all others. Rules about certain people, groups, screen names, domains or networks stand under these in a {@link KeyTable}, and
 * are only met when whoever acted, or one of the others, bears the key. Immutable; any thread.
 */
final class CandidateIndex {

    /** By feature and direction, the rules that are about these. */
    private final Map<Feature, Map<Flow, Kind>> kinds = new EnumMap<>(Feature.class);

    /** By service, for those that a rule names. */
    private final Map<ServiceId, long[]> services = new HashMap<>();

    /** The rules for all other services. */
    private final long[] anyService;

    private final KeyTable keys;

    CandidateIndex(List<Rule> rules) {
        keys = new KeyTable(rules);
        long[] unkeyed = new long[words(rules)];
        anyService = new long[words(rules)];
        for (Rule rule : rules) {
            rule.services().forEach(service -> services.computeIfAbsent(service, s -> new long[words(rules)]));
        }
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (!keys.holds(i)) {
                set(unkeyed, i);
            }
            if (rule.services().isEmpty()) {
                set(anyService, i);
            }
            for (Map.Entry<ServiceId, long[]> service : services.entrySet()) {
                if (rule.matchesService(service.getKey())) {
                    set(service.getValue(), i);
                }
            }
        }
        Map<Sparse, Sparse> known = new HashMap<>();
        for (Feature feature : Feature.values()) {
            Map<Flow, Kind> byFlow = new EnumMap<>(Flow.class);
            for (Flow flow : Flow.values()) {
                byFlow.put(flow, kind(rules, feature, flow, unkeyed, known));
            }
            kinds.put(feature, byFlow);
        }
    }

    /**
     * The rules about one feature and direction.
     *
     * @param unkeyed the rules that stand under no key
     * @param known sets that were met already: most features have the same rules, and need them in memory once
     */
    private Kind kind(List<Rule> rules, Feature feature, Flow flow, long[] unkeyed, Map<Sparse, Sparse> known) {
        long[] all = new long[words(rules)];
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).matchesFeature(feature) && rules.get(i).matchesDirection(flow)) {
                set(all, i);
            }
        }
        Map<ServiceId, Sparse> general = new HashMap<>();
        services.forEach((service, its) ->
                general.put(service, known.computeIfAbsent(Sparse.of(unkeyed, all, its), Function.identity())));
        Sparse others = known.computeIfAbsent(Sparse.of(unkeyed, all, anyService), Function.identity());
        return new Kind(all, general, others);
    }

    /** The rules about one feature and direction: all of them, and those under no key by the services that rules name. */
    private static final class Kind {

        private final long[] all;
        private final Map<ServiceId, Sparse> general;
        private final Sparse others;

        Kind(long[] all, Map<ServiceId, Sparse> general, Sparse others) {
            this.all = all;
            this.general = general;
            this.others = others;
        }

        /** The rules about a service that stand under no key. */
        Sparse general(ServiceId service) {
            return general.isEmpty() ? others : general.getOrDefault(service, others);
        }
    }

    /** The words of a set of bits that are not zero, and where in it they stand. */
    private static final class Sparse {

        private final int[] places;
        private final long[] words;

        private Sparse(int[] places, long[] words) {
            this.places = places;
            this.words = words;
        }

        /** What is in all three. */
        static Sparse of(long[] one, long[] other, long[] third) {
            int[] places = IntStream.range(0, one.length)
                    .filter(i -> (one[i] & other[i] & third[i]) != 0)
                    .toArray();
            long[] words = Arrays.stream(places)
                    .mapToLong(place -> one[place] & other[place] & third[place])
                    .toArray();
            return new Sparse(places, words);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Sparse sparse
                    && Arrays.equals(places, sparse.places)
                    && Arrays.equals(words, sparse.words);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(places) + Arrays.hashCode(words);
        }
    }

    private static int words(List<Rule> rules) {
        return (rules.size() + 63) / 64;
    }

    private static void set(long[] bits, int index) {
        bits[index >> 6] |= 1L << index;
    }

    private static boolean has(long[] bits, int index) {
        return (bits[index >> 6] & 1L << index) != 0;
    }

    /** The rules to try. */
    Cursor candidates(EventView event) {
        long[] service = services.isEmpty()
                ? anyService
                : services.getOrDefault(event.question().service(), anyService);
        Map<Flow, Kind> byFlow = requireNonNull(kinds.get(event.event().feature()));
        Kind kind = requireNonNull(byFlow.get(event.event().flow()));
        return new Cursor(
                kind.general(event.question().service()),
                kind.all,
                service,
                keys.isEmpty() ? null : keys.matching(event));
    }

    /** The numbers of rules, ascending, each once. One thread. */
    static final class Cursor {

        private final Sparse general;
        private final long[] kind;
        private final long[] service;

        /** Lists of rules that stand under keys, and where in each of them we are. */
        private final int[][] keyed;

        private final int[] positions;

        /** Which 64 general rules are looked at, and those of them that are left. */
        private int word = -1;

        private long left;

        private Cursor(Sparse general, long[] kind, long[] service, @Nullable KeyMatches matches) {
            this.general = general;
            this.kind = kind;
            this.service = service;
            keyed = matches == null ? KeyMatches.NOTHING : matches.lists();
            positions = matches == null ? KeyMatches.NOWHERE : new int[keyed.length];
        }

        /** The next rule, or -1. */
        int next() {
            int first = firstGeneral();
            boolean isGeneral = true;
            for (int i = 0; i < keyed.length; i++) {
                int number = firstKeyed(i);
                if (number >= 0 && (first < 0 || number < first)) {
                    first = number;
                    isGeneral = false;
                }
            }
            if (isGeneral) {
                left &= left - 1;
            } else {
                // The same rule may stand under several keys.
                for (int i = 0; i < keyed.length; i++) {
                    if (positions[i] < keyed[i].length && keyed[i][positions[i]] == first) {
                        positions[i]++;
                    }
                }
            }
            return first;
        }

        private int firstGeneral() {
            while (left == 0) {
                if (word + 1 >= general.places.length) {
                    return -1;
                }
                word++;
                left = general.words[word];
            }
            return (general.places[word] << 6) + Long.numberOfTrailingZeros(left);
        }

        private int firstKeyed(int list) {
            int[] numbers = keyed[list];
            int at = positions[list];
            while (at < numbers.length && !(has(kind, numbers[at]) && has(service, numbers[at]))) {
                at++;
            }
            positions[list] = at;
            return at < numbers.length ? numbers[at] : -1;
        }
    }
}
