package org.sallyport.proxy.held;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.held.HeldEntry.Progress;
import org.sallyport.proxy.relay.Quarantine;
import org.sallyport.proxy.relay.SignedOn;
import org.sallyport.proxy.relay.Ways;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in quarantine: takes messages in once the journal has them, keeps them until a reviewer has spoken, and sends on what
 * was let go.
 *
 * <p><b>What is held:</b> whole chat messages, in rooms and outside. Of everything else that a rule holds back there is the
 * record alone: an offer that was let go days later would be an offer of nothing.
 *
 * <p><b>On the record:</b> every step, as a receipt in the message's conversation, before it is taken; what comes of sending,
 * after.
 *
 * <p><b>Once:</b> that a message is about to be sent is on the disk before a byte of it is. One that is found so at a start counts
 * as delivered, and the record says that it may have been: it is never sent again.
 *
 * <p><b>Threading:</b> {@link #hold} from any thread; it returns at once. One thread writes what comes in, one sends. The rest
 * blocks on the disk. <b>Bounds:</b> {@value #HANDED_IN} messages on their way to the disk; there, what {@link HeldSettings} says.
 */
public final class Held implements HeldMessages, Quarantine, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Held.class);

    static final int HANDED_IN = 1_000;

    private static final int LONGEST_REASON = 2_000;
    private static final int LONGEST_NAME = 200;

    private static final String NOT_KEPT =
            "This could not be kept for review, so it was not sent. Please try again later.";
    private static final String TOO_MANY = "So many of your messages wait for review that this one could not be kept, "
            + "and it was not sent. Please wait until some have been looked at.";
    private static final String TOO_LONG =
            "This is too long to be kept for review, so it was not sent. Please split it.";
    private static final String NOT_RELEASED = "A message of yours that was held for review will not be sent.";

    private final HeldStore store;
    private final HeldSettings settings;
    private final HeldRecords records;
    private final Ways ways;
    private final Clock clock;
    private final Sender sender;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("quarantine").daemon().factory());
    private final AtomicInteger handedIn = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private Held(HeldStore store, HeldSettings settings, HeldRecords records, Ways ways, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.records = records;
        this.ways = ways;
        this.clock = clock;
        this.sender = new Sender(this, store, records, ways, clock);
    }

    /**
     * Takes up what was held before, and begins to send what was let go.
     *
     * @param directory which nobody else has open
     * @throws IOException when it can't be used; nothing runs then
     */
    public static Held open(
            HeldSettings settings,
            Path directory,
            SignedOn signedOn,
            Journal journal,
            Journal.Guarantee guarantee,
            People people,
            Clock clock)
            throws IOException {
        Held opened = new Held(
                HeldStore.open(directory, settings),
                settings,
                new HeldRecords(journal, guarantee, people, clock),
                new Ways(signedOn),
                clock);
        opened.sender.start();
        return opened;
    }

    // What comes in.

    @Override
    public void hold(ArchiveRecord record, Duty.Quarantine duty, Quarantine.Outcome outcome) {
        if (!(record.event() instanceof ImEvent.Message message) || !isTalk(message)) {
            outcome.held();
            return;
        }
        HeldEntry entry = entry(record, message, duty);
        if (message.marks().contains(ImEvent.Message.Mark.CUT)) {
            refuse(entry, outcome, TOO_LONG, "not held for review: too long");
            return;
        }
        if (handedIn.incrementAndGet() > HANDED_IN) {
            handedIn.decrementAndGet();
            refuse(entry, outcome, NOT_KEPT, "not held for review: too many at a time");
            return;
        }
        try {
            writer.execute(() -> take(entry, outcome));
        } catch (RejectedExecutionException e) {
            handedIn.decrementAndGet();
            refuse(entry, outcome, NOT_KEPT, "not held for review: shutting down");
        }
    }

    /** A reflection is a copy of what its author's own connection holds. */
    private static boolean isTalk(ImEvent.Message message) {
        return (message.feature() == Feature.CHAT || message.feature() == Feature.GROUP_CHAT)
                && !message.marks().contains(ImEvent.Message.Mark.REFLECTION);
    }

    private HeldEntry entry(ArchiveRecord record, ImEvent.Message message, Duty.Quarantine duty) {
        Decision decision = record.decision();
        Instant now = clock.instant();
        String id = String.format(
                "%012x%012x", now.toEpochMilli(), ThreadLocalRandom.current().nextLong(1L << 48));
        return new HeldEntry(
                id,
                record.time(),
                duty.queue(),
                record.opening(),
                record.protocol(),
                record.service(),
                record.account(),
                sender(record, message),
                message,
                decision.rules(),
                decision.duties().contains(new Duty.Route(Duty.Reach.LOCAL_ONLY)),
                decision.verdict() instanceof Verdict.Deny,
                Progress.WAITING,
                now,
                null);
    }

    /**
     * Whose share of the quarantine it takes: the person's, where anybody knows who it is, for people have several names; else the
     * name's; and what nobody signs counts with the others from there.
     */
    private static String sender(ArchiveRecord record, ImEvent.Message message) {
        boolean ours = message.flow() == Flow.OUTBOUND;
        ScreenName name = ours && record.account() != null ? record.account() : message.from();
        if (name == null) {
            return ours
                    ? "address:" + record.opening().client().getAddress()
                    : "nobody:" + record.service().value();
        }
        return record.people().get(name) instanceof Identity.Known known
                ? "person:" + known.person().id()
                : "name:" + name;
    }

    private void take(HeldEntry entry, Quarantine.Outcome outcome) {
        HeldStore.Put put = null;
        try {
            put = store.put(entry);
        } catch (IOException | RuntimeException e) {
            LOG.error("a message could not be held: {}", e.toString());
        } finally {
            handedIn.decrementAndGet();
            answer(put, entry, outcome);
        }
    }

    /** @param put null when the disk did not take it, or worse */
    private void answer(HeldStore.@Nullable Put put, HeldEntry entry, Quarantine.Outcome outcome) {
        switch (put) {
            case KEPT -> {
                held.incrementAndGet();
                outcome.held();
            }
            case FULL -> refuse(entry, outcome, NOT_KEPT, "not held for review: the quarantine is full");
            case SHARE_FULL ->
                refuse(entry, outcome, TOO_MANY, "not held for review: too many of this sender's wait already");
            case null -> refuse(entry, outcome, NOT_KEPT, "not held for review: the disk failed");
        }
    }

    /** Not to be released by anybody, then; but not let pass either. */
    private void refuse(HeldEntry entry, Quarantine.Outcome outcome, String notice, String detail) {
        refused.incrementAndGet();
        try {
            records.append(entry, false, detail).whenComplete((kept, failure) -> outcome.refused(notice));
        } catch (RuntimeException e) {
            LOG.error("a refusal was not recorded: {}", e.getClass().getName());
            outcome.refused(notice);
        }
    }

    // What reviewers see and say.

    @Override
    public Part list(Set<HeldMessage.State> states, @Nullable String queue, int offset, int most) {
        HeldStore.Ids ids = store.ids(progress(states), queue, offset, most);
        List<HeldMessage> found = new ArrayList<>();
        for (String id : ids.ids()) {
            find(id).ifPresent(found::add);
        }
        return new Part(found, ids.total());
    }

    @Override
    public Map<String, Long> queues(Set<HeldMessage.State> states) {
        return store.queues(progress(states));
    }

    private static Set<Progress> progress(Set<HeldMessage.State> states) {
        Set<Progress> wanted = EnumSet.noneOf(Progress.class);
        for (Progress progress : Progress.values()) {
            if (states.contains(progress.state())) {
                wanted.add(progress);
            }
        }
        return wanted;
    }

    @Override
    public Optional<HeldMessage> find(String id) {
        return Optional.ofNullable(store.get(id)).map(HeldEntry::shown);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException when it could not be recorded or kept; nothing is changed then
     */
    @Override
    public HeldMessages.Outcome release(String id, String reviewer, String reason) {
        HeldMessages.Outcome outcome = decide(id, Progress.RELEASED, "released", reviewer, reason);
        if (outcome == HeldMessages.Outcome.DONE) {
            sender.soon();
        }
        return outcome;
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException when it could not be recorded or kept; nothing is changed then
     */
    @Override
    public HeldMessages.Outcome reject(String id, String reviewer, String reason) {
        return decide(id, Progress.REJECTED, "rejected", reviewer, reason);
    }

    private synchronized HeldMessages.Outcome decide(
            String id, Progress next, String word, String reviewer, String reason) {
        HeldEntry entry = store.get(id);
        if (entry == null) {
            return HeldMessages.Outcome.NO_SUCH_MESSAGE;
        }
        if (entry.progress() != Progress.WAITING) {
            return HeldMessages.Outcome.ALREADY_DECIDED;
        }
        HeldEntry decided = entry.decided(
                next,
                new HeldMessage.Verdict(cut(reviewer, LONGEST_NAME), clock.instant(), cut(reason, LONGEST_REASON)));
        try {
            if (!records.step(entry, false, word + " by " + cut(reviewer, LONGEST_NAME))) {
                throw new IOException("the journal does not take it");
            }
            store.put(decided);
        } catch (IOException e) {
            throw new UncheckedIOException("what was decided could not be kept", e);
        }
        if (next == Progress.REJECTED) {
            rejected.incrementAndGet();
            if (entry.told() && entry.message().flow() == Flow.OUTBOUND) {
                ways.tell(entry.account(), NOT_RELEASED);
            }
        }
        return HeldMessages.Outcome.DONE;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    // What the sender asks for.

    /**
     * Takes a message a step further, if it is still where it was.
     *
     * @return whether it was, and is on the disk as it is now
     */
    synchronized boolean step(String id, Progress from, Progress to) {
        HeldEntry entry = store.get(id);
        if (entry == null || entry.progress() != from) {
            return false;
        }
        try {
            // What nobody could be reached with is as old as the reviewer's word, however often it is tried.
            HeldMessage.Verdict verdict = entry.verdict();
            Instant since = to == Progress.RELEASED && verdict != null ? verdict.time() : clock.instant();
            return store.put(entry.at(to, since)) == HeldStore.Put.KEPT;
        } catch (IOException e) {
            LOG.error("held message {}: could not become {}: {}", id, to, e.toString());
            return false;
        }
    }

    /** Lets go of what nobody decided on, or nobody could be reached with, and of what is long over. */
    void expire() {
        long before = clock.instant().minus(settings.keep()).toEpochMilli();
        for (Progress progress : List.of(Progress.WAITING, Progress.RELEASED)) {
            for (String id : store.idsBefore(EnumSet.of(progress), before)) {
                HeldEntry entry = store.get(id);
                if (entry != null && step(id, progress, Progress.EXPIRED)) {
                    expired.incrementAndGet();
                    records.append(
                            entry,
                            false,
                            progress == Progress.WAITING
                                    ? "held until its time was over"
                                    : "released, and not delivered until its time was over");
                }
            }
        }
        for (String id : store.idsBefore(EnumSet.of(Progress.DELIVERED, Progress.REJECTED, Progress.EXPIRED), before)) {
            try {
                store.remove(id);
            } catch (IOException e) {
                LOG.warn("held message {}: could not be removed: {}", id, e.toString());
            }
        }
    }

    // What is counted.

    /** How many wait for a reviewer. */
    public long waiting() {
        return store.count(Progress.WAITING);
    }

    /** How many were let go and could not be delivered yet. */
    public long undelivered() {
        return store.count(Progress.RELEASED);
    }

    /** What all that is kept takes on the disk. */
    public long bytes() {
        return store.bytes();
    }

    /** How many were taken in since the start. */
    public long held() {
        return held.get();
    }

    /** How many were delivered since the start. */
    public long delivered() {
        return sender.delivered();
    }

    /** How many were rejected since the start. */
    public long rejected() {
        return rejected.get();
    }

    /** How many came to the end of their time since the start. */
    public long expired() {
        return expired.get();
    }

    /** How many were not taken in since the start, and so refused. */
    public long refused() {
        return refused.get();
    }

    /** How many may or may not have been delivered, as the record says. */
    public long uncertain() {
        return sender.uncertain();
    }

    /** Takes nothing in any more, and stops sending. What is being sent is waited for. */
    @Override
    public void close() {
        writer.shutdown();
        sender.close();
        try {
            if (!writer.awaitTermination(Duration.ofSeconds(10).toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("what was to be held is not all on the disk: it was refused");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
