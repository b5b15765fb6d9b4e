package org.sallyport.proxy.alert;

import java.time.Instant;
import java.util.List;

/**
 * What a target is told at once: alerts that came together, grouped by rule and person. Immutable.
 *
 * @param key the same when the same digest has to be sent again, so that a receiver can tell; letters, digits and hyphens
 * @param gateway the name of this machine
 * @param first when the eldest of the alerts happened
 * @param last when the newest did
 * @param alerts how many there are, told or not
 * @param groups the gravest first, then the eldest; at most {@link Digester#MOST_GROUPS}
 * @param ungrouped how many alerts are in none of the groups, because there were too many kinds
 * @param lost how many alerts were lost before they could be told of, since the last digest that arrived
 * @param test whether this is only to see whether it arrives
 */
public record Digest(
        String key,
        String gateway,
        Instant first,
        Instant last,
        long alerts,
        List<Group> groups,
        long ungrouped,
        long lost,
        boolean test) {

    public Digest {
        groups = List.copyOf(groups);
    }

    /**
     * Alerts of one rule about one person.
     *
     * @param key as that of the digest
     * @param first the eldest of them, in full
     * @param count how many, the first included
     * @param last when the newest happened
     * @param records where some of them are in the archive; at most {@link Digester#MOST_RECORDS}
     */
    public record Group(String key, Alert first, long count, Instant last, List<String> records) {
        public Group {
            records = List.copyOf(records);
        }

        /** How many more there were than the one that is told in full. */
        public long more() {
            return count - 1;
        }
    }

    /** The gravest severity in it. */
    public Severity severity() {
        return groups.isEmpty() ? Severity.HIGH : groups.getFirst().first().severity();
    }
}
