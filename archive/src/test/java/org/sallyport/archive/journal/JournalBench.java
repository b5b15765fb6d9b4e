package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.sallyport.archive.ArchiveDocument;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.ConversationTracker;
import org.sallyport.archive.DocumentBuffer;
import org.sallyport.archive.Records;

/**
 * Measures appending: a number of producers, each with one record under way. Run by hand:
 * {@code java -cp ... JournalBench <directory> [producers] [seconds]}.
 */
final class JournalBench {

    private JournalBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        int producers = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        encoding();
        for (Journal.Guarantee guarantee : Journal.Guarantee.values()) {
            Path own = directory.resolve(guarantee.name() + "-" + System.nanoTime());
            try (SegmentJournal journal = SegmentJournal.open(JournalSettings.in(own))) {
                appending(journal, guarantee, producers, 3);
                appending(journal, guarantee, producers, seconds);
            }
        }
    }

    private static void encoding() {
        ArchiveDocument document = new ArchiveDocument("00000000000000ab", new ConversationTracker());
        DocumentBuffer buffer = new DocumentBuffer(4096);
        ArchiveRecord record = Records.says("Shall we have lunch at noon? I know a place around the corner.");
        for (int round = 0; round < 5; round++) {
            int count = 400_000;
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                buffer.truncate(0);
                document.write(record, i, buffer);
            }
            double each = (System.nanoTime() - start) / 1e3 / count;
            System.out.printf("encode: %.2f us, %d bytes%n", each, buffer.size());
        }
    }

    private static void appending(SegmentJournal journal, Journal.Guarantee guarantee, int producers, int seconds)
            throws InterruptedException {
        ArchiveRecord record = Records.says("Shall we have lunch at noon? I know a place around the corner.");
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        AtomicLong failures = new AtomicLong();
        List<Producer> all = new ArrayList<>();
        Semaphore finished = new Semaphore(0);
        for (int i = 0; i < producers; i++) {
            Producer producer = new Producer(journal, record, guarantee, end, finished, failures);
            all.add(producer);
            producer.next();
        }
        finished.acquire(producers);
        long[] times = all.stream()
                .flatMapToLong(p -> Arrays.stream(p.times, 0, p.count))
                .sorted()
                .toArray();
        System.out.printf(
                "%s, %d producers: %,d/s, p50 %d us, p99 %d us, p99.9 %d us, max %d us, failures %d%n",
                guarantee,
                producers,
                times.length / seconds,
                times[times.length / 2] / 1000,
                times[(int) (times.length * 0.99)] / 1000,
                times[(int) (times.length * 0.999)] / 1000,
                times[times.length - 1] / 1000,
                failures.get());
    }

    /** Appends the next record when the last one is acknowledged, as a connection does. */
    private static final class Producer implements Journal.Appended {
        private final SegmentJournal journal;
        private final ArchiveRecord record;
        private final Journal.Guarantee guarantee;
        private final long end;
        private final Semaphore finished;
        private final AtomicLong failures;
        private long[] times = new long[100_000];
        private int count;
        private long started;

        Producer(
                SegmentJournal journal,
                ArchiveRecord record,
                Journal.Guarantee guarantee,
                long end,
                Semaphore finished,
                AtomicLong failures) {
            this.journal = journal;
            this.record = record;
            this.guarantee = guarantee;
            this.end = end;
            this.finished = finished;
            this.failures = failures;
        }

        void next() {
            started = System.nanoTime();
            journal.append(record, guarantee, this);
        }

        @Override
        public void kept(long sequence) {
            long now = System.nanoTime();
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = now - started;
            if (now < end) {
                next();
            } else {
                finished.release();
            }
        }

        @Override
        public void failed(String cause) {
            failures.incrementAndGet();
            finished.release();
        }
    }
}
