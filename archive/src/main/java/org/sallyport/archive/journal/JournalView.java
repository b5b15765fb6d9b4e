package org.sallyport.archive.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the writer tells everybody else. Written by the writer's thread, read by any. */
final class JournalView {

    private static final Logger log = LoggerFactory.getLogger(JournalView.class);

    private final CopyOnWriteArrayList<LongConsumer> listeners = new CopyOnWriteArrayList<>();
    private volatile List<Segment> segments;
    private volatile long written;
    private volatile long durable;
    private volatile long bytes;
    private volatile boolean healthy = true;
    private volatile String message = "The journal is writing.";

    JournalView(List<Segment> segments, long sequence) {
        this.segments = segments;
        this.written = sequence;
        this.durable = sequence;
    }

    List<Segment> segments() {
        return segments;
    }

    long durable() {
        return durable;
    }

    void segments(List<Segment> now) {
        segments = List.copyOf(now);
    }

    void bytes(long now) {
        bytes = now;
    }

    void written(long sequence) {
        written = sequence;
    }

    /** Moves the durable mark; the segments up to there must have been told before. */
    void durable(long sequence) {
        if (sequence == durable) {
            return;
        }
        durable = sequence;
        for (LongConsumer listener : listeners) {
            tell(listener, sequence);
        }
    }

    void listen(LongConsumer listener) {
        listeners.add(listener);
        tell(listener, durable);
    }

    void ignore(LongConsumer listener) {
        listeners.remove(listener);
    }

    boolean healthy() {
        return healthy;
    }

    void health(boolean good, String text) {
        if (good != healthy) {
            if (good) {
                log.info("journal: {}", text);
            } else {
                log.error("journal: {}", text);
            }
        }
        message = text;
        healthy = good;
    }

    void closed() {
        message = "The journal is closed.";
        healthy = false;
    }

    JournalStatus status(int queueDepth) {
        return new JournalStatus(healthy, message, written, durable, segments.size(), bytes, queueDepth);
    }

    private static void tell(LongConsumer listener, long sequence) {
        try {
            listener.accept(sequence);
        } catch (RuntimeException e) {
            log.error("a listener to the journal failed", e);
        }
    }
}
