package org.sallyport.proxy.relay;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/**
 * Says to a connection's client what did not come by its service: a colleague's message that stays in the building.
 *
 * <p>One for each relay, confined to its event loop but for {@link #deliver}.
 */
final class Reception {

    private final Relay relay;
    private final Peers peers;
    private final Hearing hearing;

    Reception(Relay relay, Peers peers, Hearing hearing) {
        this.relay = relay;
        this.peers = peers;
        this.hearing = hearing;
    }

    /**
     * Says it, if the rules about it allow that. Any thread.
     *
     * @param event a message or a typing notice, as one that comes in
     */
    CompletableFuture<Delivery> deliver(ImEvent event) {
        CompletableFuture<Delivery> outcome = new CompletableFuture<>();
        boolean asked = relay.onLoop(() -> {
            if (!takes(event)) {
                outcome.complete(Delivery.GONE);
                return;
            }
            hearing.judgeArriving(event, decision -> {
                try {
                    say(event, decision, outcome);
                } finally {
                    // Whatever goes wrong here, somebody waits at the other end. One that has its answer keeps it.
                    if (relay.isClosed()) {
                        outcome.complete(Delivery.GONE);
                    }
                }
            });
        });
        if (!asked) {
            outcome.complete(Delivery.GONE);
        }
        return outcome;
    }

    private boolean takes(ImEvent event) {
        Session session = relay.readable();
        return session != null && !peers.client().isFull() && peers.client().isActive() && session.takes(event);
    }

    private void say(ImEvent event, Decision decision, CompletableFuture<Delivery> outcome) {
        Session session = relay.readable();
        if (session == null || !takes(event)) {
            outcome.complete(Delivery.GONE);
            return;
        }
        Verdict verdict = decision.verdict();
        if (!(verdict instanceof Verdict.Allow || verdict instanceof Verdict.Rewrite)) {
            outcome.complete(Delivery.REFUSED);
            return;
        }
        List<Emission> said = List.of();
        if (event instanceof ImEvent.Message message) {
            said = session.deliver(Arriving.message(message, verdict));
        } else if (event instanceof ImEvent.Typing typing) {
            said = session.deliverTyping(typing);
        }
        if (said.isEmpty()) {
            outcome.complete(Delivery.GONE);
            return;
        }
        relay.emit(said);
        peers.client().flush(written -> outcome.complete(written ? Delivery.DELIVERED : Delivery.GONE));
        relay.flushAndRead();
    }
}
