package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.http.HttpPlugin;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.relay.CarriedRelay;
import org.sallyport.proxy.relay.RelayServices;

/** The requests of one client connection to one service, and their responses, in a relay with one session. On its event loop. */
final class Dialogue {

    private static final int BAD_GATEWAY = 502;

    private final String id;
    private final RelayServices services;
    private final HttpPlugin plugin;
    private final CarriedRelay relay;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean closed;

    Dialogue(String id, HttpPlugin plugin, HttpOrigin origin, RelayServices services) {
        this.id = id;
        this.services = services;
        this.plugin = plugin;
        this.relay = Within.carried(id, plugin, origin, services);
    }

    String id() {
        return id;
    }

    HttpPlugin plugin() {
        return plugin;
    }

    RelayServices services() {
        return services;
    }

    boolean isClosed() {
        return closed || relay.isClosed();
    }

    /**
     * One side has said a whole message; the bytes belong to the dialogue from now on. What is said while something else is being
     * dealt with waits for its turn.
     *
     * @param then gets what is to go to the service and what to the client; both belong to it. Not called within this call
     */
    void said(Side from, ByteBuf bytes, BiConsumer<ByteBuf, ByteBuf> then) {
        if (busy) {
            waiting.add(() -> said(from, bytes, then));
            return;
        }
        busy = true;
        relay.said(from, bytes, () -> {
            busy = false;
            then.accept(relay.take(Side.SERVER), relay.take(Side.CLIENT));
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
        });
    }

    /**
     * A request that has gone on gets no answer that anybody could read. The session is told so in an answer's place, or it would
     * take the next one for this request's.
     */
    void unanswered() {
        if (!isClosed()) {
            HttpHead lost = HttpHead.response(BAD_GATEWAY, HttpFields.NONE);
            said(Side.SERVER, HttpMessage.write(lost, Unpooled.EMPTY_BUFFER), (toService, toClient) -> {
                toService.release();
                toClient.release();
            });
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            relay.close();
        }
    }
}
