package org.sallyport.proxy.relay;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
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
 * <p><b>Bounds:</b> of one frame {@value #AT_ONCE} events at a time are decided and on their way to the journal, so that a peer
 * with long frames neither fills the journal's queue nor keeps the event loop from others.
 */
public final class Guard {

    private static final Verdict NOT_RECORDED =
            new Verdict.Deny("This could not be recorded, so it was not passed on. Please try again later.");

    /** The "service" of names under which people sign in at the gateway itself, such as its proxy entry. */
    static final ServiceId DOOR = new ServiceId("sallyport");

    private static final Verdict FAULT = new Verdict.Disconnect(null);

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** How many events of one frame are with the journal at a time. */
    static final int AT_ONCE = 256;

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

    /**
     * What the guard needs to know of the connection an event happened on.
     *
     * @param user who signed in at the gateway's own door: whoever the account is when the directory has nobody by its name
     * @param client what the client on it calls itself; null when it has not said, or on a connection without a sign-on
     * @param letIn whether the service has let this client in under the account's name, so that it is more than a claim
     * @param file what was seen of the file that an event is about; null when it is about none
     */
    public record Place(
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account,
            @Nullable Person user,
            @Nullable String client,
            boolean letIn,
            @Nullable SeenFile file) {

        /** The same, with what was seen of a file there. */
        Place with(SeenFile seen) {
            return new Place(opening, protocol, service, account, user, client, letIn, seen);
        }

        /** On a connection whose client has not said what it is. */
        public Place(
                Opening opening,
                ProtocolId protocol,
                ServiceId service,
                @Nullable ScreenName account,
                @Nullable Person user) {
            this(opening, protocol, service, account, user, null, false, null);
        }

        /** The identity under which a name acts here. */
        Identity identity(ScreenName name, Identity found) {
            Person person = user;
            boolean own = name.equals(account) || name.service().equals(DOOR);
            return person != null && own && found == Identity.Unregistered.INSTANCE
                    ? new Identity.Known(person, Identity.Source.DOOR)
                    : found;
        }
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
        Judgement judgement = new Judgement(place, events, now, loop, then);
        CompletableFuture<?> missing = identities.gather(place, names(place, events), judgement.known);
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
            identities.gatherAtHand(place, names(place, List.of(event)), known);
            Decision decision = policy.decide(new Question(
                    event,
                    place.opening(),
                    place.protocol(),
                    place.service(),
                    place.account(),
                    known,
                    now,
                    place.client(),
                    place.file(),
                    contacts.of(place.account())));
            ArchiveRecord record = record(place, event, now, known, decision);
            journal.append(record, guarantee, new Journal.Appended() {
                @Override
                public void kept(long sequence) {
                    raise(record, sequence);
                }

                @Override
                public void failed(String cause) {
                    meters.notJournaled();
                    warn(place, event, cause);
                    raise(record, 0);
                }
            });
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
    private void warn(Place place, ImEvent event, String cause) {
        long now = System.nanoTime();
        long last = lastWarning.get();
        if ((last == 0 || now - last > WARN_EVERY_NANOS) && lastWarning.compareAndSet(last, now)) {
            LOG.warn(
                    "connection {}: {} was not recorded, nor may others have been: {}",
                    place.opening().connection(),
                    event.feature().id(),
                    cause);
        }
    }

    private static ArchiveRecord record(
            Place place, ImEvent event, Instant now, Map<ScreenName, Identity> known, Decision decision) {
        return new ArchiveRecord(
                now,
                place.opening(),
                place.protocol(),
                place.service(),
                place.account(),
                event,
                decision,
                known,
                place.file());
    }

    private static Set<ScreenName> names(Place place, List<ImEvent> events) {
        Set<ScreenName> names = new HashSet<>();
        if (place.account() != null) {
            names.add(place.account());
        }
        for (ImEvent event : events) {
            ScreenName from = event.from();
            if (from != null) {
                names.add(from);
            }
            names.addAll(event.to());
        }
        return names;
    }

    private static void hop(Executor loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is shut down, and its connections with it: nobody is left to be told.
        }
    }

    /** One frame's events on their way through the rulebase and to the disk, some at a time, in order. */
    private final class Judgement {
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

        Judgement(Place place, List<ImEvent> events, Instant now, Executor loop, Consumer<List<Decision>> then) {
            this.place = place;
            this.events = events;
            this.now = now;
            this.loop = loop;
            this.then = then;
            this.decisions = new Decision[events.size()];
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
            Decision decision = policy.decide(new Question(
                    event,
                    place.opening(),
                    place.protocol(),
                    place.service(),
                    place.account(),
                    involved,
                    now,
                    place.client(),
                    place.file(),
                    contacts.of(place.account())));
            settle(index, decision);
            if (decision.verdict() instanceof Verdict.Allow) {
                contacts.note(place.account(), event);
            }
            meters.decided(event, decision);
            ArchiveRecord record = record(place, event, now, involved, decision);
            journal.append(record, guarantee, new Journal.Appended() {
                @Override
                public void kept(long sequence) {
                    hold(index, record);
                    raise(record, sequence);
                }

                @Override
                public void failed(String cause) {
                    meters.notJournaled();
                    warn(place, event, cause);
                    if (passWhenJournalFails) {
                        hold(index, record);
                    } else {
                        settle(index, new Decision.Failed("journal: " + cause, NOT_RECORDED));
                        answered();
                    }
                    raise(record, 0);
                }
            });
        }

        /** Has kept what a rule holds back, so that nothing is said to be held that isn't. */
        private void hold(int index, ArchiveRecord record) {
            for (Duty duty : record.decision().duties()) {
                if (duty instanceof Duty.Quarantine held && record.decision() instanceof Decision.Decided decided) {
                    quarantine.hold(record, held, new Quarantine.Outcome() {
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
            Set<ScreenName> names = names(place, List.of(event));
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
                hop(loop, this::goOn);
            }
        }

        private synchronized List<Decision> outcome() {
            Codes shown = codes;
            ScreenName account = place.account();
            if (shown != null) {
                Identity identity = account == null ? null : known.get(account);
                for (int i = 0; i < decisions.length; i++) {
                    decisions[i] = shown.shown(place, events.get(i), identity, decisions[i]);
                }
            }
            return List.of(decisions);
        }
    }
}
