package org.sallyport.policy.rule;

import java.util.List;
import java.util.Locale;
import org.sallyport.protocols.decision.Decision;

/**
 * A decision, and how the rulebase came to it. Immutable.
 *
 * @param decision what {@link Rulebase#decide} says of the same question
 * @param steps every rule before the deciding one, in their order, and that one last
 */
public record Explanation(Decision decision, List<Step> steps) {
    public Explanation {
        steps = List.copyOf(steps);
    }

    /** Why a rule did not decide, or that it did. */
    public enum Reason {
        /** Another feature. */
        FEATURE,
        /** The other direction. */
        DIRECTION,
        /** Another service. */
        SERVICE,
        /** Another time. */
        WHEN,
        /** Somebody else did it. */
        WHO,
        /** With somebody else, or with nobody. */
        WITH,
        /** Other words or files. */
        CONTENT,
        /** The directory did not answer and the rule hangs on it: the search ended in failure. */
        UNKNOWN,
        /** This rule decided. */
        MATCHED;

        /** The word of the document, such as {@code who}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One rule's part.
     *
     * @param rule its name
     * @param line where it starts in the document, from 1
     * @param reason what came of it
     */
    public record Step(String rule, int line, Reason reason) {

        /** {@code line 12, Files leave through Legal only: with}. */
        @Override
        public String toString() {
            return "line " + line + ", " + rule + ": " + reason.id();
        }
    }
}
