package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.carrier.Carrier;
import org.sallyport.protocols.carrier.ProxyHandshake;

/**
 * The time before a connection's protocol is known, while both directions are held.
 *
 * <pre>
 *  LOOKING ──a proxy's handshake──▶ FOLLOWING ──established, or tried again──▶ LOOKING   (at most {@value #MOST_LAYERS} times)
 *     │
 *     └──▶ over: a protocol that is read or only known by name, HTTP, TLS, or nothing anybody knows
 * </pre>
 *
 * <p>What began like a known protocol and did not go on is refused, such as one byte and then silence: or a client could get
 * past the rules by being odd. While neither peer has said anything the time runs only where unknown connections are refused:
 * elsewhere there is nothing to hold against silence.
 *
 * <p>Confined to the event loop.
 */
final class Identifying {

    /** Proxies behind proxies: more are followed by nobody who means well. */
    static final int MOST_LAYERS = 4;

    /** Whose connection it is. Is told how it ends, once. */
    interface Owner {

        /** What is held now. */
        FirstBytes held();

        /** So many of the held bytes may go on. */
        void passHeld(Side from, int bytes);

        /** It speaks this plugin's protocol. */
        void identified(ProtocolPlugin plugin);

        /** It speaks a protocol that is known by name only. */
        void recognised(Recogniser recogniser);

        /** It speaks HTTP. */
        void http();

        /** It speaks TLS. */
        void tls();

        /** Nobody knows it. */
        void foreign();

        /** Nothing is held, and nobody will say more: there is nothing to know. */
        void quiet();

        /** It may not go on. {@code why} completes a sentence about the connection, and has nothing a peer said. */
        void refused(String why);

        /** The time is over, on the event loop: the owner calls {@link #timedOut}. */
        void timeOver();
    }

    private static final Carrier[] CARRIERS = Carrier.values();

    private static final String UNFINISHED = "began like a known protocol and did not go on";

    private enum Next {
        WAIT,
        AGAIN,
        OVER
    }

    private final RelayServices services;
    private final EventLoop loop;
    private final Owner owner;
    private Opening opening;
    private @Nullable ProxyHandshake handshake;
    private int layers;

    /** What it may well be, should nobody say otherwise in time. */
    private @Nullable Carrier likely;

    private boolean over;
    private @Nullable ScheduledFuture<?> timer;

    Identifying(Opening opening, RelayServices services, EventLoop loop, Owner owner) {
        this.opening = opening;
        this.services = services;
        this.loop = loop;
        this.owner = owner;
    }

    /** Both channels stand. */
    void begin() {
        if (services.settings().unknown() == RelaySettings.Unknown.BLOCK) {
            startTimer();
        }
    }

    boolean isOver() {
        return over;
    }

    /** How the connection came in, and where it goes by all that was heard so far. */
    Opening opening() {
        return opening;
    }

    /** How many proxies' handshakes were followed. */
    int layers() {
        return layers;
    }

    /** Names the destination anew. */
    void named(Address destination, Opening.NamedBy by) {
        opening = opening.to(destination, by);
    }

    /**
     * Looks at what was said so far.
     *
     * @param from who has just said more
     */
    void look(Side from) {
        Next next = Next.AGAIN;
        while (next == Next.AGAIN) {
            ProxyHandshake following = handshake;
            next = following == null ? identify(from) : follow(following);
        }
    }

    private Next identify(Side from) {
        FirstBytes first = owner.held();
        boolean undecided = false;
        likely = null;
        for (Carrier carrier : CARRIERS) {
            Detection detection = carrier.detect(first);
            if (detection == Detection.Match.CERTAIN) {
                if (carrier.isWhole(first.fromClient())) {
                    return carried(carrier);
                }
                startTimer();
                return Next.WAIT;
            }
            undecided |= detection == Detection.NeedMore.INSTANCE;
            likely = detection == Detection.Match.LIKELY ? carrier : likely;
        }
        switch (services.protocols().identify(opening, first)) {
            case Protocols.Identified identified -> {
                stop();
                owner.identified(identified.plugin());
                return Next.OVER;
            }
            case Protocols.Recognised recognised -> {
                stop();
                owner.recognised(recognised.recogniser());
                return Next.OVER;
            }
            case Protocols.Undecided more -> undecided = true;
            case Protocols.Foreign foreign -> {
                // A carrier may still be likely, or undecided.
            }
        }
        Carrier fits = likely;
        if (fits != null && (!undecided || isEnough(first, from))) {
            return carried(fits);
        }
        if (!undecided) {
            return foreign();
        }
        if (isEnough(first, from)) {
            return refuse(UNFINISHED);
        }
        if (first.fromClient().isReadable() || first.fromServer().isReadable()) {
            startTimer();
        }
        return Next.WAIT;
    }

    private boolean isEnough(FirstBytes first, Side from) {
        return first.from(from).readableBytes() >= services.settings().identifyBytes();
    }

    private Next carried(Carrier carrier) {
        if (carrier.isProxy()) {
            if (layers == MOST_LAYERS) {
                return refuse("goes through more than " + MOST_LAYERS + " proxies");
            }
            layers++;
            handshake = ProxyHandshake.of(carrier);
            cancelTimer();
            return Next.AGAIN;
        }
        stop();
        if (carrier == Carrier.HTTP) {
            owner.http();
        } else {
            owner.tls();
        }
        return Next.OVER;
    }

    private Next follow(ProxyHandshake following) {
        switch (following.look(owner.held())) {
            case ProxyHandshake.Progress.Wait wait -> {
                return Next.WAIT;
            }
            case ProxyHandshake.Progress.Pass pass -> owner.passHeld(pass.from(), pass.bytes());
            case ProxyHandshake.Progress.Established established -> {
                handshake = null;
                Address to = established.destination();
                if (to != null) {
                    named(to, established.namedBy());
                }
                begin();
            }
            case ProxyHandshake.Progress.Again again -> handshake = null;
            case ProxyHandshake.Progress.Lost lost -> {
                handshake = null;
                return foreign();
            }
        }
        return over ? Next.OVER : Next.AGAIN;
    }

    /** A layer was taken off: what comes now is looked at afresh. */
    void again() {
        over = false;
        layers++;
        begin();
    }

    /** What was found out was not the end of it: it goes on like this, and then something else comes. */
    void goOnWith(ProxyHandshake next) {
        over = false;
        layers++;
        handshake = next;
        look(Side.CLIENT);
    }

    /** Nobody will say more that could tell what it is. */
    void inputEnded() {
        FirstBytes held = owner.held();
        if (held.fromClient().isReadable() || held.fromServer().isReadable()) {
            refuse(UNFINISHED);
        } else if (handshake != null && handshake.mayEnd()) {
            stop();
            owner.quiet();
        } else {
            foreign();
        }
    }

    /** Too little was said to tell, and no more came in time. */
    void timedOut() {
        Carrier fits = likely;
        if (fits != null) {
            if (carried(fits) == Next.AGAIN) {
                look(Side.CLIENT);
            }
            return;
        }
        FirstBytes held = owner.held();
        boolean silent = !held.fromClient().isReadable() && !held.fromServer().isReadable();
        refuse(silent ? "is silent, and so of no known protocol" : UNFINISHED);
    }

    /** There is nothing left to find out. */
    void stop() {
        over = true;
        cancelTimer();
    }

    private void startTimer() {
        if (timer == null) {
            timer = loop.schedule(
                    owner::timeOver, services.settings().identifyTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private Next foreign() {
        stop();
        owner.foreign();
        return Next.OVER;
    }

    private Next refuse(String why) {
        stop();
        owner.refused(why);
        return Next.OVER;
    }
}
