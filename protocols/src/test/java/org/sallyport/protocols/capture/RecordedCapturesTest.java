package org.sallyport.protocols.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.trial.SharedCaptures;

/** Captures others made, of all kinds: read where they are, when they are there. */
class RecordedCapturesTest {

    @Test
    void everyCaptureIsReadToItsEnd() throws IOException {
        Path folder = SharedCaptures.folder();
        Assumptions.assumeTrue(folder != null);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(f -> f.toString().matches(".*\\.(pcap|pcapng|bin)"))
                    .toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            Transcript transcript = new Transcript();
            CaptureFile.Summary summary = CaptureFile.read(file, p -> p == 5190, transcript);
            assertThat(transcript.lines().stream().filter(l -> l.endsWith(" closed")))
                    .as(file.toString())
                    .hasSize(summary.connections());
        }
    }
}
