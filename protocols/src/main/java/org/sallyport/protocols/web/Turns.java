package org.sallyport.protocols.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers go out in the order of their requests, whoever gives them (RFC 9112, section 9.3.2). Remembers for each request that
 * went on what it was, and keeps an answer of the gateway's own back while the service still owes one that comes before it.
 *
 * <p>Confined to the connection's event loop. Bounded: a client that is owed more answers than {@code most} waits for none.
 *
 * @param <A> what is remembered of a request
 * @param <O> what goes out
 */
public final class Turns<A, O> {

    private record Turn<A, O>(@Nullable A asked, @Nullable O own) {}

    private final Deque<Turn<A, O>> turns = new ArrayDeque<>();
    private final int most;

    /** @param most the most requests without an answer */
    public Turns(int most) {
        this.most = most;
    }

    /** Whether no further request is taken. */
    public boolean full() {
        return turns.size() >= most;
    }

    /** A request has gone on. */
    public void asked(A request) {
        turns.add(new Turn<>(request, null));
    }

    /** A request is answered by the gateway: at once, or when its turn comes. */
    public void answered(O answer, Consumer<? super O> out) {
        if (turns.isEmpty()) {
            out.accept(answer);
        } else {
            turns.add(new Turn<>(null, answer));
        }
    }

    /** What the service's next answer is to; null when nobody has asked anything. */
    public @Nullable A next() {
        Turn<A, O> turn = turns.peek();
        return turn == null ? null : turn.asked();
    }

    /** The service's answer has been dealt with; ours that waited behind it go out. */
    public void done(Consumer<? super O> out) {
        turns.poll();
        Turn<A, O> turn = turns.peek();
        while (turn != null && turn.own() != null) {
            out.accept(turn.own());
            turns.poll();
            turn = turns.peek();
        }
    }
}
