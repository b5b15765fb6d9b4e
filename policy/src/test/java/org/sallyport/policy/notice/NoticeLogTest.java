package org.sallyport.policy.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeLogTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    @Test
    void eachIsToldOnceInItsTime() {
        RecentNotices log = new RecentNotices();
        assertThat(log.claim("n", "here", NOON, DAY)).isTrue();
        assertThat(log.claim("n", "here", NOON, DAY)).isFalse();
        assertThat(log.claim("n", "there", NOON, DAY)).isTrue();
        assertThat(log.claim("m", "here", NOON, DAY)).isTrue();
        assertThat(log.claim("n", "here", NOON.plus(DAY).minusMillis(1), DAY)).isFalse();
        assertThat(log.claim("n", "here", NOON.plus(DAY), DAY)).isTrue();
        assertThat(log.claim("n", "here", NOON.plus(DAY.multipliedBy(900)), null))
                .isFalse();
    }

    @Test
    void ofManyAtOnceOneTells() throws InterruptedException {
        RecentNotices log = new RecentNotices();
        AtomicInteger told = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int j = 0; j < 500; j++) {
                    if (log.claim("n", "place" + j, NOON, DAY)) {
                        told.incrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told).hasValue(500);
    }

    @Test
    void theOldestAreForgottenAndToldAgain() {
        RecentNotices log = new RecentNotices(160);
        for (int i = 0; i < 1_000; i++) {
            log.claim("n", "place" + i, NOON.plusSeconds(i), null);
            assertThat(log.size()).isLessThanOrEqualTo(160);
        }
        assertThat(log.claim("n", "place999", NOON.plusSeconds(1_000), null)).isFalse();
        assertThat(log.claim("n", "place0", NOON.plusSeconds(1_000), null)).isTrue();
    }

    @Test
    void aFileOutlivesTheGateway() throws IOException {
        Path file = folder.resolve("notices");
        try (NoticeFile log = NoticeFile.open(file, 1_000, Duration.ofHours(1))) {
            assertThat(log.claim("n", "anna\neve", NOON, DAY)).isTrue();
            log.told("m", "anna\neve", NOON);
        }
        assertThat(Files.readString(file))
                .as("no names in it")
                .doesNotContain("anna")
                .hasLineCount(2);
        try (NoticeFile log = NoticeFile.open(file, 1_000, Duration.ofHours(1))) {
            assertThat(log.claim("n", "anna\neve", NOON.plusSeconds(1), DAY)).isFalse();
            assertThat(log.claim("m", "anna\neve", NOON.plusSeconds(1), null)).isFalse();
            assertThat(log.claim("n", "other", NOON.plusSeconds(1), DAY)).isTrue();
        }
    }

    @Test
    void aFileOfAnythingIsRead() throws IOException {
        Path file = folder.resolve("notices");
        Files.writeString(
                file, "rubbish\n" + "0".repeat(32) + " 5\n" + "0".repeat(32) + " 99999999999999999999\n\u0000\n");
        try (NoticeFile log = NoticeFile.open(file, 1_000, Duration.ofHours(1))) {
            assertThat(log.size()).isEqualTo(1);
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        try (NoticeFile log = NoticeFile.open(file, 1_000, Duration.ofHours(1))) {
            assertThat(log.size()).isZero();
            assertThat(log.claim("n", "here", NOON, DAY)).isTrue();
        }
    }
}
