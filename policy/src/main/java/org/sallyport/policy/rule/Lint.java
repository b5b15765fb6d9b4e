package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problem;

/** Finds rules that are right and yet can't do what they say. Warns of what is plain to see and keeps silent otherwise. */
final class Lint {

    private Lint() {}

    /** The warnings, in the order of the rules; the list can be added to. */
    static List<Problem> warnings(String file, List<Rule> rules) {
        List<Problem> warnings = new ArrayList<>();
        @Nullable Rule asking = null;
        // A rule is only ever covered by one that asks the same people or nobody: no need to look at all the others.
        Map<Optional<Party>, List<Rule>> byWho = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            Rule cover = firstToCover(rule, byWho);
            if (cover != null) {
                warnings.add(warning(
                        file,
                        i,
                        rule,
                        "can never match: '" + cover.name() + "' on line " + cover.line()
                                + " matches everything it would"));
            }
            byWho.computeIfAbsent(Optional.ofNullable(rule.who()), w -> new ArrayList<>())
                    .add(rule);
            if (asking != null && namesUnavailable(rule)) {
                warnings.add(warning(
                        file,
                        i,
                        rule,
                        "may come too late: '" + asking.name() + "' on line " + asking.line()
                                + " asks the directory first, and fails when it does not answer"));
            }
            if (asking == null && asksDirectory(rule)) {
                asking = rule;
            }
        }
        return warnings;
    }

    private static @Nullable Rule firstToCover(Rule rule, Map<Optional<Party>, List<Rule>> byWho) {
        for (Rule before : byWho.getOrDefault(Optional.<Party>empty(), List.of())) {
            if (before.covers(rule)) {
                return before;
            }
        }
        if (rule.who() != null) {
            for (Rule before : byWho.getOrDefault(Optional.of(rule.who()), List.of())) {
                if (before.covers(rule)) {
                    return before;
                }
            }
        }
        return null;
    }

    private static boolean asksDirectory(Rule rule) {
        return (rule.who() != null && rule.who().asksDirectory())
                || (rule.with() != null && rule.with().asksDirectory());
    }

    private static boolean namesUnavailable(Rule rule) {
        return (rule.who() != null && rule.who().namesUnavailable())
                || (rule.with() != null && rule.with().namesUnavailable());
    }

    private static Problem warning(String file, int number, Rule rule, String message) {
        return new Problem(
                file,
                rule.line(),
                rule.column(),
                "rules[" + number + "]",
                "'" + rule.name() + "' " + message,
                List.of());
    }
}
