package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;

/**
 * The time before a connection's protocol is known, while both directions are held.
 *
 * <p>What no plugin claims is relayed unread if {@link RelaySettings#passUnknown} says so, with two exceptions, or a client
 * could get past the rules by being odd. It is refused when its destination is catalogued as a messaging service: what goes
 * there and can't be read must not go there. And it is refused when the time, the bytes or the peer's input end while some
 * plugin still takes it for the beginning of its protocol, such as one byte and then silence. While neither peer has said
 * anything the time runs only where unknown connections are refused: elsewhere there is nothing to hold against silence.
 *
 * <p>Confined to the event loop.
 */
final class Identifying {

    /** Is told, once, how it ends. */
    interface End {

        /** It speaks this plugin's protocol. */
        void identified(ProtocolPlugin plugin);

        /** Nobody knows it, and it may pass. */
        void passesUnread();

        /** Nobody knows it, and it may not pass. {@code why} completes a sentence about the connection. */
        void refused(String why);

        /** The time is over, on the event loop: the owner calls {@link #timedOut}. */
        void timeOver();
    }

    private final Opening opening;
    private final RelayServices services;
    private final EventLoop loop;
    private final End end;
    private boolean over;
    private @Nullable ScheduledFuture<?> timer;

    Identifying(Opening opening, RelayServices services, EventLoop loop, End end) {
        this.opening = opening;
        this.services = services;
        this.loop = loop;
        this.end = end;
    }

    /** Both channels stand. */
    void begin() {
        if (!services.settings().passUnknown()) {
            startTimer();
        }
    }

    boolean isOver() {
        return over;
    }

    /**
     * Looks at what was said so far.
     *
     * @param from who has just said more
     * @return whether it is over now
     */
    boolean look(FirstBytes first, Side from) {
        switch (services.protocols().identify(opening, first)) {
            case Protocols.Identified identified -> {
                stop();
                end.identified(identified.plugin());
            }
            case Protocols.Recognised recognised -> unidentified(false);
            case Protocols.Foreign foreign -> unidentified(false);
            case Protocols.Undecided undecided -> {
                if (first.from(from).readableBytes() < services.settings().identifyBytes()) {
                    startTimer();
                } else {
                    unidentified(true);
                }
            }
        }
        return over;
    }

    /** Nobody will say more that could tell what it is. */
    void inputEnded(boolean somethingHeld) {
        unidentified(somethingHeld);
    }

    /** Too little was said to tell, and no more came in time. */
    void timedOut() {
        unidentified(true);
    }

    /** There is nothing left to find out. */
    void stop() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void startTimer() {
        if (timer == null) {
            timer = loop.schedule(
                    end::timeOver, services.settings().identifyTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** {@code plausible}: whether a plugin might have claimed it, had it been shown more. */
    private void unidentified(boolean plausible) {
        stop();
        String why = objection(plausible);
        if (why == null) {
            end.passesUnread();
        } else {
            end.refused(why);
        }
    }

    private @Nullable String objection(boolean plausible) {
        if (!services.settings().passUnknown()) {
            return "is of no known protocol";
        }
        ServiceId service = services.catalogue().apply(opening.destination());
        if (!service.equals(ServiceId.UNKNOWN)) {
            return "is for " + service.value() + " and in no protocol that can be read";
        }
        return plausible ? "began like a known protocol and did not go on" : null;
    }
}
