package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.policy.Question;
import org.sallyport.policy.notice.NoticeLog;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/** Makes notices of the disclaimers that are due, and leaves the others out. Static; any thread. */
final class Disclaimers {

    private Disclaimers() {}

    static Decision settle(Decision decision, Question question, NoticeLog log) {
        if (!(decision instanceof Decision.Decided decided) || !asks(decided.duties())) {
            return decision;
        }
        Conversation conversation = Conversation.of(question);
        List<Duty> duties = new ArrayList<>();
        for (Duty duty : decided.duties()) {
            if (!(duty instanceof Duty.Disclaimer disclaimer)) {
                duties.add(duty);
            } else if (isDue(disclaimer, question, conversation, log)) {
                duties.add(new Duty.Notice(disclaimer.audience(), disclaimer.text()));
            }
        }
        return new Decision.Decided(decided.verdict(), decided.rules(), duties, decided.policy(), decided.reasons());
    }

    private static boolean asks(List<Duty> duties) {
        for (int i = 0; i < duties.size(); i++) {
            if (duties.get(i) instanceof Duty.Disclaimer) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDue(
            Duty.Disclaimer disclaimer, Question question, Conversation conversation, NoticeLog log) {
        if (disclaimer.audience() == Duty.Audience.SENDER && question.event().flow() == Flow.INBOUND) {
            // The sender is out of reach: it is not told now, and so must not count as told. Where somebody comes in,
            // our
            // own account is told with what it says next, and by that whoever came.
            if (brings(question.event())) {
                log.forget(disclaimer.id(), conversation.toString());
            }
            return false;
        }
        if (brings(question.event())) {
            // Whoever comes in has not seen it. Outside of rooms somebody new makes it another conversation anyhow.
            log.told(disclaimer.id(), conversation.toString(), question.now());
            return true;
        }
        return log.claim(disclaimer.id(), conversation.toString(), question.now(), disclaimer.every());
    }

    /** Whether somebody comes into a room. */
    private static boolean brings(ImEvent event) {
        return event instanceof ImEvent.RoomJoin;
    }
}
