package org.sallyport.proxy.relay;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/** Rules of a test's, which remember what they were asked. */
final class Rules implements DecisionPoint {

    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private volatile Predicate<Question> forbidden = question -> false;
    private volatile Predicate<Question> denied = question -> false;

    /** Ends connections with such events. */
    void forbid(Predicate<Question> such) {
        forbidden = such;
    }

    /** Refuses such events, and lets connections go on. */
    void deny(Predicate<Question> such) {
        denied = such;
    }

    /** All questions, in order. */
    List<Question> asked() {
        return List.copyOf(asked);
    }

    /** What the unread connections were carried in. */
    List<String> carriers() {
        return asked.stream()
                .map(Question::event)
                .filter(ImEvent.Unread.class::isInstance)
                .map(event -> ((ImEvent.Unread) event).carrier())
                .toList();
    }

    @Override
    public Decision decide(Question question) {
        asked.add(question);
        Verdict verdict = forbidden.test(question)
                ? new Verdict.Disconnect(null)
                : denied.test(question) ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE;
        return new Decision.Decided(verdict, List.of("rule"), List.of(), "test", List.of());
    }
}
