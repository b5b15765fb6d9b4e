package org.sallyport.proxy.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Groups alerts as they come. Confined to one thread; holds at most {@value #MOST_GROUPS} of them, however many come. */
final class Digester {

    static final int MOST_GROUPS = 50;
    static final int MOST_RECORDS = 5;

    private static final Comparator<Digest.Group> GRAVEST_FIRST = Comparator.comparing(
                    (Digest.Group group) -> group.first().severity())
            .reversed()
            .thenComparing(group -> group.first().time());

    /** One rule and one person; a person the directory doesn't have is their screen name. */
    private record Kind(String rule, String who, Severity severity) {
        static Kind of(Alert alert) {
            String login = alert.login();
            return new Kind(alert.rule(), login == null ? "as " + alert.screenName() : "is " + login, alert.severity());
        }
    }

    private static final class Counted {
        final Alert first;
        final List<String> records = new ArrayList<>();
        long count;
        Instant last;

        Counted(Alert first) {
            this.first = first;
            this.last = first.time();
        }
    }

    private final Map<Kind, Counted> groups = new LinkedHashMap<>();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long alerts;
    private long ungrouped;

    void add(Alert alert) {
        alerts++;
        first = alert.time().isBefore(first) ? alert.time() : first;
        last = alert.time().isAfter(last) ? alert.time() : last;
        Kind kind = Kind.of(alert);
        Counted group = groups.get(kind);
        if (group == null) {
            if (groups.size() == MOST_GROUPS) {
                ungrouped++;
                return;
            }
            group = new Counted(alert);
            groups.put(kind, group);
        }
        group.count++;
        group.last = alert.time().isAfter(group.last) ? alert.time() : group.last;
        if (alert.record() != null && group.records.size() < MOST_RECORDS) {
            group.records.add(alert.record());
        }
    }

    long alerts() {
        return alerts;
    }

    /** @throws IllegalStateException when nothing was added */
    Digest digest(String key, String gateway, long lost, boolean test) {
        if (alerts == 0) {
            throw new IllegalStateException("a digest of nothing");
        }
        List<Digest.Group> all = new ArrayList<>();
        for (Counted group : groups.values()) {
            all.add(new Digest.Group(
                    key + "-" + (all.size() + 1), group.first, group.count, group.last, group.records));
        }
        all.sort(GRAVEST_FIRST);
        return new Digest(key, gateway, first, last, alerts, all, ungrouped, lost, test);
    }
}
