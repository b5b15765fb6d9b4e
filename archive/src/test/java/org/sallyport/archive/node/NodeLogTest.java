package org.sallyport.archive.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTest {

    @TempDir
    private Path directory;

    @Test
    void neverTakesMoreThanTwoFilesOfBoundedSize() throws Exception {
        Path file = directory.resolve("elasticsearch.log");
        NodeLog log = new NodeLog(file);
        String line = "x".repeat(999) + "\n";
        log.pump(bytes(line.repeat(17_000)));

        assertThat(Files.size(file)).isPositive().isLessThan(5_100_000);
        assertThat(Files.size(directory.resolve("elasticsearch.log.1"))).isLessThan(5_100_000);
        try (var all = Files.list(directory)) {
            assertThat(all).hasSize(2);
        }
    }

    @Test
    void cutsALineThatNeverEnds() throws Exception {
        Path file = directory.resolve("elasticsearch.log");
        new NodeLog(file).pump(bytes("y".repeat(10_000)));
        assertThat(Files.readAllLines(file)).extracting(String::length).containsExactly(4_000, 4_000, 2_000);
    }

    @Test
    void findsTheReasonAmongStackFramesAndRemarks() {
        NodeLog log = new NodeLog(directory.resolve("elasticsearch.log"));
        log.pump(bytes("""
                [INFO ] starting
                java.lang.IllegalArgumentException: unknown setting [nonsense]
                \tat org.elasticsearch.SomeException.rethrow(SomeException.java:3)
                ERROR: Elasticsearch did not exit normally - check the logs
                """));
        assertThat(log.reason("nothing")).contains("unknown setting [nonsense]");
    }

    @Test
    void saysTheOtherReasonWhenThereIsNone() {
        NodeLog log = new NodeLog(directory.resolve("elasticsearch.log"));
        log.pump(bytes("all is well\n"));
        assertThat(log.reason("exit code 9")).isEqualTo("exit code 9");
    }

    @Test
    void drainsTheOutputWhenTheFileCannotBeWritten() {
        ByteArrayInputStream output = bytes("a\nb\nboom exception\n");
        NodeLog log = new NodeLog(directory.resolve("missing/elasticsearch.log"));
        log.pump(output);
        assertThat(output.available()).isZero();
        assertThat(log.reason("nothing")).contains("boom exception");
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
