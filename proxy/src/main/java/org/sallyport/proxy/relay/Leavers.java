package org.sallyport.proxy.relay;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.ScreenName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs off people who have left: looks from time to time whether the directory has closed the account of anybody who is signed
 * on, and ends their connections. Rules stop what such people do; this ends also the connections of those who do nothing.
 *
 * <p>The directory is asked anew, whatever is in the cache, one account after the other and no faster than {@value #AT_ONCE} in a
 * quarter of a second. When it doesn't answer the round is over, and nobody is signed off: rules say what becomes of people then.
 *
 * <p><b>Threading:</b> one daemon thread of its own, which waits for the directory. <b>Lifecycle:</b> {@link #start}, then
 * {@link #close}. The end of a connection is on the record as any other; the log says for whom and why.
 */
public final class Leavers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leavers.class);

    private static final int AT_ONCE = 50;
    private static final Duration BREATH = Duration.ofMillis(250);

    private final SignedOn signedOn;
    private final Identities identities;
    private final String notice;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leavers").daemon().factory());

    private Leavers(SignedOn signedOn, Identities identities, String notice) {
        this.signedOn = signedOn;
        this.identities = identities;
        this.notice = notice;
    }

    /**
     * Begins to look.
     *
     * @param signedOn who is on
     * @param identities who that is
     * @param notice what people are told whose connection is ended
     * @param every how often everybody is looked at; zero: never
     */
    public static Leavers start(SignedOn signedOn, Identities identities, String notice, Duration every) {
        Leavers leavers = new Leavers(signedOn, identities, notice);
        if (every.isPositive()) {
            leavers.timer.scheduleWithFixedDelay(
                    leavers::round, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        }
        return leavers;
    }

    private void round() {
        try {
            int asked = 0;
            for (ScreenName account : signedOn.names()) {
                for (Relay relay : signedOn.of(account)) {
                    if (!identities.isSurelyNobody(account, relay.hearing().user(), relay.opening())) {
                        if (++asked % AT_ONCE == 0) {
                            Thread.sleep(BREATH);
                        }
                        if (!look(account, relay)) {
                            return;
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            LOG.error("Looking for people who have left failed", e);
        }
    }

    /** @return whether the directory answers */
    private boolean look(ScreenName account, Relay relay) throws InterruptedException, ExecutionException {
        Identity identity = identities
                .refresh(account, relay.hearing().user(), relay.opening())
                .get();
        if (identity instanceof Identity.Known known && known.person().disabled()) {
            LOG.info(
                    "connection {}: ended, for the account of {} is closed",
                    relay.opening().connection(),
                    known.person().login());
            relay.disconnect(notice);
        }
        return !(identity instanceof Identity.Unavailable);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
