package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads segments; remembers where it was, so that going on costs no search. */
final class SegmentReader implements JournalReader {

    private final JournalView view;
    private final String journalId;

    private @Nullable SegmentScanner scanner;
    private @Nullable Segment segment;
    private long nextSequence;

    /** Whether the scanner stands on an entry that was looked at but not given out: the one before {@link #nextSequence}. */
    private boolean held;

    SegmentReader(JournalView view, String journalId) {
        this.view = view;
        this.journalId = journalId;
    }

    @Override
    public String journalId() {
        return journalId;
    }

    @Override
    public long durableSequence() {
        return view.durable();
    }

    @Override
    public long oldestSequence() {
        List<Segment> segments = view.segments();
        return segments.isEmpty() ? view.durable() + 1 : segments.getFirst().firstSequence();
    }

    @Override
    public synchronized List<JournalEntry> read(long fromSequence, int maxRecords, int maxBytes) throws IOException {
        if (fromSequence < 1 || maxRecords < 1) {
            throw new IllegalArgumentException("sequences and counts begin at 1");
        }
        // In this order: an entry that is durable now is in the segments known now.
        long durable = view.durable();
        List<Segment> segments = view.segments();
        List<JournalEntry> entries = new ArrayList<>();
        long bytes = 0;
        try {
            for (long sequence = fromSequence; sequence <= durable && entries.size() < maxRecords; sequence++) {
                SegmentScanner at = find(segments, sequence);
                bytes += at.payloadLength();
                if (bytes > maxBytes && !entries.isEmpty()) {
                    held = true;
                    break;
                }
                entries.add(new JournalEntry(sequence, at.payload(), at.hash()));
            }
        } catch (NoSuchFileException e) {
            leave();
            throw discarded(fromSequence, e);
        } catch (IOException e) {
            leave();
            throw e;
        }
        return List.copyOf(entries);
    }

    @Override
    public Subscription onDurable(LongConsumer listener) {
        view.listen(listener);
        return () -> view.ignore(listener);
    }

    @Override
    public synchronized void close() {
        leave();
    }

    /** Puts the scanner on an entry that is durable. */
    private SegmentScanner find(List<Segment> segments, long sequence) throws IOException {
        Segment holder = Segment.holding(segments, sequence);
        if (holder == null) {
            throw discarded(sequence, null);
        }
        SegmentScanner at = scanner;
        if (at != null && held && holder.equals(segment) && nextSequence - 1 == sequence) {
            held = false;
            return at;
        }
        held = false;
        if (at == null || !holder.equals(segment) || nextSequence > sequence) {
            leave();
            at = new SegmentScanner(holder.file());
            scanner = at;
            segment = holder;
            nextSequence = holder.firstSequence();
        }
        while (true) {
            boolean found = at.next() == SegmentScanner.Found.ENTRY;
            // What was read ahead before it was durable may be half an entry: the second look is at the file.
            if (!found && at.next() != SegmentScanner.Found.ENTRY) {
                throw new JournalDamagedException(nextSequence, holder.name(), at.offset(), "it can't be read");
            }
            if (at.sequence() != nextSequence) {
                throw new JournalDamagedException(
                        nextSequence, holder.name(), at.offset(), "entry " + at.sequence() + " stands in its place");
            }
            nextSequence++;
            if (nextSequence > sequence) {
                return at;
            }
        }
    }

    private IOException discarded(long sequence, @Nullable IOException cause) {
        return new IOException(
                "entry " + sequence + " was discarded from the journal, the oldest is " + oldestSequence(), cause);
    }

    private void leave() {
        SegmentScanner open = scanner;
        scanner = null;
        segment = null;
        nextSequence = 0;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It was only read from.
            }
        }
    }
}
