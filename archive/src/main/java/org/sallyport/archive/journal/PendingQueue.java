package org.sallyport.archive.journal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Text;

/** Records waiting for the disk: many threads put in, the writer's takes out. Bounded by number and by size; never blocks. */
final class PendingQueue {

    /** A record on its way. */
    record Pending(ArchiveRecord record, boolean durable, Journal.Appended done, long size) {}

    private final ConcurrentLinkedQueue<Pending> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int mostRecords;
    private final long mostBytes;

    private volatile boolean closed;
    private volatile boolean terminated;
    private volatile boolean nudged;
    private volatile @Nullable Thread parked;

    PendingQueue(int mostRecords, long mostBytes) {
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
    }

    /** Puts a record in, or tells it at once that it can't. */
    void offer(ArchiveRecord record, boolean durable, Journal.Appended done) {
        if (closed) {
            done.failed("the journal is closed");
            return;
        }
        long size = sizeOf(record);
        boolean tooMany = count.incrementAndGet() > mostRecords;
        boolean tooMuch = bytes.addAndGet(size) > mostBytes;
        if (tooMany || tooMuch) {
            count.decrementAndGet();
            bytes.addAndGet(-size);
            done.failed("the journal's queue is full: the disk does not keep up");
            return;
        }
        queue.add(new Pending(record, durable, done, size));
        if (terminated) {
            // The writer may have looked for the last time before this one was in.
            refuseAll();
        } else {
            wake();
        }
    }

    /** Takes the eldest out; null when there is none. */
    @Nullable Pending poll() {
        Pending pending = queue.poll();
        if (pending != null) {
            count.decrementAndGet();
            bytes.addAndGet(-pending.size());
        }
        return pending;
    }

    int size() {
        return count.get();
    }

    boolean isClosed() {
        return closed;
    }

    /** Sleeps until there is something to do, at most so long; the writer's thread only. */
    void await(long nanos) {
        parked = Thread.currentThread();
        try {
            if (queue.isEmpty() && !closed && !nudged) {
                LockSupport.parkNanos(this, nanos);
            }
        } finally {
            parked = null;
            nudged = false;
        }
    }

    /** Has the writer look around, if not now then before it sleeps. */
    void nudge() {
        nudged = true;
        wake();
    }

    private void wake() {
        Thread sleeper = parked;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Takes no more; what is in stays in. */
    void close() {
        closed = true;
        wake();
    }

    /** Nobody will take anything out any more: what is in, or comes in late, is told so. */
    void terminate() {
        closed = true;
        terminated = true;
        refuseAll();
    }

    private void refuseAll() {
        for (Pending pending = poll(); pending != null; pending = poll()) {
            pending.done().failed("the journal is closed");
        }
    }

    /** About how many bytes a record holds, for the bound: its texts, and something for the rest. */
    private static long sizeOf(ArchiveRecord record) {
        Text text = record.event().text();
        long size = 512L + 2L * text.plain().length();
        if (text.html()) {
            size += 2L * text.source().length();
        }
        for (FileInfo file : record.event().files()) {
            size += 64L + 2L * file.name().length();
        }
        return size + 128L * record.event().to().size();
    }
}
