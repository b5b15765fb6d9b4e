package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.sallyport.protocols.Side;

/** Both ends of a relayed connection. Confined to the event loop they share. */
record Peers(Peer client, Peer server) {

    /** How long a peer may take to read the last of what it is sent, and to go. */
    private static final int LINGER_SECONDS = 10;

    Peer of(Side side) {
        return side == Side.CLIENT ? client : server;
    }

    /** Whether one doesn't take what it is sent as fast as it comes, so that no more of it must be made. */
    boolean isFull() {
        return client.isFull() || server.isFull();
    }

    boolean areActive() {
        return client.isActive() && server.isActive();
    }

    /** Neither will tell of its end again. */
    boolean areGone() {
        return !client.isActive() && !server.isActive();
    }

    void flush() {
        client.flush();
        server.flush();
    }

    /** Closes both once what was written has gone out, or after a while if one doesn't take it. */
    void closeAfterFlush(EventLoop loop) {
        client.closeAfterFlush();
        server.closeAfterFlush();
        linger(loop);
    }

    /** Has both read the last of what was written, and closes them then, or after a while if one doesn't. */
    void part(EventLoop loop) {
        client.part();
        server.part();
        linger(loop);
    }

    private void linger(EventLoop loop) {
        if (client.isOpen() || server.isOpen()) {
            ScheduledFuture<?> linger = loop.schedule(
                    () -> {
                        client.close();
                        server.close();
                    },
                    LINGER_SECONDS,
                    TimeUnit.SECONDS);
            // Most connections end at once; a timer of each would keep it in memory all the same.
            client.whenClosed(() -> server.whenClosed(() -> linger.cancel(false)));
        }
    }
}
