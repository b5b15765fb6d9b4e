package org.sallyport.policy.rule;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
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
    private final ConversationMemory memory;
    private final @Nullable ScreenName actor;
    private final Identity actorIdentity;
    private final List<ScreenName> others;
    private @Nullable ContentScan scan;
    private @Nullable Conversation conversation;

    EventView(Question question, Patterns patterns, ConversationMemory memory) {
        this.question = question;
        this.patterns = patterns;
        this.memory = memory;
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

    List<ScreenName> recipients() {
        return others;
    }

    /** Whether it is the client of this connection that acted. */
    boolean isOfClient() {
        return event.flow() == Flow.OUTBOUND;
    }

    /** The client's address, when it is the client that acted. */
    @Nullable InetAddress clientOfActor() {
        return isOfClient() ? question.opening().client().getAddress() : null;
    }

    /** Whether a scanner was asked about a file, and did not call it clean. */
    boolean isSuspect() {
        SeenFile seen = question.file();
        return seen != null && seen.isSuspect();
    }

    /** Whether a file fits. */
    boolean files(FileTest test) {
        return test.test(event.files(), question.file(), patterns.fileTypes());
    }

    /**
     * Whether a lexicon has as much as it asks for: in this text, or, where it has a window, in this and what was said before.
     * A text without a hit never does, so that what is said after is not held against anybody.
     */
    boolean lexicon(int index) {
        int own = scan().weight(index);
        LexiconSet.Lexicon lexicon = patterns.lexicons().get(index);
        if (own == 0 || own >= lexicon.threshold() || lexicon.window() == null) {
            return own > 0 && own >= lexicon.threshold();
        }
        int earlier = memory.earlier(conversation(), lexicon.name(), question.now(), lexicon.window());
        return (long) own + earlier >= lexicon.threshold();
    }

    /** Keeps what was found for those lexicons that look back. */
    void remember() {
        ContentScan made = scan;
        if (made == null || !made.wasReadByLexicons() || isReflection()) {
            return;
        }
        for (int index : patterns.lexicons().windowed()) {
            int weight = made.weight(index);
            if (weight > 0) {
                memory.add(conversation(), patterns.lexicons().get(index).name(), question.now(), weight);
            }
        }
    }

    /** The service's copy of what was counted when it was said. */
    private boolean isReflection() {
        return event instanceof ImEvent.Message message && message.marks().contains(ImEvent.Message.Mark.REFLECTION);
    }

    private Conversation conversation() {
        Conversation made = conversation;
        if (made == null) {
            made = Conversation.of(question);
            conversation = made;
        }
        return made;
    }

    /** What is in the words. */
    ContentScan scan() {
        ContentScan made = scan;
        if (made == null) {
            made = new ContentScan(patterns, event.text());
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
