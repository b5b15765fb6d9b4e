package org.sallyport.protocols.decision;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decision asks for besides its verdict. */
public sealed interface Duty {

    /**
     * Text that Sallyport itself puts into the conversation.
     *
     * @param audience who sees it
     * @param text plain text
     */
    record Notice(Audience audience, String text) implements Duty {}

    /** Who sees a notice. */
    enum Audience {
        /** Whoever acted. */
        SENDER,
        /** Both ends, as far as they are behind this gateway. */
        BOTH
    }

    /**
     * Somebody is told.
     *
     * @param severity {@code low}, {@code medium} or {@code high}
     * @param to where to, such as {@code mail:compliance}; empty: only into the archive
     */
    record Alert(String severity, List<String> to) implements Duty {
        public Alert {
            to = List.copyOf(to);
        }
    }

    /**
     * A person looks at it later.
     *
     * @param queue whose list it goes on
     */
    record Review(String queue) implements Duty {}

    /**
     * Text that everybody in a conversation is to see once, and again from time to time. Whoever keeps the record of who has
     * been told makes a {@link Notice} of it or leaves it out; where nobody does, it is a notice every time: telling people
     * too often beats not telling them.
     *
     * @param id what it is called in that record
     * @param audience who sees it
     * @param text plain text
     * @param every how long one telling is good for; null: for as long as it is remembered
     */
    record Disclaimer(
            String id,
            Audience audience,
            String text,
            @Nullable Duration every) implements Duty {}

    /**
     * It is kept whole until somebody releases or discards it. The verdict beside it keeps it off the wire.
     *
     * @param queue where it waits
     */
    record Quarantine(String queue) implements Duty {}

    /**
     * It is to be delivered here, without the service.
     *
     * @param reach how far it may go
     */
    record Route(Reach reach) implements Duty {}

    /** How far something may travel. */
    enum Reach {
        /** To recipients behind this gateway directly, to others by the service. */
        LOCAL,
        /** To recipients behind this gateway, and never to the service. */
        LOCAL_ONLY
    }

    /**
     * How whoever looks at it later finds it. Nothing on the wire.
     *
     * @param tags words of the rulebase's author
     * @param severity {@code low}, {@code medium}, {@code high} or {@code critical}; null when the rule does not say
     */
    record Label(List<String> tags, @Nullable String severity) implements Duty {
        public Label {
            tags = List.copyOf(tags);
        }
    }
}
