package org.sallyport.policy.rule;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/**
 * One rule, as read. Immutable. Empty sets and null conditions ask nothing.
 *
 * @param name unique in its rulebase
 * @param number its place in the document, from 0; rules that are switched off count
 * @param line where it starts in the document, from 1
 * @param column where it starts in its line, from 1
 */
record Rule(
        String name,
        int number,
        int line,
        int column,
        Set<ServiceId> services,
        Set<Feature> features,
        @Nullable Flow direction,
        @Nullable Party who,
        @Nullable Party with,
        @Nullable Content content,
        @Nullable When when,
        Action action) {

    Rule {
        services = Set.copyOf(services);
        features = Set.copyOf(features);
    }

    /** Whether what it decides on goes on. */
    boolean passes() {
        return action.then() == Action.Then.ALLOW || action.then() == Action.Then.REWRITE;
    }

    /** Whether what a virus scanner says of a file is among its conditions: then whoever wrote it has thought of it. */
    boolean asksScanner() {
        FileTest files = content == null ? null : content.files();
        return files != null && !files.scans().isEmpty();
    }

    boolean matchesService(ServiceId service) {
        return services.isEmpty() || services.contains(service);
    }

    /** A rule that names no feature is about all of them but forgeries: nobody means those by saying nothing. */
    boolean matchesFeature(Feature feature) {
        return features.isEmpty() ? feature != Feature.FORGED : features.contains(feature);
    }

    boolean matchesDirection(Flow flow) {
        return direction == null || direction == flow;
    }

    /**
     * Whether the conditions that the index does not answer hold. {@link Truth#UNKNOWN} only when all the others do: a rule
     * that does not match anyway needs no directory.
     */
    Truth matches(EventView event) {
        if (when != null && !when.contains(event.question().now())) {
            return Truth.FALSE;
        }
        Truth people = Truth.TRUE;
        if (who != null) {
            people = event.who(who);
        }
        if (with != null && people != Truth.FALSE) {
            people = people.and(event.with(with));
        }
        if (content != null && people != Truth.FALSE && !content.test(event)) {
            return Truth.FALSE;
        }
        return people;
    }

    /** The first condition that does not hold, in the order in which a person would check them; null when all do. */
    Explanation.@Nullable Reason firstFailure(EventView event) {
        if (!matchesFeature(event.event().feature())) {
            return Explanation.Reason.FEATURE;
        }
        if (!matchesDirection(event.event().flow())) {
            return Explanation.Reason.DIRECTION;
        }
        if (!matchesService(event.question().service())) {
            return Explanation.Reason.SERVICE;
        }
        if (when != null && !when.contains(event.question().now())) {
            return Explanation.Reason.WHEN;
        }
        if (who != null && event.who(who) == Truth.FALSE) {
            return Explanation.Reason.WHO;
        }
        if (with != null && event.with(with) == Truth.FALSE) {
            return Explanation.Reason.WITH;
        }
        return content != null && !content.test(event) ? Explanation.Reason.CONTENT : null;
    }
}
