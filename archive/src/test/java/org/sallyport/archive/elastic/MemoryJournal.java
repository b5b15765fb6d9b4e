package org.sallyport.archive.elastic;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.sallyport.archive.journal.JournalEntry;
import org.sallyport.archive.journal.JournalReader;

/** A journal for tests: a list, and everything in it is durable at once. */
final class MemoryJournal implements JournalReader {

    private final String id;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();

    MemoryJournal(String id) {
        this.id = id;
    }

    /** Returns the number of the entry. */
    long append(byte[] payload) {
        long sequence;
        synchronized (entries) {
            sequence = entries.size() + 1L;
            entries.add(new JournalEntry(sequence, payload, new byte[32]));
        }
        listeners.forEach(listener -> listener.accept(sequence));
        return sequence;
    }

    long append(String payload) {
        return append(payload.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String journalId() {
        return id;
    }

    @Override
    public long durableSequence() {
        synchronized (entries) {
            return entries.size();
        }
    }

    @Override
    public long oldestSequence() {
        return 1;
    }

    @Override
    public List<JournalEntry> read(long fromSequence, int maxRecords, int maxBytes) {
        List<JournalEntry> found = new ArrayList<>();
        synchronized (entries) {
            int bytes = 0;
            for (long i = fromSequence; i <= entries.size() && found.size() < maxRecords; i++) {
                JournalEntry entry = entries.get((int) i - 1);
                bytes += entry.payload().length;
                if (bytes > maxBytes && !found.isEmpty()) {
                    break;
                }
                found.add(entry);
            }
        }
        return found;
    }

    @Override
    public Subscription onDurable(LongConsumer listener) {
        listeners.add(listener);
        listener.accept(durableSequence());
        return () -> listeners.remove(listener);
    }
}
