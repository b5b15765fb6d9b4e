package org.sallyport.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process with SIGKILL, again and again in one directory: what it acknowledged is there, once. */
@Timeout(300)
class JournalCrashIT {

    private static final int ROUNDS = 6;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path temp;

    @Test
    void everyAcknowledgedRecordIsThereExactlyOnce() throws Exception {
        Path dir = temp.resolve("journal");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, String> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = writeUntilKilled(dir, round, 1 + random.nextInt(6_000));
            for (String line : lines) {
                String[] parts = line.split(" ", 2);
                String before = acknowledged.put(Long.parseLong(parts[0]), parts[1]);
                assertThat(before)
                        .as("seed %d: entry %s acknowledged twice", seed, parts[0])
                        .isNull();
            }
            assertThat(JournalVerifier.verify(dir, JournalVerifier.Progress.NONE))
                    .as("seed %d, right after the kill", seed)
                    .isInstanceOf(Verification.Intact.class);
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
        try (SegmentJournal journal = SegmentJournal.open(JournalSettings.in(dir));
                JournalReader reader = journal.reader()) {
            Set<String> all = new HashSet<>();
            for (long next = 1; next <= reader.durableSequence(); ) {
                for (JournalEntry entry : reader.read(next, 1_000, 1 << 20)) {
                    String words = JSON.readTree(entry.payload()).at("/im/text").asText();
                    assertThat(all.add(words))
                            .as("seed %d: %s is there once", seed, words)
                            .isTrue();
                    String expected = acknowledged.remove(entry.sequence());
                    if (expected != null) {
                        assertThat(words).as("seed %d", seed).isEqualTo(expected);
                    }
                    next = entry.sequence() + 1;
                }
            }
            assertThat(acknowledged).as("seed %d: acknowledged and lost", seed).isEmpty();
        }
        assertThat(JournalVerifier.verify(dir, JournalVerifier.Progress.NONE)).isInstanceOf(Verification.Intact.class);
    }

    /** Reads some acknowledgements, kills, and reads what else was acknowledged before the kill. */
    private static List<String> writeUntilKilled(Path dir, int round, int killAfter)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        dir.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = child.inputReader()) {
            StringBuilder line = new StringBuilder();
            for (int c = out.read(); c >= 0; c = out.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    continue;
                }
                lines.add(line.toString());
                line.setLength(0);
                if (lines.size() == killAfter) {
                    child.destroyForcibly();
                }
            }
        } catch (IOException e) {
            // The pipe went away with the process: what was read counts.
        }
        assertThat(child.waitFor()).as("killed, and not ended by itself").isEqualTo(128 + 9);
        assertThat(lines).hasSizeGreaterThanOrEqualTo(killAfter);
        return lines;
    }
}
