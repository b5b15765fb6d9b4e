package org.sallyport.policy;

import org.sallyport.protocols.decision.Decision;

/**
 * Answers questions about events.
 *
 * <p><b>Threading:</b> called on event loops, from many at once: never blocks, never waits for a lock. One call is answered
 * from one version of the rulebase, whole.
 *
 * <p><b>Bad input:</b> never throws; what can't be decided is {@link Decision.Failed}.
 */
public interface DecisionPoint {

    /** The decision on one event. */
    Decision decide(Question question);
}
