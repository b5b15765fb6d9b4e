package org.sallyport.policy.rule;

import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.protocols.decision.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by a rulebase that can be replaced while traffic flows.
 *
 * <p><b>Threading:</b> any thread; {@link #decide} takes the rulebase once, so that no decision is made by a mixture of two.
 */
public final class RulebaseDecisions implements DecisionPoint {

    private static final Logger LOG = LoggerFactory.getLogger(RulebaseDecisions.class);

    private volatile Rulebase current;

    public RulebaseDecisions(Rulebase first) {
        current = first;
    }

    /** The rulebase that decides now. */
    public Rulebase rulebase() {
        return current;
    }

    /** Puts another rulebase in its place; decisions that have begun end by the old one. */
    public void replace(Rulebase next) {
        current = next;
    }

    @Override
    public Decision decide(Question question) {
        Rulebase rulebase = current;
        try {
            return rulebase.decide(question);
        } catch (RuntimeException | StackOverflowError e) {
            // Of the event only its kind: a message of the exception could repeat what somebody wrote.
            StackTraceElement[] trace = e.getStackTrace();
            LOG.error(
                    "A decision failed with {} at {}; the configured verdict is {}",
                    e.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0],
                    rulebase.onFailure().id());
            return new Decision.Failed("the rulebase failed: " + e.getClass().getSimpleName(), rulebase.onFailure());
        }
    }
}
