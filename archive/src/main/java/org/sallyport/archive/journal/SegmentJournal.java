package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.sallyport.archive.ArchiveDocument;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.ConversationTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal of hash-chained entries in segment files, written by one thread with one fsync for all that came in during the one
 * before. See {@code docs/adr/0002-journal-own-segments.md} for why, {@link EntryFrame} and {@link SegmentHeader} for the
 * format.
 *
 * <p><b>Threading:</b> any thread. Acknowledgements come on the journal's thread; a refusal that needs no disk (queue full,
 * closed) comes on the caller's, before {@link #append} returns.
 *
 * <p><b>Failure:</b> when the disk refuses a batch, its records fail and {@link #status} says why; the next batch, or a probe
 * every second, tries again in a fresh segment. An acknowledged record is never given up for that.
 */
public final class SegmentJournal implements Journal {

    private static final Logger log = LoggerFactory.getLogger(SegmentJournal.class);

    private final DirectoryLock lock;
    private final JournalView view;
    private final PendingQueue queue;
    private final JournalLoop loop;
    private final Thread thread;
    private final String journalId;

    private SegmentJournal(
            DirectoryLock lock, JournalView view, PendingQueue queue, JournalLoop loop, String journalId) {
        this.lock = lock;
        this.view = view;
        this.queue = queue;
        this.loop = loop;
        this.journalId = journalId;
        this.thread = Thread.ofPlatform().daemon().name("journal-writer").unstarted(loop);
    }

    /**
     * Opens a journal, or makes one. Looks through the last segment, cuts off what a crash left half written, and goes on from
     * there. A full disk does not prevent it: the journal is open then and not healthy.
     *
     * @throws JournalDamagedException when something durable is missing or changed: nothing is touched then, so that it can be
     *     looked into
     * @throws IOException when the directory can't be used, or another process uses it; the message can be shown
     */
    public static SegmentJournal open(JournalSettings settings) throws IOException {
        return open(settings, Disk.REAL);
    }

    static SegmentJournal open(JournalSettings settings, Disk disk) throws IOException {
        Path directory = settings.directory();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        DirectoryLock lock = DirectoryLock.acquire(directory);
        try {
            SegmentJournal journal = recover(settings, disk, lock);
            journal.thread.start();
            return journal;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static SegmentJournal recover(JournalSettings settings, Disk disk, DirectoryLock lock) throws IOException {
        JournalRecovery recovered = JournalRecovery.recover(settings.directory());
        String id = recovered.journalName();
        CheckpointLog checkpoints = CheckpointLog.open(settings.directory(), id, disk);
        try {
            recovered.check(checkpoints.latest());
        } catch (IOException e) {
            checkpoints.close();
            throw e;
        }
        JournalView view = new JournalView(recovered.segments(), recovered.sequence());
        ConversationTracker conversations = new ConversationTracker(settings.conversationIdle(), 50_000);
        try (SegmentReader reader = new SegmentReader(view, id)) {
            ConversationMemory.recall(reader, conversations);
        }
        SegmentPreparer preparer = new SegmentPreparer(settings.directory(), settings.segmentBytes());
        preparer.prepareNow();
        SegmentWriter writer =
                new SegmentWriter(settings, disk, recovered, new ArchiveDocument(id, conversations), view, preparer);
        try {
            writer.sync();
        } catch (IOException e) {
            view.health(false, "The journal can't write (" + e.getMessage() + "); it tries again every second.");
        }
        PendingQueue queue = new PendingQueue(settings.queueRecords(), settings.queueBytes());
        JournalLoop loop = new JournalLoop(queue, writer, checkpoints, view, settings, new Retention(settings, disk));
        return new SegmentJournal(lock, view, queue, loop, id);
    }

    @Override
    public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
        queue.offer(record, guarantee == Guarantee.DURABLE, done);
    }

    /** How the journal is. Never blocks. */
    public JournalStatus status() {
        return view.status(queue.size());
    }

    /** The id that tells this journal's documents from those of others: 16 hexadecimal digits. */
    public String journalId() {
        return journalId;
    }

    /** A reader of its own; any number may read at once. */
    public JournalReader reader() {
        return new SegmentReader(view, journalId);
    }

    /**
     * Says that all entries before this one are in the archive. Their segments go, whole ones only, when a checkpoint covers
     * them and they have been kept as long as the settings say. Remembered until the journal is closed; never blocks.
     */
    public void discardBefore(long sequence) {
        loop.discardBefore(sequence);
    }

    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // Records are waiting: closing is finished first.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("the journal's lock could not be lifted: {}", e.toString());
        }
    }
}
