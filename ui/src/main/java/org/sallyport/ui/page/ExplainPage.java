package org.sallyport.ui.page;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event that somebody thinks up, and what a policy says of it.
 *
 * @param policies what can be asked
 * @param services the choices for a service
 * @param features the choices for a feature
 * @param form what was filled in, by the names of the fields
 * @param problems what could not be understood
 * @param answer what the policy says; null when nothing was asked
 */
public record ExplainPage(
        List<Choice> policies,
        List<Choice> services,
        List<Choice> features,
        Map<String, String> form,
        List<ProblemView> problems,
        @Nullable Answer answer) {

    /** What was filled into a field. */
    public String field(String name) {
        return form.getOrDefault(name, "");
    }

    /**
     * @param policy what was asked
     * @param verdict what would be done
     * @param rule the rule that decides; empty when none does
     * @param failure why nothing could be decided; null when it could
     * @param duties what else would be done
     * @param steps every rule that was tried, and what came of it
     */
    public record Answer(
            String policy,
            HitView.Badge verdict,
            String rule,
            @Nullable String failure,
            List<String> duties,
            List<Step> steps) {}

    /**
     * @param decided whether this one decided
     * @param reason the word of the condition that did not hold
     * @param words the same for people
     */
    public record Step(int number, String rule, int line, boolean decided, String reason, String words) {}
}
