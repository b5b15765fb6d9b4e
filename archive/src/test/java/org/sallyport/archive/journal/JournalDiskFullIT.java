package org.sallyport.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system of two megabytes, filled to the brim. Needs the right to mount one. */
@Timeout(120)
class JournalDiskFullIT {

    @TempDir
    private Path temp;

    private Path mount;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        mount = Files.createDirectory(temp.resolve("small"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString()) == 0;
        if (!mounted) {
            System.out.println("JournalDiskFullIT is skipped: no right to mount a small file system");
        }
        Assumptions.assumeTrue(mounted, "no right to mount a small file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", mount.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void aFullDiskRefusesRecordsAndLosesNoneAndGoesOnWhenThereIsRoom() throws Exception {
        Path dir = mount.resolve("journal");
        Path ballast = mount.resolve("ballast");
        Files.write(ballast, new byte[700_000]);
        List<Long> kept = new ArrayList<>();
        JournalSettings settings = JournalSettings.in(dir).withSegmentBytes(256 * 1024);
        try (SegmentJournal journal = SegmentJournal.open(settings)) {
            String words = "x".repeat(2_000);
            String cause = "";
            while (cause.isEmpty()) {
                CompletableFuture<Long> result = Appending.append(journal, words);
                try {
                    kept.add(result.join());
                } catch (CompletionException e) {
                    cause = String.valueOf(e.getMessage());
                }
            }
            assertThat(cause).contains("No space left");
            assertThat(kept).hasSizeGreaterThan(50);
            JournalStatus full = journal.status();
            assertThat(full.healthy()).isFalse();
            assertThat(full.message()).contains("No space left");
            assertThat(full.durableSequence()).isEqualTo(kept.size());
            assertThatThrownBy(() -> Appending.append(journal, words).join()).hasMessageContaining("No space left");

            Files.delete(ballast);
            while (!journal.status().healthy()) {
                Thread.onSpinWait();
            }
            kept.add(Appending.append(journal, "room again").join());
            assertThat(kept.getLast()).isEqualTo(kept.size());
        }
        assertThat(JournalVerifier.verify(dir, JournalVerifier.Progress.NONE))
                .isInstanceOfSatisfying(
                        Verification.Intact.class,
                        intact -> assertThat(intact.lastSequence()).isEqualTo(kept.size()));
        try (SegmentJournal journal = SegmentJournal.open(settings);
                JournalReader reader = journal.reader()) {
            JournalEntry last = reader.read(kept.size(), 1, 1).getFirst();
            assertThat(new ObjectMapper()
                            .readTree(last.payload())
                            .at("/im/text")
                            .asText())
                    .isEqualTo("room again");
        }
    }
}
