package org.sallyport.proxy.relay;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says to a connection's client what did not come by its service: a colleague's message that stays in the building; and to
 * either end what a reviewer let go.
 *
 * <p>One for each relay, confined to its event loop but for what says otherwise.
 */
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

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
                answering(outcome, () -> say(event, decision, outcome));
            });
        });
        if (!asked) {
            outcome.complete(Delivery.GONE);
        }
        return outcome;
    }

    /** Whatever goes wrong here, somebody waits at the other end. One that has its answer keeps it. */
    private void answering(CompletableFuture<Delivery> outcome, Runnable work) {
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            if (!done || relay.isClosed()) {
                outcome.complete(Delivery.GONE);
            }
        }
    }

    /**
     * Whether a message that was held could be said now. Any thread.
     *
     * @param to to the client, as one that comes in; or to the service, in the client's place
     */
    CompletableFuture<Boolean> wouldSay(ImEvent.Message message, Side to) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        boolean asked = relay.onLoop(() -> {
            boolean would = false;
            try {
                would = mayPass(message, to);
            } finally {
                answer.complete(would);
            }
        });
        if (!asked) {
            answer.complete(false);
        }
        return answer;
    }

    /** Says a message that a reviewer let go, whatever rules say of it. The parameters are those of {@link #wouldSay}. */
    CompletableFuture<Delivery> letGo(ImEvent.Message message, Side to) {
        CompletableFuture<Delivery> outcome = new CompletableFuture<>();
        boolean asked = relay.onLoop(() -> answering(outcome, () -> {
            Session session = relay.readable();
            if (session == null || !mayPass(message, to)) {
                outcome.complete(Delivery.GONE);
            } else {
                write(to, to == Side.CLIENT ? session.deliver(message) : session.say(message), outcome);
            }
        }));
        if (!asked) {
            outcome.complete(Delivery.GONE);
        }
        return outcome;
    }

    /** Tells the client something in the gateway's own name, if it can be told anything now. Any thread. */
    void tell(String notice) {
        boolean asked = relay.onLoop(() -> {
            Session session = relay.readable();
            ScreenName account = relay.account();
            if (session != null && account != null && !peers.client().isFull()) {
                relay.emit(session.deliver(new ImEvent.Message(
                        Flow.INBOUND, Feature.CHAT, null, List.of(account), null, Text.plain(notice), Set.of(), "")));
                relay.flushAndRead();
            }
        });
        if (!asked) {
            LOG.debug("connection {}: gone before it was told", relay.begunAs().connection());
        }
    }

    private boolean mayPass(ImEvent.Message message, Side to) {
        if (to == Side.CLIENT) {
            return takes(message);
        }
        Session session = relay.readable();
        // In the pieces of a tunnel the service would only get it with what the client says next.
        return session != null
                && peers.server() instanceof ChannelPeer server
                && !server.isFull()
                && server.isActive()
                && session.says(message);
    }

    private boolean takes(ImEvent event) {
        Session session = relay.readable();
        return session != null && !peers.client().isFull() && peers.client().isActive() && session.takes(event);
    }

    /** Whether it is certain who says this. On the event loop. */
    boolean vouches(ImEvent event) {
        Session session = relay.readable();
        return session != null && session.vouches(event);
    }

    /** Whether this connection's session knows the way to a colleague's client itself. On the event loop. */
    boolean reaches(ScreenName colleague, ImEvent event) {
        Session session = relay.readable();
        return session != null && session.reaches(colleague, event);
    }

    /** Says it to a colleague's client by a call, if the rules about that colleague allow it. On the event loop. */
    CompletableFuture<Delivery> reach(ScreenName colleague, ImEvent event) {
        CompletableFuture<Delivery> outcome = new CompletableFuture<>();
        hearing.judgeAt(
                colleague,
                event,
                decision -> answering(outcome, () -> {
                    Session session = relay.readable();
                    if (session == null) {
                        outcome.complete(Delivery.GONE);
                    } else if (!lets(decision)) {
                        outcome.complete(Delivery.REFUSED);
                    } else {
                        ImEvent said = event instanceof ImEvent.Message message
                                ? Arriving.message(message, decision.verdict())
                                : event;
                        write(Side.CLIENT, session.reach(colleague, said), outcome);
                    }
                }));
        return outcome;
    }

    private static boolean lets(Decision decision) {
        return decision.verdict() instanceof Verdict.Allow || decision.verdict() instanceof Verdict.Rewrite;
    }

    private void say(ImEvent event, Decision decision, CompletableFuture<Delivery> outcome) {
        Session session = relay.readable();
        if (session == null || !takes(event)) {
            outcome.complete(Delivery.GONE);
            return;
        }
        if (!lets(decision)) {
            outcome.complete(Delivery.REFUSED);
            return;
        }
        List<Emission> said = List.of();
        if (event instanceof ImEvent.Message message) {
            said = session.deliver(Arriving.message(message, decision.verdict()));
        } else if (event instanceof ImEvent.Typing typing) {
            said = session.deliverTyping(typing);
        }
        write(Side.CLIENT, said, outcome);
    }

    private void write(Side to, List<Emission> said, CompletableFuture<Delivery> outcome) {
        if (said.isEmpty()) {
            outcome.complete(Delivery.GONE);
            return;
        }
        if (said.getFirst() instanceof Emission.Call call) {
            relay.call(call, taken -> outcome.complete(taken ? Delivery.DELIVERED : Delivery.GONE));
            return;
        }
        relay.emit(said);
        peers.of(to).flush(written -> outcome.complete(written ? Delivery.DELIVERED : Delivery.GONE));
        relay.flushAndRead();
    }
}
