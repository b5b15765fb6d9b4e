package org.sallyport.policy.simulate;

import java.util.function.BooleanSupplier;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.rule.ConversationMemory;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;

/**
 * Asks a draft what it would have said of past events, and sums up what would have been different. Nothing is kept of an event
 * but a few samples' ids, so that any number of them can be gone through.
 *
 * <p><b>Threading:</b> one run, one thread; it blocks as its events do. <b>Bad input:</b> an event at which the draft throws
 * counts as one that could not be decided.
 */
public final class Simulation {

    private static final int EVENTS_BETWEEN_REPORTS = 1_000;

    private final Rulebase draft;
    private final Progress progress;
    private final BooleanSupplier cancelled;

    /** Told how far it is. Must return soon. */
    @FunctionalInterface
    public interface Progress {

        /** Nobody is told. */
        Progress NONE = events -> {};

        /** So many events have been looked at; told every {@value #EVENTS_BETWEEN_REPORTS} and at the end. */
        void looked(long events);
    }

    /**
     * @param draft what would decide
     * @param progress told how far it is
     * @param cancelled asked before each event whether to end
     */
    public Simulation(Rulebase draft, Progress progress, BooleanSupplier cancelled) {
        this.draft = draft;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** Goes through the events, to their end or until it is cancelled. */
    public SimulationReport run(PastEvents events) {
        ConversationMemory memory = new ConversationMemory();
        Tally tally = new Tally();
        while (!cancelled.getAsBoolean()) {
            if (!events.hasNext()) {
                progress.looked(tally.events());
                return tally.report(true);
            }
            PastEvents.Past past = events.next();
            Decision now = decide(past.question(), memory);
            tally.add(past, now, change(past.decision(), now), person(past.question()));
            if (tally.events() % EVENTS_BETWEEN_REPORTS == 0) {
                progress.looked(tally.events());
            }
        }
        progress.looked(tally.events());
        return tally.report(false);
    }

    private Decision decide(Question question, ConversationMemory memory) {
        try {
            return draft.decide(question, memory);
        } catch (RuntimeException | StackOverflowError e) {
            return new Decision.Failed("the rulebase failed: " + e.getClass().getSimpleName(), draft.onFailure());
        }
    }

    private static SimulationReport.Change change(Decision before, Decision now) {
        boolean passed = passes(before.verdict());
        boolean passes = passes(now.verdict());
        if (now instanceof Decision.Failed && !(before instanceof Decision.Failed)) {
            return SimulationReport.Change.UNDECIDED;
        }
        if (passed != passes) {
            return passes ? SimulationReport.Change.NOW_ALLOWED : SimulationReport.Change.NOW_REFUSED;
        }
        return before.verdict().id().equals(now.verdict().id())
                ? SimulationReport.Change.NONE
                : SimulationReport.Change.OTHER_VERDICT;
    }

    private static boolean passes(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow a -> true;
            case Verdict.Rewrite r -> true;
            case Verdict.Drop d -> false;
            case Verdict.Deny d -> false;
            case Verdict.Disconnect d -> false;
        };
    }

    /** Whom a change would meet: the person here, by login where the directory knows one. */
    private static String person(Question question) {
        ScreenName account = question.account() != null
                ? question.account()
                : question.event().from();
        if (account == null) {
            return "(nobody known)";
        }
        return question.identityOf(account) instanceof Identity.Known known
                ? known.person().login()
                : account.toString();
    }
}
