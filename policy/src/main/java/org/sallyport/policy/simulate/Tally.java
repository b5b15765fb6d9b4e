package org.sallyport.policy.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sallyport.protocols.decision.Decision;

/**
 * Counts a simulation's events. One thread. Names are strangers' text and may be any number: past {@value #MOST_GROUPS} of a
 * kind, the rest count together.
 */
final class Tally {

    private static final int MOST_GROUPS = 10_000;
    private static final int MOST_SAMPLES = 10;
    private static final String OTHERS = "(others)";

    private final Counter all = new Counter();
    private final Map<String, Counter> rules = new LinkedHashMap<>();
    private final Map<String, Counter> services = new LinkedHashMap<>();
    private final Map<String, Counter> people = new LinkedHashMap<>();

    private static final class Counter {

        private long events;
        private final Map<SimulationReport.Change, Long> changes = new EnumMap<>(SimulationReport.Change.class);
        private final List<SimulationReport.Sample> samples = new ArrayList<>(0);

        void add(SimulationReport.Change change, SimulationReport.Sample sample) {
            events++;
            changes.merge(change, 1L, Long::sum);
            if (change != SimulationReport.Change.NONE && samples.size() < MOST_SAMPLES) {
                samples.add(sample);
            }
        }
    }

    void add(PastEvents.Past past, Decision now, SimulationReport.Change change, String person) {
        String rule = first(now);
        SimulationReport.Sample sample =
                new SimulationReport.Sample(past.id(), past.conversation(), change, first(past.decision()), rule);
        all.add(change, sample);
        counter(rules, rule.isEmpty() ? "(none)" : rule).add(change, sample);
        counter(services, past.question().service().value()).add(change, sample);
        counter(people, person).add(change, sample);
    }

    private static String first(Decision decision) {
        return decision.rules().isEmpty() ? "" : decision.rules().getFirst();
    }

    private static Counter counter(Map<String, Counter> counters, String name) {
        boolean room = counters.size() < MOST_GROUPS || counters.containsKey(name);
        return counters.computeIfAbsent(room ? name : OTHERS, n -> new Counter());
    }

    long events() {
        return all.events;
    }

    SimulationReport report(boolean complete) {
        return new SimulationReport(complete, all.events, all.changes, groups(rules), groups(services), groups(people));
    }

    private static List<SimulationReport.Group> groups(Map<String, Counter> counters) {
        List<SimulationReport.Group> groups = new ArrayList<>();
        counters.forEach((name, counter) ->
                groups.add(new SimulationReport.Group(name, counter.events, counter.changes, counter.samples)));
        groups.sort(Comparator.comparingLong(SimulationReport.Group::changed).reversed());
        return groups;
    }
}
