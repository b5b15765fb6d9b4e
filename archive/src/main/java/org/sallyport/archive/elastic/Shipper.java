package org.sallyport.archive.elastic;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.elastic.ShippingDocument.Prepared;
import org.sallyport.archive.journal.JournalEntry;
import org.sallyport.archive.journal.JournalReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal into Elasticsearch, on a thread of its own, in order, from where it left off.
 *
 * <p>Nothing is ever skipped because the archive is away: the mark stays, the pause between tries grows to 10 seconds, and when
 * it is back everything that waits is shipped. After a crash at most one batch goes twice, under the same ids.
 *
 * <p><b>Threading:</b> {@link #state} and {@link #awaitShipped} may be called from any thread.
 */
final class Shipper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Shipper.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** Records come singly, requests are dear: wait for company this long. Nobody searches for what was said a moment ago. */
    private static final Duration LINGER = Duration.ofMillis(200);

    private final ElasticConnection connection;
    private final ElasticSettings settings;
    private final JournalReader journal;
    private final ShippedMark mark;
    private final BulkSender sender;
    private final JournalReader.Subscription subscription;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean stopping;
    private long durable;
    private State state;

    // Confined to the shipper's thread.
    private long eldestSequence;
    private @Nullable Instant eldestTime;

    /**
     * How far it is.
     *
     * @param shipped everything up to here is in the archive
     * @param journaled the newest durable record
     * @param deadLetters how many records the archive did not take as they were, since we started
     * @param trouble why it does not go on; null when all is well
     * @param waitingSince when the eldest record that is not in the archive was made, or came to be the eldest if that can't be
     *     told; null when everything is there
     */
    record State(
            long shipped,
            long journaled,
            long deadLetters,
            @Nullable String trouble,
            @Nullable Instant waitingSince) {

        private State waitingSince(Instant since) {
            return new State(shipped, journaled, deadLetters, trouble, since);
        }
    }

    Shipper(ElasticConnection connection, ElasticSettings settings, JournalReader journal, Path directory)
            throws IOException {
        this.connection = connection;
        this.settings = settings;
        this.journal = journal;
        this.mark = ShippedMark.open(directory, journal.journalId());
        this.sender = new BulkSender(connection);
        this.durable = journal.durableSequence();
        this.state = new State(mark.sequence(), durable, 0, null, durable > mark.sequence() ? Instant.now() : null);
        this.subscription = journal.onDurable(this::durableTo);
        this.thread = Thread.ofPlatform().name("archive-shipper").daemon().start(this::run);
    }

    State state() {
        lock.lock();
        try {
            return new State(state.shipped(), durable, state.deadLetters(), state.trouble(), state.waitingSince());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a record is in the archive; false when the time is over before. */
    boolean awaitShipped(long sequence, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (state.shipped() < sequence) {
                if (left <= 0 || stopping) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends after the request under way. What is not shipped is shipped after the next start. */
    @Override
    public void close() {
        subscription.close();
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(settings.timeout().plusSeconds(5))) {
                log.warn("The shipper does not end; what it has under way is shipped again after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void durableTo(long sequence) {
        lock.lock();
        try {
            durable = sequence;
            if (state.waitingSince() == null && durable > state.shipped()) {
                state = state.waitingSince(Instant.now());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        update(null);
        while (awaitWork()) {
            String trouble = shipOnce();
            update(trouble);
            if (trouble == null) {
                pause = FIRST_PAUSE;
            } else {
                // A node that is just starting refuses for a while: worth a warning only when it goes on.
                if (pause.equals(LONGEST_PAUSE)) {
                    log.warn("Shipping to the archive waits {} ms: {}", pause.toMillis(), trouble);
                } else {
                    log.debug("Shipping to the archive waits {} ms: {}", pause.toMillis(), trouble);
                }
                rest(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** Waits for something to ship, and a moment longer for more of it; false when told to stop. */
    private boolean awaitWork() {
        lock.lock();
        try {
            while (!stopping && durable <= mark.sequence()) {
                changed.awaitUninterruptibly();
            }
            if (!stopping && durable - mark.sequence() < settings.bulkRecords()) {
                restLocked(LINGER);
            }
            return !stopping;
        } finally {
            lock.unlock();
        }
    }

    /** One batch. Returns null when it is done, else what is in the way. */
    private @Nullable String shipOnce() {
        try {
            connection.ensureTemplates();
            List<JournalEntry> entries = next();
            if (entries.isEmpty()) {
                return null;
            }
            List<Prepared> documents = new ArrayList<>(entries.size());
            for (JournalEntry entry : entries) {
                documents.add(ShippingDocument.prepare(entry, journal.journalId(), connection.names()));
            }
            List<Prepared> again = sender.send(documents);
            if (!again.isEmpty()) {
                // The whole batch goes again: what is there already is not made twice, and the mark stays simple.
                return "The archive did not take " + again.size() + " records for now (" + sender.lastRefusal()
                        + "). It must be allowed to make indices named "
                        + connection.names().prefix() + "-*.";
            }
            mark.advance(entries.getLast().sequence());
            return null;
        } catch (JournalTrouble e) {
            return e.getMessage();
        } catch (IOException | ElasticsearchException e) {
            connection.forgetTemplates();
            return connection.explain(e);
        } catch (RuntimeException e) {
            log.error("The shipper met an error of its own", e);
            return "an error in the gateway itself: " + e.getClass().getSimpleName() + "; its log says more";
        }
    }

    private List<JournalEntry> next() throws JournalTrouble {
        long from = mark.sequence() + 1;
        try {
            long oldest = journal.oldestSequence();
            if (from < oldest) {
                log.error(
                        "Records {} to {} were discarded from the journal before they were in the archive",
                        from,
                        oldest - 1);
                from = oldest;
            }
            return journal.read(from, settings.bulkRecords(), settings.bulkBytes());
        } catch (IOException e) {
            throw new JournalTrouble("The journal cannot be read from record " + from + " on: " + e.getMessage(), e);
        }
    }

    private void update(@Nullable String trouble) {
        Instant eldest = eldestWaiting();
        lock.lock();
        try {
            Instant before = state.waitingSince();
            Instant since = eldest != null ? eldest : before != null ? before : Instant.now();
            state = new State(
                    mark.sequence(), durable, sender.deadLetters(), trouble, mark.sequence() < durable ? since : null);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When the eldest record that is not in the archive was made; null when there is none, or it can't be told. */
    private @Nullable Instant eldestWaiting() {
        long next = mark.sequence() + 1;
        if (next != eldestSequence) {
            eldestSequence = next;
            eldestTime = null;
        }
        if (eldestTime == null && next <= journal.durableSequence()) {
            try {
                List<JournalEntry> eldest = journal.read(Math.max(next, journal.oldestSequence()), 1, 1);
                eldestTime = eldest.isEmpty() ? null : ShippingDocument.timeOf(eldest.getFirst());
            } catch (IOException e) {
                // The next batch meets the same, and says so.
                log.debug("The eldest record can't be looked at: {}", e.toString());
            }
        }
        return eldestTime;
    }

    private void rest(Duration pause) {
        lock.lock();
        try {
            restLocked(pause);
        } finally {
            lock.unlock();
        }
    }

    private void restLocked(Duration pause) {
        long left = pause.toNanos();
        try {
            while (!stopping && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the shipper", e);
        }
    }

    /** The journal's fault and not the archive's. */
    private static final class JournalTrouble extends Exception {
        private static final long serialVersionUID = 1;

        JournalTrouble(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
