package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a relayed connection comes to its end: in good order when all was said, at once when a peer fails or a fault of our own does,
 * or because nothing moves on it any more. Confined to the event loop, once over for good.
 */
final class Ending {

    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

    private final Relay relay;
    private final RelayServices services;
    private final Peers peers;
    private final EventLoop loop;
    private @Nullable IdleWatch idleWatch;

    private boolean closed;

    /** The last that is to go out was written: nothing more is read or decided. */
    private boolean ending;

    /** Nothing of it was allowed to go on. */
    private boolean refused;

    Ending(Relay relay, RelayServices services, Peers peers, EventLoop loop) {
        this.relay = relay;
        this.services = services;
        this.peers = peers;
        this.loop = loop;
    }

    /** From now on it ends when nothing moves for the configured time. */
    void watch() {
        idleWatch = new IdleWatch(loop, services.settings().idleTimeout(), this::idle);
    }

    /** Something moved. */
    void moved() {
        IdleWatch watch = idleWatch;
        if (watch != null) {
            watch.touch();
        }
    }

    private void idle() {
        LOG.debug(
                "connection {} closed: nothing moved for {}",
                relay.begunAs().connection(),
                services.settings().idleTimeout());
        now();
    }

    boolean isClosed() {
        return closed;
    }

    boolean isEnding() {
        return ending;
    }

    /** Whether nothing more is read or decided. */
    boolean isOver() {
        return closed || ending;
    }

    /** How it is to be counted. */
    boolean isRefused() {
        return refused;
    }

    /** A peer can't be heard or spoken to, or what was done with it threw an exception. */
    void failed(Side side, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("connection {} of {}: {}", relay.begunAs().connection(), side, cause.toString());
            now();
        } else {
            faulted(cause);
        }
    }

    /** Does what the event loop has been asked to do for this relay: there nobody else would hear of an exception. */
    void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            faulted(e);
        }
    }

    /** A fault of our own. Its message may hold what a peer sent, so only its kind and place are logged. */
    private void faulted(Throwable fault) {
        Throwable wordless = new IllegalStateException(fault.getClass().getName());
        wordless.setStackTrace(fault.getStackTrace());
        LOG.error(
                "connection {}: closed after a fault of our own",
                relay.begunAs().connection(),
                wordless);
        services.meters().faulted(relay.protocol());
        now();
    }

    /** Ends the connection once what was written has gone out, or after a while if a peer doesn't take it. */
    void afterFlush() {
        relay.holdBoth();
        if (!ending) {
            ending = true;
            peers.part(loop);
        }
        if (peers.areGone()) {
            now();
        }
    }

    /** It may not pass: closed before anything of it went on. */
    void refused() {
        refused = true;
        now();
    }

    /** Others have failed with the channels, and close them themselves. */
    void byOthers() {
        ending = true;
        now();
    }

    /** The channels are others' for good: nothing is to be closed here. */
    void left() {
        closed = true;
        stopWatching();
    }

    /** Ends it, whatever is under way. */
    void now() {
        if (closed) {
            return;
        }
        closed = true;
        relay.letGo();
        stopWatching();
        if (!ending) {
            ending = true;
            peers.closeAfterFlush(loop);
        }
        relay.closed();
    }

    private void stopWatching() {
        IdleWatch watch = idleWatch;
        if (watch != null) {
            watch.stop();
        }
    }
}
