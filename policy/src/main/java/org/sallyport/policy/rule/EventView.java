package org.sallyport.policy.rule;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * A question as the conditions of rules look at it: who acted, who the others are, and what was found in the words. What
 * costs something is worked out when a rule first asks, and kept. One decision, one thread.
 */
final class EventView {

    private final Question question;
    private final ImEvent event;
    private final Patterns patterns;
    private final @Nullable ScreenName actor;
    private final Identity actorIdentity;
    private final List<ScreenName> others;
    private @Nullable ContentScan scan;

    EventView(Question question, Patterns patterns) {
        this.question = question;
        this.patterns = patterns;
        event = question.event();
        ScreenName from = event.from();
        actor = from != null ? from : question.account();
        actorIdentity = identityOf(actor);
        others = others();
    }

    private List<ScreenName> others() {
        List<ScreenName> to = event.to();
        ScreenName account = question.account();
        if (to.isEmpty() && event.flow() == Flow.INBOUND && account != null && !account.equals(actor)) {
            return List.of(account);
        }
        return to;
    }

    private Identity identityOf(@Nullable ScreenName name) {
        return name == null ? Identity.Unregistered.INSTANCE : question.identityOf(name);
    }

    Question question() {
        return question;
    }

    ImEvent event() {
        return event;
    }

    @Nullable ScreenName actor() {
        return actor;
    }

    Identity actorIdentity() {
        return actorIdentity;
    }

    /** Whether who acted is this. */
    Truth who(Party party) {
        return party.test(this, actor, actorIdentity, true);
    }

    /** Whether one of the others at least is this. */
    Truth with(Party party) {
        if (others.isEmpty()) {
            // A room at a service is open to whoever is let in there: unnamed people in it are strangers.
            return event.room() == null ? Truth.FALSE : party.test(this, null, Identity.Unregistered.INSTANCE, false);
        }
        Truth truth = Truth.FALSE;
        for (int i = 0; i < others.size() && truth != Truth.TRUE; i++) {
            ScreenName other = others.get(i);
            truth = truth.or(party.test(this, other, question.identityOf(other), false));
        }
        return truth;
    }

    /** Whether each of the others is a colleague. */
    Truth othersInternal() {
        Truth truth = Truth.of(!others.isEmpty());
        for (int i = 0; i < others.size() && truth != Truth.FALSE; i++) {
            truth = truth.and(Party.isInternal(question.identityOf(others.get(i))));
        }
        return truth;
    }

    /** The client's address, when it is the client that acted. */
    @Nullable InetAddress clientOfActor() {
        return event.flow() == Flow.OUTBOUND ? question.opening().client().getAddress() : null;
    }

    /** What is in the words. */
    ContentScan scan() {
        ContentScan made = scan;
        if (made == null) {
            made = new ContentScan(patterns, event.text().plain());
            scan = made;
        }
        return made;
    }

    /** Why the directory did not answer, of the first name it did not answer for. */
    String unavailableCause() {
        if (actorIdentity instanceof Identity.Unavailable unavailable) {
            return unavailable.cause();
        }
        for (ScreenName other : others) {
            if (question.identityOf(other) instanceof Identity.Unavailable unavailable) {
                return unavailable.cause();
            }
        }
        return "no cause given";
    }
}
