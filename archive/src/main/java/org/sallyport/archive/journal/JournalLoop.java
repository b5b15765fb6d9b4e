package org.sallyport.archive.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's thread: takes what waits, writes it, brings it to the disk with one fsync, tells everybody. There is no delay for
 * gathering: the next batch is what came in during the fsync.
 */
final class JournalLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(JournalLoop.class);

    private static final int BATCH_BYTES = 1 << 20;
    private static final int BATCH_RECORDS = 8_192;

    /** How long buffered records wait for the disk at the most, and how soon a failed disk is tried again. */
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private record Kept(PendingQueue.Pending pending, long sequence) {}

    private final PendingQueue queue;
    private final SegmentWriter writer;
    private final CheckpointLog checkpoints;
    private final JournalView view;
    private final JournalSettings settings;
    private final Retention retention;
    private final List<Kept> batch = new ArrayList<>();

    /** How many of the batch have been told what became of them. */
    private int told;

    private volatile long shippedBefore;
    private long retentionAt;
    private long signAt;
    private long syncAt;
    private long probeAt;

    JournalLoop(
            PendingQueue queue,
            SegmentWriter writer,
            CheckpointLog checkpoints,
            JournalView view,
            JournalSettings settings,
            Retention retention) {
        this.queue = queue;
        this.writer = writer;
        this.checkpoints = checkpoints;
        this.view = view;
        this.settings = settings;
        this.retention = retention;
    }

    /** Entries before this one are in the archive: their segments may go when the other conditions hold. Any thread. */
    synchronized void discardBefore(long sequence) {
        if (sequence > shippedBefore) {
            shippedBefore = sequence;
            queue.nudge();
        }
    }

    @Override
    public void run() {
        try {
            loop();
            finish();
        } catch (RuntimeException | Error e) {
            // Nobody may wait for a thread that is no more. What is in the batch may be kept or not: it is not
            // acknowledged.
            log.error("the journal's thread failed", e);
            view.health(false, "The journal's thread failed (" + e + "); restart the gateway.");
            tellAll(pending -> failed(pending.pending(), "the journal's thread failed: " + e));
        } finally {
            queue.terminate();
        }
    }

    private void loop() {
        long start = System.nanoTime();
        signAt = start + settings.checkpointEvery().toNanos();
        retentionAt = start;
        long appliedFor = 0;
        while (true) {
            boolean idle = gather();
            if (!batch.isEmpty()) {
                commit();
            }
            if (appliedFor != shippedBefore) {
                appliedFor = shippedBefore;
                retentionAt = System.nanoTime();
            }
            long rest = housekeep(System.nanoTime());
            if (idle && batch.isEmpty()) {
                if (queue.isClosed() && queue.size() == 0) {
                    break;
                }
                queue.await(rest);
            }
            batch.clear();
        }
    }

    private void tellAll(Consumer<Kept> outcome) {
        while (told < batch.size()) {
            outcome.accept(batch.get(told++));
        }
    }

    /** Fills the batch; says whether there was nothing. */
    private boolean gather() {
        while (batch.size() < BATCH_RECORDS && writer.batchBytes() < BATCH_BYTES) {
            PendingQueue.Pending pending = queue.poll();
            if (pending == null) {
                break;
            }
            try {
                batch.add(new Kept(pending, writer.add(pending.record())));
            } catch (RuntimeException | Error e) {
                log.error("a record could not be written as a document", e);
                failed(pending, "the record could not be written as a document: " + e);
            }
        }
        told = 0;
        return batch.isEmpty();
    }

    private void commit() {
        boolean durable = batch.stream().anyMatch(kept -> kept.pending().durable());
        boolean unsyncedBefore = writer.hasUnsynced() && syncAt != 0;
        try {
            boolean rolled = writer.commit(durable);
            healthy();
            if (rolled) {
                // A closed segment gets its checkpoint soon, and may let an older one go.
                signAt = System.nanoTime();
                retentionAt = signAt;
            }
            if (!writer.hasUnsynced()) {
                syncAt = 0;
            } else if (!unsyncedBefore) {
                syncAt = System.nanoTime() + SECOND;
            }
            tellAll(JournalLoop::kept);
        } catch (IOException e) {
            String cause = broken(e);
            tellAll(kept -> failed(kept.pending(), cause));
        }
    }

    /** Does what is due; gives how long until something will be, in nanoseconds. */
    private long housekeep(long now) {
        long rest = Long.MAX_VALUE;
        if (!view.healthy()) {
            rest = Math.min(rest, probe(now));
        } else if (writer.hasUnsynced()) {
            rest = Math.min(rest, syncIfDue(now));
        }
        if (writer.durableSequence() > checkpoints.latestSequence()) {
            rest = Math.min(rest, signIfDue(now));
        }
        if (shippedBefore > 0 && writer.segments().size() > 1) {
            rest = Math.min(rest, discardIfDue(now));
        }
        return Math.max(1, rest);
    }

    private long probe(long now) {
        if (probeAt - now <= 0) {
            probeAt = now + SECOND;
            try {
                writer.sync();
                syncAt = 0;
                healthy();
            } catch (IOException e) {
                broken(e);
            }
        }
        return probeAt - now;
    }

    private long syncIfDue(long now) {
        if (syncAt - now > 0) {
            return syncAt - now;
        }
        try {
            writer.sync();
        } catch (IOException e) {
            broken(e);
        }
        syncAt = 0;
        return SECOND;
    }

    private long signIfDue(long now) {
        if (signAt - now > 0) {
            return signAt - now;
        }
        signAt = now + settings.checkpointEvery().toNanos();
        sign();
        return signAt - now;
    }

    private void sign() {
        try {
            checkpoints.append(
                    Checkpoint.Kind.CHECKPOINT,
                    writer.durableSequence(),
                    writer.durableHash(),
                    settings.clock().instant());
        } catch (IOException e) {
            // Nothing is lost: the next one covers these entries too.
            log.warn("no checkpoint could be written: {}", e.toString());
        }
    }

    private long discardIfDue(long now) {
        if (retentionAt - now <= 0) {
            retentionAt = now + settings.checkpointEvery().toNanos();
            try {
                retention.apply(writer, checkpoints, shippedBefore);
            } catch (IOException e) {
                log.warn("old segments could not be removed: {}", e.toString());
            }
        }
        return retentionAt - now;
    }

    private void finish() {
        try {
            writer.sync();
            if (writer.durableSequence() > checkpoints.latestSequence()) {
                sign();
            }
            view.closed();
        } catch (IOException e) {
            broken(e);
        }
        writer.close();
        try {
            checkpoints.close();
        } catch (IOException e) {
            log.warn("the checkpoints could not be closed: {}", e.toString());
        }
    }

    private void healthy() {
        if (!view.healthy()) {
            view.health(true, "The journal is writing.");
        }
    }

    private String broken(IOException e) {
        String reason = reason(e);
        view.health(false, "The journal can't write (" + reason + "); it tries again every second.");
        probeAt = System.nanoTime() + SECOND;
        return "the journal can't write: " + reason;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static void kept(Kept kept) {
        try {
            kept.pending().done().kept(kept.sequence());
        } catch (RuntimeException e) {
            log.error("whoever appended a record failed at its acknowledgement", e);
        }
    }

    private static void failed(PendingQueue.Pending pending, String cause) {
        try {
            pending.done().failed(cause);
        } catch (RuntimeException e) {
            log.error("whoever appended a record failed at its refusal", e);
        }
    }
}
