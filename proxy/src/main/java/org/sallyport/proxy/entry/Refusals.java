package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sallyport.proxy.relay.RelayMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refused clients and says so in the log. Whoever is refused may well be one of thousands, so of each reason no more
 * than {@value #LINES} lines are written within {@value #WINDOW_SECONDS} seconds; the next line says how many were left out.
 *
 * <p>Safe for any thread; never blocks for longer than it takes to write a line.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final int LINES = 5;
    private static final int WINDOW_SECONDS = 10;

    private final RelayMeters meters;
    private final Map<Refusal, Window> windows = new EnumMap<>(Refusal.class);

    Refusals(RelayMeters meters) {
        this.meters = meters;
        for (Refusal reason : Refusal.values()) {
            windows.put(reason, new Window());
        }
    }

    /**
     * One more.
     *
     * @param why for an administrator; must have nothing in it that a client said, but for where it wanted to go
     */
    void add(Refusal reason, String entry, Channel client, String why) {
        meters.refused(entry, reason.id());
        long unsaid = window(reason).next(System.nanoTime());
        if (unsaid < 0) {
            return;
        }
        String more = unsaid == 0 ? "" : " (" + unsaid + " more like this were not logged)";
        String line = entry + ": a client at " + address(client) + " is refused: " + why + more;
        if (reason == Refusal.LIMIT || reason == Refusal.CLIENT_LIMIT || reason == Refusal.OVERLOADED) {
            LOG.warn("{}", line);
        } else {
            LOG.info("{}", line);
        }
    }

    private Window window(Refusal reason) {
        Window window = windows.get(reason);
        if (window == null) {
            throw new IllegalStateException("no window for " + reason);
        }
        return window;
    }

    private static String address(Channel client) {
        InetAddress address = client.remoteAddress() instanceof InetSocketAddress socket ? socket.getAddress() : null;
        return address == null ? "an address that is gone" : address.getHostAddress();
    }

    /** How much of one kind was said of late. */
    private static final class Window {
        private long began;
        private int lines = LINES;
        private long unsaid;

        /** How many were not said since the last line, or -1 when this one is not to be said either. */
        synchronized long next(long now) {
            if (lines >= LINES && (began == 0 || now - began > TimeUnit.SECONDS.toNanos(WINDOW_SECONDS))) {
                began = now;
                lines = 0;
            }
            if (lines >= LINES) {
                unsaid++;
                return -1;
            }
            lines++;
            long skipped = unsaid;
            unsaid = 0;
            return skipped;
        }
    }
}
