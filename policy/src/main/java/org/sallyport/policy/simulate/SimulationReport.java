package org.sallyport.policy.simulate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a draft would have decided otherwise. Immutable.
 *
 * @param complete whether all events were looked at; false when it was cancelled
 * @param events how many were
 * @param changes how many of each kind
 * @param rules by the draft's rules, the most changes first
 * @param services by service, the most changes first
 * @param people by person, the most changes first
 */
public record SimulationReport(
        boolean complete,
        long events,
        Map<Change, Long> changes,
        List<Group> rules,
        List<Group> services,
        List<Group> people) {

    public SimulationReport {
        changes = Map.copyOf(changes);
        rules = List.copyOf(rules);
        services = List.copyOf(services);
        people = List.copyOf(people);
    }

    /** What would be different for an event. */
    public enum Change {
        /** Nothing on the wire. */
        NONE,
        /** It was refused, and would pass. */
        NOW_ALLOWED,
        /** It passed, and would be refused. */
        NOW_REFUSED,
        /** It would pass as before, or be refused as before, but in another way. */
        OTHER_VERDICT,
        /** The draft could not decide. */
        UNDECIDED
    }

    /**
     * The events that a rule decides, of a service, or of a person.
     *
     * @param name of the rule, the service or the person; {@code (others)} for all that there was no room for
     * @param events how many there were
     * @param changes how many of each kind
     * @param samples the first few that would be different
     */
    public record Group(String name, long events, Map<Change, Long> changes, List<Sample> samples) {
        public Group {
            changes = Map.copyOf(changes);
            samples = List.copyOf(samples);
        }

        /** How many would be different. */
        public long changed() {
            return changes.entrySet().stream()
                    .filter(entry -> entry.getKey() != Change.NONE)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /**
     * An event that would be different.
     *
     * @param id by which people find it again
     * @param conversation the conversation it is part of; null outside any
     * @param change what would be different
     * @param ruleBefore the rule that decided then; empty when none did
     * @param ruleNow the rule of the draft; empty when none could
     */
    public record Sample(String id, @Nullable String conversation, Change change, String ruleBefore, String ruleNow) {}
}
