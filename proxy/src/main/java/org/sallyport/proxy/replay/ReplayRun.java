package org.sallyport.proxy.replay;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.capture.TcpListener;
import org.sallyport.proxy.relay.ContactBook;

/** One capture on its way: its connections, and what they share. */
final class ReplayRun implements TcpListener {

    /** A cookie in a capture is good for as long as any capture lasts. */
    private static final Duration HANDOFF_LIFETIME = Duration.ofDays(7);

    private static final int MOST_HANDOFFS = 100_000;

    private final ReplayOptions options;
    private final int capture;
    private final Consumer<Row> rows;
    private final ReplayClock clock = new ReplayClock();
    private final Handoffs handoffs = new Handoffs(clock, MOST_HANDOFFS, HANDOFF_LIFETIME);
    private final ContactBook contacts = new ContactBook();
    private final Map<TcpConnection, ReplayConversation> conversations = new HashMap<>();

    /** @param capture which of the captures it is, from 1 */
    ReplayRun(ReplayOptions options, int capture, Consumer<Row> rows) {
        this.options = options;
        this.capture = capture;
        this.rows = rows;
    }

    ReplayOptions options() {
        return options;
    }

    ReplayClock clock() {
        return clock;
    }

    Handoffs handoffs() {
        return handoffs;
    }

    ContactBook contacts() {
        return contacts;
    }

    @Override
    public void opened(TcpConnection connection) {
        Opening opening = new Opening(
                "replay-" + capture + "-" + connection.number(),
                connection.time(),
                "replay",
                connection.client(),
                new Address(
                        connection.server().getAddress().getHostAddress(),
                        connection.server().getPort()),
                Opening.NamedBy.CAPTURE,
                null,
                true);
        conversations.put(connection, new ReplayConversation(this, connection, opening, rows));
    }

    @Override
    public void data(TcpConnection connection, Side from, ByteBuf bytes, Instant time) {
        of(connection).data(from, bytes, time);
    }

    @Override
    public void gap(TcpConnection connection, Side from, long bytes, Instant time) {
        of(connection).gap(from, bytes, time);
    }

    @Override
    public void ended(TcpConnection connection, Side from, Instant time) {
        of(connection).ended(from, time);
    }

    @Override
    public void closed(TcpConnection connection, Instant time) {
        of(connection).closed(time);
        conversations.remove(connection);
    }

    private ReplayConversation of(TcpConnection connection) {
        ReplayConversation conversation = conversations.get(connection);
        if (conversation == null) {
            throw new IllegalStateException("connection " + connection.number() + " was never opened");
        }
        return conversation;
    }
}
