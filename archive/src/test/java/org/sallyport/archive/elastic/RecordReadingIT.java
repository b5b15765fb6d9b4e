package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.archive.node.LocalNode;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.event.ImEvent;

/** Going through a real archive in order. */
@ExtendWith(LocalNode.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RecordReadingIT {

    private static final Reader READER = new Reader("adam", "192.0.2.7");
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal(UUID.randomUUID().toString());
    private final Talk talk = new Talk(journal);
    private ElasticArchive archive;

    @BeforeEach
    void open() throws Exception {
        archive = ElasticArchive.open(
                ElasticSettings.of(LocalNode.node().url())
                        .withPrefix("t" + UUID.randomUUID().toString().substring(0, 8)),
                journal,
                directory);
    }

    @AfterEach
    void close() {
        archive.close();
    }

    @Test
    void readsEverythingOfATimeInItsOrder() throws Exception {
        talk.say(NOON.minusSeconds(1), "before");
        for (int i = 0; i < 1_203; i++) {
            // Many at the same moment: the number in the journal then says what came first.
            talk.say(NOON.plusSeconds(i / 7), "line " + i);
        }
        talk.say(NOON.plusSeconds(200), "after");
        assertThat(archive.awaitShipped(journal.durableSequence(), Duration.ofMinutes(3)))
                .isTrue();
        archive.refresh();

        List<String> words = new ArrayList<>();
        try (ArchiveEvents.Reading reading = archive.read(
                NOON, NOON.plusSeconds(200), name -> Identity.Unregistered.INSTANCE, "version 3", READER)) {
            assertThat(reading.expected()).isEqualTo(1_203);
            while (reading.hasNext()) {
                ImEvent event = reading.next().question().event();
                words.add(event.text().plain());
            }
            assertThat(reading.unreadable()).isZero();
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1_203; i++) {
            expected.add("line " + i);
        }
        assertThat(words).isEqualTo(expected);
    }

    @Test
    void anArchiveThatIsNotThereIsNotAnEmptyOne() throws Exception {
        try (ArchiveEvents.Reading nothing =
                archive.read(NOON, NOON.plusSeconds(1), name -> Identity.Unregistered.INSTANCE, "draft", READER)) {
            assertThat(nothing.hasNext()).isFalse();
        }
        try (ElasticArchive away = ElasticArchive.open(
                ElasticSettings.of(URI.create("http://127.0.0.1:9")), journal, directory.resolve("away"))) {
            assertThatThrownBy(() -> away.read(
                            NOON, NOON.plusSeconds(1), name -> Identity.Unregistered.INSTANCE, "draft", READER))
                    .isInstanceOf(ArchiveUnavailable.class);
        }
    }
}
