package org.sallyport.policy.rule;

import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.policy.notice.NoticeLog;
import org.sallyport.policy.notice.RecentNotices;
import org.sallyport.protocols.decision.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by a rulebase that can be replaced while traffic flows. What was found in conversations, and who
 * was told what, is kept across that.
 *
 * <p><b>Threading:</b> any thread; {@link #decide} takes the rulebase once, so that no decision is made by a mixture of two.
 */
public final class RulebaseDecisions implements DecisionPoint {

    private static final Logger LOG = LoggerFactory.getLogger(RulebaseDecisions.class);

    private final NoticeLog notices;
    private final ConversationMemory memory = new ConversationMemory();
    private volatile Rulebase current;

    /** Decides, and remembers who was told what until the gateway ends. */
    public RulebaseDecisions(Rulebase first) {
        this(first, new RecentNotices());
    }

    /**
     * Decides.
     *
     * @param notices who was told what
     */
    public RulebaseDecisions(Rulebase first, NoticeLog notices) {
        current = first;
        this.notices = notices;
    }

    /** The rulebase that decides now. */
    public Rulebase rulebase() {
        return current;
    }

    /** How a decision on this question would come about now. Nothing is remembered of it. */
    public Explanation explain(Question question) {
        return current.explain(question, memory);
    }

    /** Puts another rulebase in its place; decisions that have begun end by the old one. */
    public void replace(Rulebase next) {
        current = next;
    }

    @Override
    public Decision decide(Question question) {
        Rulebase rulebase = current;
        try {
            return Disclaimers.settle(rulebase.decide(question, memory), question, notices);
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
