package org.sallyport.protocols.decision;

import java.util.List;

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
}
