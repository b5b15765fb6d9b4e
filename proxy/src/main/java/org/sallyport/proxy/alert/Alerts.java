package org.sallyport.proxy.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveDocument;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.protocols.decision.Duty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those whom rules name of what they found, at least once.
 *
 * <p><b>Threading:</b> {@link #raise} from any thread, event loops among them: it puts the facts into a bounded hand-over and
 * returns. One thread writes them to the disk, one flush for all that came in during the one before; each target has a thread
 * that tells it.
 *
 * <p><b>Bounds:</b> {@value #HANDED_OVER} alerts on their way to the disk, for each target {@link AlertSettings#queueBytes} on
 * the disk. An alert beyond is lost, counted and logged, and the target's next digest says how many. Every alert is in the archive
 * all the same.
 *
 * <p><b>What survives:</b> an alert that is on the disk ({@link TargetStatus#queued}) survives the process and the loss of
 * power, and may be told twice then, under the same key. One that was raised within the last moments before a crash, while the
 * disk had not answered, is in the archive alone.
 *
 * <p><b>Lifecycle:</b> {@link #open}, then {@link #close}, which writes what was handed over and leaves the rest for the next
 * start. Alerts for a target that is no longer configured stay in its directory untouched.
 */
public final class Alerts implements AlertSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    static final int HANDED_OVER = 10_000;

    private static final int AT_ONCE = 1_000;
    private static final long WARN_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private record Addressed(Alert alert, List<TargetWorker> workers) {}

    private final AlertSettings settings;
    private final String journal;
    private final Map<String, TargetWorker> workers = new LinkedHashMap<>();
    private final BlockingQueue<Addressed> handover = new ArrayBlockingQueue<>(HANDED_OVER);
    private final Thread writer = Thread.ofPlatform().daemon().name("alerts").unstarted(this::write);
    private final AtomicLong nowhere = new AtomicLong();
    private final AtomicLong lastWarning = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);
    private volatile boolean closed;

    private Alerts(AlertSettings settings, String journal) {
        this.settings = settings;
        this.journal = journal;
    }

    /**
     * Takes up the queues that are there, and begins to tell.
     *
     * @param directory the queues', which no other process has open
     * @param journal the id of the journal, part of the ids of its records
     * @param gateway the name of this machine, as digests say it
     * @throws IOException when a queue can't be opened; nothing runs then
     */
    public static Alerts open(
            AlertSettings settings, Path directory, Courier.Maker couriers, String journal, String gateway, Clock clock)
            throws IOException {
        Alerts alerts = new Alerts(settings, journal);
        for (AlertSettings.Target target : settings.targets()) {
            AlertStore store = AlertStore.open(directory.resolve(target.name()), settings.queueBytes());
            alerts.workers.put(
                    target.receiver(),
                    new TargetWorker(target, settings, store, couriers.make(target), gateway, clock));
        }
        alerts.workers.values().forEach(TargetWorker::start);
        alerts.writer.start();
        return alerts;
    }

    @Override
    public void raise(ArchiveRecord record, Duty.Alert alert, long sequence) {
        if (alert.to().isEmpty()) {
            return;
        }
        String reference = sequence > 0 ? ArchiveDocument.idOf(journal, sequence) : null;
        raise(
                () -> Alert.of(reference == null ? UUID.randomUUID().toString() : reference, record, alert, reference),
                alert.to());
    }

    /** An alert that is only made when somebody gets it. */
    interface Making {
        Alert make();
    }

    void raise(Making alert, List<String> receivers) {
        List<TargetWorker> to = new ArrayList<>(receivers.size());
        for (String receiver : new HashSet<>(receivers)) {
            TargetWorker worker = workers.get(receiver);
            if (worker == null) {
                nowhere.incrementAndGet();
            } else {
                to.add(worker);
            }
        }
        if (to.isEmpty()) {
            return;
        }
        if (closed || !handover.offer(new Addressed(alert.make(), to))) {
            to.forEach(worker -> worker.lost(1));
            warn();
        }
    }

    /** Not more than one line a few seconds: a storm is what fills the hand-over. */
    private void warn() {
        long now = System.nanoTime();
        long last = lastWarning.get();
        if (now - last >= WARN_EVERY_NANOS && lastWarning.compareAndSet(last, now)) {
            LOG.warn("alerts are lost, because they are raised faster than the disk takes them; the archive has them");
        }
    }

    private void write() {
        List<Addressed> batch = new ArrayList<>();
        Map<TargetWorker, List<Alert>> of = new LinkedHashMap<>();
        try {
            while (!closed || !handover.isEmpty()) {
                Addressed first = handover.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                handover.drainTo(batch, AT_ONCE - 1);
                for (Addressed addressed : batch) {
                    for (TargetWorker worker : addressed.workers()) {
                        of.computeIfAbsent(worker, w -> new ArrayList<>()).add(addressed.alert());
                    }
                }
                of.forEach(TargetWorker::accept);
                batch.clear();
                of.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How it stands with each target, in the order of the configuration. Any thread. */
    public List<TargetStatus> status() {
        return workers.values().stream().map(TargetWorker::status).toList();
    }

    /** How many tellings went nowhere since the start, because rules name targets that are not configured. */
    public long nowhere() {
        return nowhere.get();
    }

    /** What was configured. */
    public AlertSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
            Set<TargetWorker> all = new HashSet<>(workers.values());
            for (TargetWorker worker : all) {
                worker.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For {@link #test}: what a target gets then. */
    static Digest trial(String gateway, Clock clock, @Nullable String by) {
        Alert alert = new Alert(
                "test-" + UUID.randomUUID(),
                clock.instant(),
                Severity.LOW,
                List.of("Test of alerts"),
                "none",
                "none",
                "test",
                "allow",
                by,
                by,
                null,
                List.of(),
                "none",
                null,
                List.of());
        Digester digester = new Digester();
        digester.add(alert);
        return digester.digest(alert.id(), gateway, 0, true);
    }

    /**
     * Sends a test alert to a target, past the queue, and waits for the answer: as long as its time-outs allow. Any thread; not
     * an event loop.
     *
     * @param by who wants to know, as the target is told; null: nobody in particular
     */
    public static Courier.Outcome test(
            AlertSettings.Target target, Courier.Maker couriers, String gateway, Clock clock, @Nullable String by) {
        try (Courier courier = couriers.make(target)) {
            return courier.deliver(trial(gateway, clock, by));
        }
    }
}
