package org.sallyport.proxy.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.protocols.event.ImEvent;

/** A journal that remembers, and answers on a thread of its own. Any thread. */
public final class Memory implements Journal {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<ArchiveRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
        thread.execute(() -> {
            records.add(record);
            done.kept(records.size());
        });
    }

    /** What it was told, in order. */
    public List<ArchiveRecord> records() {
        return List.copyOf(records);
    }

    /** What the receipts among that say. */
    public List<String> receipts() {
        return records.stream()
                .map(ArchiveRecord::event)
                .filter(ImEvent.Receipt.class::isInstance)
                .map(event -> ((ImEvent.Receipt) event).detail())
                .toList();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
