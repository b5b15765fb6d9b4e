package org.sallyport.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.Records;
import org.sallyport.protocols.event.Flow;

@Timeout(60)
class SegmentJournalTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private JournalSettings settings() {
        return JournalSettings.in(dir.resolve("journal")).withSegmentBytes(64 * 1024);
    }

    private static List<String> words(JournalReader reader, long from) throws IOException {
        List<String> words = new ArrayList<>();
        long next = from;
        while (next <= reader.durableSequence()) {
            for (JournalEntry entry : reader.read(next, 7, 5_000)) {
                assertThat(entry.sequence()).isEqualTo(next++);
                JsonNode document = JSON.readTree(entry.payload());
                assertThat(document.at("/event/sequence").asLong()).isEqualTo(entry.sequence());
                words.add(document.at("/im/text").asText());
            }
        }
        return words;
    }

    private static void awaitDurable(JournalReader reader, long sequence) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        try (JournalReader.Subscription s = reader.onDurable(mark -> {
            if (mark >= sequence) {
                reached.countDown();
            }
        })) {
            assertThat(s).isNotNull();
            reached.await();
        }
    }

    @Test
    void whatWasAppendedIsReadInOrderAndAfterAReopen() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            try (SegmentJournal journal = SegmentJournal.open(settings())) {
                for (int i = 0; i < 200; i++) {
                    expected.add(round + "/" + i);
                    assertThat(Appending.append(journal, round + "/" + i).join())
                            .isEqualTo(expected.size());
                }
                assertThat(words(journal.reader(), 1)).isEqualTo(expected);
                assertThat(words(journal.reader(), 150)).isEqualTo(expected.subList(149, expected.size()));
                JournalStatus status = journal.status();
                assertThat(status.healthy()).isTrue();
                assertThat(status.durableSequence()).isEqualTo(expected.size());
                assertThat(status.segments()).isGreaterThan(round + 1);
            }
        }
        assertThat(JournalVerifier.verify(settings().directory(), JournalVerifier.Progress.NONE))
                .isInstanceOfSatisfying(Verification.Intact.class, intact -> {
                    assertThat(intact.lastSequence()).isEqualTo(600);
                    assertThat(intact.signedSequence()).isEqualTo(600);
                    assertThat(intact.tornBytes()).isZero();
                });
    }

    @Test
    void bufferedRecordsAreAcknowledgedTooAndReachTheDiskByThemselves() throws Exception {
        try (SegmentJournal journal = SegmentJournal.open(settings())) {
            List<CompletableFuture<Long>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(Appending.append(journal, Records.says("b" + i), Journal.Guarantee.BUFFERED));
            }
            all.forEach(CompletableFuture::join);
            awaitDurable(journal.reader(), 50);
            assertThat(words(journal.reader(), 1)).hasSize(50);
        }
    }

    @Test
    void eightProducersGetEachNumberOnce() throws Exception {
        int each = 500;
        try (SegmentJournal journal = SegmentJournal.open(settings().withSegmentBytes(256 * 1024))) {
            List<List<CompletableFuture<Long>>> results = new ArrayList<>();
            List<Thread> producers = new ArrayList<>();
            for (int p = 0; p < 8; p++) {
                List<CompletableFuture<Long>> mine = new ArrayList<>();
                results.add(mine);
                String name = "p" + p + "-";
                producers.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        mine.add(Appending.append(journal, name + i));
                    }
                }));
            }
            for (Thread producer : producers) {
                producer.join();
            }
            Set<Long> numbers = new HashSet<>();
            for (List<CompletableFuture<Long>> mine : results) {
                long before = 0;
                for (CompletableFuture<Long> result : mine) {
                    long sequence = result.join();
                    assertThat(sequence)
                            .as("one producer's records keep their order")
                            .isGreaterThan(before);
                    before = sequence;
                    numbers.add(sequence);
                }
            }
            assertThat(numbers).hasSize(8 * each).contains(1L, 8L * each);
            List<String> words = words(journal.reader(), 1);
            for (int p = 0; p < 8; p++) {
                for (int i = 0; i < each; i++) {
                    assertThat(words.get((int) (long) results.get(p).get(i).join() - 1))
                            .isEqualTo("p" + p + "-" + i);
                }
            }
        }
        assertThat(JournalVerifier.verify(settings().directory(), JournalVerifier.Progress.NONE))
                .isInstanceOf(Verification.Intact.class);
    }

    @Test
    void aFullQueueFailsAtOnceAndLosesNothingItTook() throws Exception {
        Semaphore gate = new Semaphore(0);
        CountDownLatch atDisk = new CountDownLatch(1);
        Disk slow = new Disk() {
            @Override
            public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
                if (StandardCharsets.ISO_8859_1
                        .decode(bytes.duplicate())
                        .toString()
                        .contains("blocker")) {
                    atDisk.countDown();
                    gate.acquireUninterruptibly();
                    gate.release();
                }
                Disk.super.write(channel, bytes, position);
            }
        };
        try (SegmentJournal journal = SegmentJournal.open(settings().withQueue(10, 1 << 20), slow)) {
            CompletableFuture<Long> first = Appending.append(journal, "blocker");
            atDisk.await();
            List<CompletableFuture<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(Appending.append(journal, "w" + i));
            }
            CompletableFuture<Long> tooMany = Appending.append(journal, "one too many");
            assertThat(tooMany).isCompletedExceptionally();
            assertThatThrownBy(tooMany::join).hasMessageContaining("queue is full");
            assertThat(journal.status().queueDepth()).isEqualTo(10);
            assertThat(first).isNotDone();
            gate.release();
            assertThat(first.join()).isEqualTo(1);
            assertThat(waiting)
                    .extracting(CompletableFuture::join)
                    .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        }
    }

    @Test
    void aSecondOpenerIsTurnedAwayAndAClosedJournalRefuses() throws Exception {
        SegmentJournal journal = SegmentJournal.open(settings());
        assertThatThrownBy(() -> SegmentJournal.open(settings()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
        journal.close();
        assertThatThrownBy(() -> Appending.append(journal, "late").join()).hasMessageContaining("closed");
        SegmentJournal.open(settings()).close();
    }

    @Test
    void closingWritesWhatIsWaiting() throws Exception {
        SegmentJournal journal = SegmentJournal.open(settings());
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(Appending.append(journal, "w" + i));
        }
        journal.close();
        assertThat(all)
                .allMatch(Future::isDone)
                .extracting(CompletableFuture::join)
                .hasSize(100);
    }

    @Test
    void keyAndSegmentsAreForTheirOwnerOnly() throws Exception {
        SegmentJournal.open(settings()).close();
        Path key = settings().directory().resolve(CheckpointKey.PRIVATE_FILE);
        Path segment = Segment.list(settings().directory()).getFirst().file();
        for (Path file : List.of(key, segment)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatWasReadAheadBeforeItWasWrittenIsReadAgain() throws Exception {
        try (SegmentJournal journal = SegmentJournal.open(settings());
                JournalReader reader = journal.reader()) {
            for (long i = 1; i <= 3; i++) {
                Appending.append(journal, "w").join();
                assertThat(reader.read(i, 10, 10_000))
                        .extracting(JournalEntry::sequence)
                        .containsExactly(i);
                assertThat(reader.read(i + 1, 10, 10_000)).isEmpty();
            }
        }
    }

    @Test
    void aRecordThatCannotBeWrittenFailsAloneAndACallbackThatThrowsHarmsNobody() throws Exception {
        try (SegmentJournal journal = SegmentJournal.open(settings().withQueue(100, 1L << 30))) {
            // Longer than any entry may be.
            CompletableFuture<Long> tooLong = Appending.append(journal, "x".repeat(EntryFrame.LONGEST_PAYLOAD));
            assertThat(Appending.append(journal, "a").join()).isEqualTo(1);
            assertThatThrownBy(tooLong::join).hasMessageContaining("too long");
            journal.append(Records.says("b"), Journal.Guarantee.DURABLE, new Journal.Appended() {
                @Override
                public void kept(long sequence) {
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void failed(String cause) {
                    throw new IllegalStateException("on purpose");
                }
            });
            assertThat(Appending.append(journal, "c").join()).isEqualTo(3);
            assertThat(words(journal.reader(), 1)).containsExactly("a", "b", "c");
        }
    }

    /** A disk that refuses as long as it is told to. */
    private static final class FailingDisk implements Disk {
        private final AtomicInteger writesToFail = new AtomicInteger();
        private final AtomicInteger forcesToFail = new AtomicInteger();

        private static void fail(AtomicInteger left, String what) throws IOException {
            if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IOException(what);
            }
        }

        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
            if (writesToFail.get() > 0) {
                // As a full disk does: half of it is there.
                ByteBuffer half = bytes.duplicate();
                half.limit(half.position() + half.remaining() / 2);
                Disk.super.write(channel, half, position);
            }
            fail(writesToFail, "No space left on device");
            Disk.super.write(channel, bytes, position);
        }

        @Override
        public void force(FileChannel channel) throws IOException {
            fail(forcesToFail, "Input/output error");
            Disk.super.force(channel);
        }
    }

    @Test
    void anFsyncThatFailsOnceIsMadeGoodInAFreshSegment() throws Exception {
        FailingDisk disk = new FailingDisk();
        try (SegmentJournal journal = SegmentJournal.open(settings(), disk)) {
            Appending.append(journal, "a").join();
            Appending.append(journal, Records.says("b"), Journal.Guarantee.BUFFERED)
                    .join();
            disk.forcesToFail.set(1);
            assertThat(Appending.append(journal, "c").join()).isEqualTo(3);
            assertThat(journal.status().healthy()).isTrue();
            assertThat(Appending.append(journal, "d").join()).isEqualTo(4);
            assertThat(words(journal.reader(), 1)).containsExactly("a", "b", "c", "d");
            assertThat(journal.status().segments()).isEqualTo(2);
        }
        reopenedHas("a", "b", "c", "d");
    }

    @Test
    void aDiskThatFailsFailsTheBatchAndNothingElse() throws Exception {
        FailingDisk disk = new FailingDisk();
        try (SegmentJournal journal = SegmentJournal.open(settings(), disk)) {
            Appending.append(journal, "a").join();
            Appending.append(journal, Records.says("b"), Journal.Guarantee.BUFFERED)
                    .join();
            disk.writesToFail.set(2);
            CompletableFuture<Long> refused = Appending.append(journal, "refused");
            assertThatThrownBy(refused::join)
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("No space left");
            assertThat(Appending.append(journal, "c").join()).isEqualTo(3);
            assertThat(journal.status().healthy()).isTrue();
            assertThat(words(journal.reader(), 1)).containsExactly("a", "b", "c");

            // Also what else wants the disk now, such as a checkpoint, is refused.
            disk.forcesToFail.set(Integer.MAX_VALUE);
            assertThatThrownBy(Appending.append(journal, "refused too")::join)
                    .hasMessageContaining("Input/output error");
            disk.forcesToFail.set(0);
            assertThat(Appending.append(journal, "d").join()).isEqualTo(4);
        }
        reopenedHas("a", "b", "c", "d");
    }

    @Test
    void itRecoversByItselfWithoutARecordToTryWith() throws Exception {
        FailingDisk disk = new FailingDisk();
        try (SegmentJournal journal = SegmentJournal.open(settings(), disk)) {
            Appending.append(journal, Records.says("a"), Journal.Guarantee.BUFFERED)
                    .join();
            disk.writesToFail.set(2);
            assertThatThrownBy(Appending.append(journal, "refused")::join).hasMessageContaining("No space left");
            awaitDurable(journal.reader(), 1);
            while (!journal.status().healthy()) {
                Thread.onSpinWait();
            }
            assertThat(Appending.append(journal, "b").join()).isEqualTo(2);
        }
        reopenedHas("a", "b");
    }

    private void reopenedHas(String... expected) throws Exception {
        assertThat(JournalVerifier.verify(settings().directory(), JournalVerifier.Progress.NONE))
                .isInstanceOf(Verification.Intact.class);
        try (SegmentJournal journal = SegmentJournal.open(settings())) {
            assertThat(words(journal.reader(), 1)).containsExactly(expected);
        }
    }

    @Test
    void aConversationGoesOnAfterARestart() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (SegmentJournal journal = SegmentJournal.open(settings())) {
                ArchiveRecord record = Records.of(
                        Records.message(Flow.INBOUND, Records.BOB, List.of(), null, "again"),
                        Records.ALICE,
                        Records.NOON.plus(Duration.ofMinutes(20L * i)));
                long sequence = Appending.append(journal, record, Journal.Guarantee.DURABLE)
                        .join();
                byte[] payload =
                        journal.reader().read(sequence, 1, 1).getFirst().payload();
                ids.add(JSON.readTree(payload).at("/im/conversation").asText());
            }
        }
        assertThat(ids.get(0)).isNotEmpty().isEqualTo(ids.get(1));
    }

    @Test
    void shippedSegmentsGoWhenSignedForAndOldEnough() throws Exception {
        JournalSettings kept = settings().withKeep(Duration.ofDays(1));
        try (SegmentJournal journal = SegmentJournal.open(kept)) {
            for (int i = 0; i < 300; i++) {
                Appending.append(journal, "w" + i).join();
            }
            journal.discardBefore(301);
            Appending.append(journal, "x").join();
            Appending.append(journal, "y").join();
            assertThat(journal.reader().oldestSequence()).as("not old enough").isEqualTo(1);
        }
        try (SegmentJournal journal = SegmentJournal.open(settings().withKeep(Duration.ZERO));
                JournalReader reader = journal.reader()) {
            journal.discardBefore(200);
            while (reader.oldestSequence() == 1) {
                Thread.onSpinWait();
            }
            assertThat(reader.oldestSequence()).isLessThanOrEqualTo(200).isGreaterThan(100);
            assertThatThrownBy(() -> reader.read(1, 1, 1)).hasMessageContaining("discarded");
            assertThat(words(reader, reader.oldestSequence())).endsWith("w299", "x", "y");
            assertThat(JournalVerifier.verify(settings().directory(), JournalVerifier.Progress.NONE))
                    .isInstanceOfSatisfying(
                            Verification.Intact.class,
                            intact -> assertThat(intact.firstSequence()).isEqualTo(reader.oldestSequence()));
        }
        SegmentJournal.open(settings()).close();
    }

    @Test
    void aReaderFollowsTheWriter() throws Exception {
        int records = 2_000;
        try (SegmentJournal journal = SegmentJournal.open(settings());
                JournalReader reader = journal.reader()) {
            Semaphore moved = new Semaphore(0);
            try (JournalReader.Subscription s = reader.onDurable(mark -> moved.release())) {
                assertThat(s).isNotNull();
                Thread producer = Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < records; i++) {
                        Appending.append(journal, "w" + i);
                    }
                });
                long next = 1;
                while (next <= records) {
                    List<JournalEntry> entries = reader.read(next, 100, 50_000);
                    if (entries.isEmpty()) {
                        assertThat(moved.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                        moved.drainPermits();
                    }
                    for (JournalEntry entry : entries) {
                        assertThat(JSON.readTree(entry.payload()).at("/im/text").asText())
                                .isEqualTo("w" + (next - 1));
                        assertThat(entry.sequence()).isEqualTo(next++);
                    }
                }
                producer.join();
            }
        }
    }
}
