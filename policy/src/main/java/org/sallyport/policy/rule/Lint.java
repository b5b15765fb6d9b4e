package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problem;

/** Finds rules that are right and yet can't do what they say. Warns of what is plain to see and keeps silent otherwise. */
final class Lint {

    private Lint() {}

    /** The warnings, in the order of the rules; the list can be added to. */
    static List<Problem> warnings(String file, List<Rule> rules) {
        List<Problem> warnings = new ArrayList<>();
        @Nullable Rule asking = null;
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            for (int j = 0; j < i; j++) {
                Rule before = rules.get(j);
                if (before.covers(rule)) {
                    warnings.add(warning(
                            file,
                            i,
                            rule,
                            "can never match: '" + before.name() + "' on line " + before.line()
                                    + " matches everything it would"));
                    break;
                }
            }
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
