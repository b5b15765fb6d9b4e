package org.sallyport.policy.simulate;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.protocols.decision.Decision;

/** Events that were, from wherever they are kept, in the order in which they happened. Read once, by one thread. */
public interface PastEvents extends Iterator<PastEvents.Past> {

    /**
     * One event.
     *
     * @param id by which people find it again, such as its number in the archive
     * @param conversation the conversation it is part of, likewise; null outside any
     * @param question as it was asked, with the people as they were
     * @param decision what was decided then
     */
    record Past(String id, @Nullable String conversation, Question question, Decision decision) {

        /** An event outside any conversation. */
        public Past(String id, Question question, Decision decision) {
            this(id, null, question, decision);
        }
    }
}
