package org.sallyport.policy.held;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/**
 * A message that a rule holds back, as reviewers see it. What people wrote is in it: it belongs on pages for reviewers, and into
 * no log and no address.
 *
 * @param id by which it is found; characters that addresses take
 * @param time when it was sent
 * @param queue where it waits, as the rule says
 * @param service where it was said
 * @param flow which way it went: outbound is what somebody here said
 * @param feature what kind of message it is
 * @param from who sent it; null where the service did not say
 * @param to whom it is for
 * @param room the room it was said in; null outside rooms
 * @param text its words, plain
 * @param rules the rules that hold it, by name
 * @param state what has become of it
 * @param decision who decided on it; null while it waits
 */
public record HeldMessage(
        String id,
        Instant time,
        String queue,
        ServiceId service,
        Flow flow,
        Feature feature,
        @Nullable ScreenName from,
        List<ScreenName> to,
        @Nullable String room,
        String text,
        List<String> rules,
        State state,
        @Nullable Verdict decision) {

    public HeldMessage {
        to = List.copyOf(to);
        rules = List.copyOf(rules);
    }

    /** What has become of it. */
    public enum State {
        /** Nobody has decided on it. */
        WAITING,
        /** It may go, and goes as soon as both ends can be reached. */
        RELEASED,
        /** It was released and has gone out. */
        DELIVERED,
        /** It never goes. */
        REJECTED,
        /** Nobody decided, or nobody could be reached, for as long as such messages are kept. */
        EXPIRED
    }

    /**
     * A reviewer's word.
     *
     * @param reviewer their login
     * @param time when
     * @param reason why, in their words; may be empty
     */
    public record Verdict(String reviewer, Instant time, String reason) {}
}
