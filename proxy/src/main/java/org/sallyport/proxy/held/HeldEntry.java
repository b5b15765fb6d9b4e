package org.sallyport.proxy.held;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessage.Verdict;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.ImEvent;

/**
 * A message that is held, with all it takes to send it on and to record what becomes of it. Immutable.
 *
 * @param id sorts by time; 24 hexadecimal digits
 * @param opening how the connection came in on which it was said
 * @param account whose connection that was
 * @param sender who wrote it, as far as anybody knows: so that what is one person's can be summed up
 * @param message all of it, formatting included
 * @param rules the rules that hold it
 * @param stays whether it must not go to the service even when it is let go
 * @param told whether its sender was told that it is held
 * @param progress how far it is
 * @param changed since when it is there
 * @param verdict a reviewer's word
 */
record HeldEntry(
        String id,
        Instant time,
        String queue,
        Opening opening,
        ProtocolId protocol,
        ServiceId service,
        @Nullable ScreenName account,
        String sender,
        ImEvent.Message message,
        List<String> rules,
        boolean stays,
        boolean told,
        Progress progress,
        Instant changed,
        @Nullable Verdict verdict) {

    /** How far one is. */
    enum Progress {
        WAITING(HeldMessage.State.WAITING),
        RELEASED(HeldMessage.State.RELEASED),
        /** It is being sent. Who finds it so at a start can't know whether it went. */
        UNDER_WAY(HeldMessage.State.RELEASED),
        DELIVERED(HeldMessage.State.DELIVERED),
        REJECTED(HeldMessage.State.REJECTED),
        EXPIRED(HeldMessage.State.EXPIRED);

        private final HeldMessage.State state;

        Progress(HeldMessage.State state) {
            this.state = state;
        }

        HeldMessage.State state() {
            return state;
        }

        /** Whether nothing becomes of it any more. */
        boolean isOver() {
            return this == DELIVERED || this == REJECTED || this == EXPIRED;
        }
    }

    HeldEntry {
        rules = List.copyOf(rules);
    }

    /** The same, further on. */
    HeldEntry at(Progress next, Instant now) {
        return new HeldEntry(
                id, time, queue, opening, protocol, service, account, sender, message, rules, stays, told, next, now,
                verdict);
    }

    /** The same after a reviewer's word. */
    HeldEntry decided(Progress next, Verdict word) {
        return new HeldEntry(
                id,
                time,
                queue,
                opening,
                protocol,
                service,
                account,
                sender,
                message,
                rules,
                stays,
                told,
                next,
                word.time(),
                word);
    }

    /** As reviewers see it. */
    HeldMessage shown() {
        return new HeldMessage(
                id,
                time,
                queue,
                service,
                message.flow(),
                message.feature(),
                message.from(),
                message.to(),
                message.room(),
                message.text().plain(),
                rules,
                progress.state(),
                verdict);
    }
}
