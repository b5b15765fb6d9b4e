package org.sallyport.policy.notice;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers who has been told what, so that a disclaimer is shown at the first message of a conversation and not at each.
 *
 * <p><b>Threading:</b> called on event loops, from many at once: never blocks. <b>Bounds:</b> an implementation may forget at
 * any time. Whoever is forgotten is told again: too often beats never.
 */
public interface NoticeLog {

    /**
     * Whether it is time to tell, and if so takes down that it was told now. Of several that ask at once, one is answered yes.
     *
     * @param notice which notice, as the rule calls it
     * @param place where it is told: who is in the conversation, at which service
     * @param now the time
     * @param every how long one telling is good for; null: for as long as it is remembered
     */
    boolean claim(String notice, String place, Instant now, @Nullable Duration every);

    /** Takes down that it was told now, for whoever tells it without asking. */
    void told(String notice, String place, Instant now);

    /** Whoever is there now has not all been told: the next time to tell has come. */
    void forget(String notice, String place);
}
