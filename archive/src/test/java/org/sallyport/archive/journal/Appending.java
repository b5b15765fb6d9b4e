package org.sallyport.archive.journal;

import java.util.concurrent.CompletableFuture;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.Records;

/** Appends and hands out what became of it. */
final class Appending {

    private Appending() {}

    static CompletableFuture<Long> append(Journal journal, ArchiveRecord record, Journal.Guarantee guarantee) {
        CompletableFuture<Long> result = new CompletableFuture<>();
        journal.append(record, guarantee, new Journal.Appended() {
            @Override
            public void kept(long sequence) {
                if (!result.complete(sequence)) {
                    throw new AssertionError("told twice");
                }
            }

            @Override
            public void failed(String cause) {
                if (!result.completeExceptionally(new IllegalStateException(cause))) {
                    throw new AssertionError("told twice");
                }
            }
        });
        return result;
    }

    static CompletableFuture<Long> append(Journal journal, String words) {
        return append(journal, Records.says(words), Journal.Guarantee.DURABLE);
    }
}
