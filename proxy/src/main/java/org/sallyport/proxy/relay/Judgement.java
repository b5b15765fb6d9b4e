package org.sallyport.proxy.relay;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One frame's events on their way through the rulebase and to the disk, some at a time, in order.
 *
 * <p>Goes on upon the event loop alone; the journal answers on its own thread, which settles decisions and no more.
 */
final class Judgement {

    /** How many events of one frame are with the journal at a time. */
    static final int AT_ONCE = 256;

    private static final Verdict NOT_RECORDED =
            new Verdict.Deny("This could not be recorded, so it was not passed on. Please try again later.");

    private static final Verdict FAULT = new Verdict.Disconnect(null);

    private static final Logger LOG = LoggerFactory.getLogger(Judgement.class);

    private final Guard guard;
    private final Place place;
    private final List<ImEvent> events;
    private final Instant now;
    private final Executor loop;
    private final Consumer<List<Decision>> then;
    private final Map<ScreenName, Identity> known = new ConcurrentHashMap<>();
    private final Decision[] decisions;

    /** How many events were handed to the journal; on the event loop only. */
    private int handed;

    /** How many of those have no answer yet, and one more while events are being handed in. */
    private int waiting;

    Judgement(
            Guard guard, Place place, List<ImEvent> events, Instant now, Executor loop, Consumer<List<Decision>> then) {
        this.guard = guard;
        this.place = place;
        this.events = events;
        this.now = now;
        this.loop = loop;
        this.then = then;
        this.decisions = new Decision[events.size()];
    }

    /** Who is behind the names, to be filled in before the first {@link #goOn}. */
    Map<ScreenName, Identity> known() {
        return known;
    }

    /** Hands the next events in, or, when there are none, the decisions out. */
    void goOn() {
        if (handed == decisions.length) {
            then.accept(outcome());
            return;
        }
        int end = Math.min(handed + AT_ONCE, decisions.length);
        synchronized (this) {
            waiting = 1;
        }
        while (handed < end) {
            int index = handed++;
            synchronized (this) {
                waiting++;
            }
            try {
                handIn(index);
            } catch (RuntimeException | Error e) {
                LOG.error(
                        "connection {}: no decision on {}: {}",
                        place.opening().connection(),
                        events.get(index).feature().id(),
                        e.getClass().getName());
                // This one and all after it: nobody can say what became of them.
                settle(index, new Decision.Failed("fault: " + e.getClass().getSimpleName(), FAULT));
                handed = decisions.length;
                for (int i = index + 1; i < decisions.length; i++) {
                    settle(i, decisions[index]);
                }
                answered();
                break;
            }
        }
        answered();
    }

    private void handIn(int index) {
        ImEvent event = events.get(index);
        Map<ScreenName, Identity> involved = involved(event);
        Decision decision = guard.decide(place, event, involved, now);
        settle(index, decision);
        guard.decided(place, event, decision);
        ArchiveRecord record = place.record(event, now, involved, decision);
        guard.append(record, () -> hold(index, record), cause -> {
            if (guard.passesUnrecorded()) {
                hold(index, record);
            } else {
                settle(index, new Decision.Failed("journal: " + cause, NOT_RECORDED));
                answered();
            }
        });
    }

    /** Has kept what a rule holds back, so that nothing is said to be held that isn't. */
    private void hold(int index, ArchiveRecord record) {
        for (Duty duty : record.decision().duties()) {
            if (duty instanceof Duty.Quarantine held && record.decision() instanceof Decision.Decided decided) {
                guard.quarantine().hold(record, held, new Quarantine.Outcome() {
                    @Override
                    public void held() {
                        answered();
                    }

                    @Override
                    public void refused(String notice) {
                        settle(
                                index,
                                new Decision.Decided(
                                        new Verdict.Deny(record.event().flow() == Flow.OUTBOUND ? notice : null),
                                        decided.rules(),
                                        decided.duties(),
                                        decided.policy(),
                                        decided.reasons()));
                        answered();
                    }
                });
                return;
            }
        }
        answered();
    }

    /** Of the people in the frame those in one event: a record must not grow with what stands beside it. */
    private Map<ScreenName, Identity> involved(ImEvent event) {
        if (decisions.length == 1) {
            return known;
        }
        Set<ScreenName> names = place.names(List.of(event));
        Map<ScreenName, Identity> involved = new HashMap<>(names.size() * 2);
        for (ScreenName name : names) {
            Identity identity = known.get(name);
            if (identity != null) {
                involved.put(name, identity);
            }
        }
        return involved;
    }

    private synchronized void settle(int index, Decision decision) {
        decisions[index] = decision;
    }

    private void answered() {
        boolean all;
        synchronized (this) {
            all = --waiting == 0;
        }
        if (all) {
            Guard.hop(loop, this::goOn);
        }
    }

    private synchronized List<Decision> outcome() {
        ScreenName account = place.account();
        guard.show(place, events, account == null ? null : known.get(account), decisions);
        return List.of(decisions);
    }
}
