package org.sallyport.proxy.relay;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.alert.AlertSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The man between the doors: finds out who is behind the names in an event, has it decided, and has event and decision
 * journaled, before anybody may go on.
 *
 * <p><b>Threading:</b> called on event loops; answers on the caller's. Blocks nothing: names that are not at hand and the
 * journal's disk are waited for elsewhere.
 *
 * <p><b>Failure:</b> a directory that doesn't answer is an {@link Identity.Unavailable} the rulebase judges; a journal that
 * doesn't take a record turns its decision into {@link Decision.Failed}, with the verdict configured for that; an exception
 * anywhere is a {@link Decision.Failed} that disconnects. A frame is stopped as a whole when one of its events can't be
 * recorded, though the records of its other events may be in the journal already.
 *
 * <p><b>Bounds:</b> of one frame {@value Judgement#AT_ONCE} events at a time are decided and on their way to the journal, so that a peer
 * with long frames neither fills the journal's queue nor keeps the event loop from others.
 */
public final class Guard {

    /** The "service" of names under which people sign in at the gateway itself, such as its proxy entry. */
    static final ServiceId DOOR = new ServiceId("sallyport");

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private static final long WARN_EVERY_NANOS = 5_000_000_000L;

    private final Identities identities;
    private final @Nullable Codes codes;
    private final ContactBook contacts = new ContactBook();
    private final DecisionPoint policy;
    private final Journal journal;
    private final Journal.Guarantee guarantee;
    private final boolean passWhenJournalFails;
    private final RelayMeters meters;
    private final AlertSink alerts;
    private final Quarantine quarantine;
    private final AtomicLong lastWarning = new AtomicLong();

    /**
     * @param guarantee what an event waits for before it goes on
     * @param passWhenJournalFails whether an event that can't be journaled goes on as decided, instead of being denied
     */
    public Guard(
            People people,
            DecisionPoint policy,
            Journal journal,
            Journal.Guarantee guarantee,
            boolean passWhenJournalFails,
            RelayMeters meters) {
        this(
                Identities.of(people),
                null,
                policy,
                journal,
                guarantee,
                passWhenJournalFails,
                meters,
                AlertSink.NONE,
                Quarantine.NONE);
    }

    /**
     * @param identities whose the names are
     * @param registration how unregistered people may register; null where they may not
     * @param guarantee what an event waits for before it goes on
     * @param passWhenJournalFails whether an event that can't be journaled goes on as decided, instead of being denied
     * @param alerts gets each alert of a decision once, after the journal has answered
     * @param quarantine gets each event that a decision holds back once, after the journal has answered; the decision waits
     *     for its answer
     */
    public Guard(
            Identities identities,
            @Nullable Registration registration,
            DecisionPoint policy,
            Journal journal,
            Journal.Guarantee guarantee,
            boolean passWhenJournalFails,
            RelayMeters meters,
            AlertSink alerts,
            Quarantine quarantine) {
        this.identities = identities;
        this.codes = registration == null ? null : new Codes(registration);
        this.policy = policy;
        this.journal = journal;
        this.guarantee = guarantee;
        this.passWhenJournalFails = passWhenJournalFails;
        this.meters = meters;
        this.alerts = alerts;
        this.quarantine = quarantine;
    }

    /** Where sessions tell of contact lists, for rules that ask who is on them. Any thread. */
    ContactLists contactLists() {
        return contacts;
    }

    /** The name of somebody who signed in at the gateway's own door, for events of no other account. */
    public static ScreenName atDoor(Person person) {
        return new ScreenName(DOOR, person.login().toLowerCase(Locale.ROOT), person.login());
    }

    /**
     * Judges the events of one frame.
     *
     * @param now when they happened
     * @param loop where {@code then} is called
     * @param then gets one decision an event, in order; not called during this call
     */
    public void judge(Place place, List<ImEvent> events, Instant now, Executor loop, Consumer<List<Decision>> then) {
        Judgement judgement = new Judgement(this, place, events, now, loop, then);
        CompletableFuture<?> missing = identities.gather(place, place.names(events), judgement.known());
        if (missing == null) {
            judgement.goOn();
        } else {
            missing.whenComplete((ok, failure) -> hop(loop, judgement::goOn));
        }
    }

    /** Journals what there is nothing left to decide about, such as the end of a connection, and waits for nothing. */
    public void record(Place place, List<ImEvent> events, Instant now) {
        try {
            recordEach(place, events, now);
        } catch (RuntimeException e) {
            meters.notJournaled();
            LOG.error(
                    "connection {}: its end was not recorded: {}",
                    place.opening().connection(),
                    e.getClass().getName());
        }
    }

    private void recordEach(Place place, List<ImEvent> events, Instant now) {
        for (ImEvent event : events) {
            Map<ScreenName, Identity> known = new HashMap<>();
            identities.gatherAtHand(place, place.names(List.of(event)), known);
            append(place.record(event, now, known, decide(place, event, known, now)), () -> {}, cause -> {});
        }
    }

    /** What the rules say about an event. */
    Decision decide(Place place, ImEvent event, Map<ScreenName, Identity> people, Instant now) {
        return policy.decide(place.question(event, people, now, contacts.of(place.account())));
    }

    /** Takes note of what was decided about an event. */
    void decided(Place place, ImEvent event, Decision decision) {
        if (decision.verdict() instanceof Verdict.Allow) {
            contacts.note(place.account(), event);
        }
        meters.decided(event, decision);
    }

    /**
     * Has an event kept, and those told whom its decision names.
     *
     * @param kept called when it is, on the journal's thread
     * @param lost called when it isn't, with the cause, which speaks of no content; on the journal's or the caller's thread
     */
    void append(ArchiveRecord record, Runnable kept, Consumer<String> lost) {
        journal.append(record, guarantee, new Journal.Appended() {
            @Override
            public void kept(long sequence) {
                kept.run();
                raise(record, sequence);
            }

            @Override
            public void failed(String cause) {
                meters.notJournaled();
                warn(record, cause);
                lost.accept(cause);
                raise(record, 0);
            }
        });
    }

    /** Whether an event that can't be journaled goes on as decided. */
    boolean passesUnrecorded() {
        return passWhenJournalFails;
    }

    /** Where messages are kept that a rule holds back. */
    Quarantine quarantine() {
        return quarantine;
    }

    /** Puts into decisions what only this client may be shown; {@code identity} is the account's. */
    void show(Place place, List<ImEvent> events, @Nullable Identity identity, Decision[] decisions) {
        Codes shown = codes;
        if (shown != null) {
            for (int i = 0; i < decisions.length; i++) {
                decisions[i] = shown.shown(place, events.get(i), identity, decisions[i]);
            }
        }
    }

    /** Has those told whom the rules name; also of what could not be recorded, which must not be missed for that. */
    private void raise(ArchiveRecord record, long sequence) {
        for (Duty duty : record.decision().duties()) {
            if (duty instanceof Duty.Alert alert) {
                alerts.raise(record, alert, sequence);
            }
        }
    }

    /** Not more than one line a few seconds: a full disk has no use for a log of every message. */
    private void warn(ArchiveRecord record, String cause) {
        long now = System.nanoTime();
        long last = lastWarning.get();
        if ((last == 0 || now - last > WARN_EVERY_NANOS) && lastWarning.compareAndSet(last, now)) {
            LOG.warn(
                    "connection {}: {} was not recorded, nor may others have been: {}",
                    record.opening().connection(),
                    record.event().feature().id(),
                    cause);
        }
    }

    /** Goes on where a frame's connection is at home. */
    static void hop(Executor loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is shut down, and its connections with it: nobody is left to be told.
        }
    }
}
