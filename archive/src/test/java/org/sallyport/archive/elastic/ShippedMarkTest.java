package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedMarkTest {

    @TempDir
    private Path directory;

    @Test
    void outlivesARestart() throws Exception {
        ShippedMark.open(directory, "journal-a").advance(41);
        assertThat(ShippedMark.open(directory, "journal-a").sequence()).isEqualTo(41);
    }

    @Test
    void ofAnotherJournalMeansNothing() throws Exception {
        ShippedMark.open(directory, "journal-a").advance(41);
        assertThat(ShippedMark.open(directory, "journal-b").sequence()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "journal-a", "journal-a x", "journal-a -5", "journal-a 99999999999999999999"})
    void damagedShipsEverythingAgain(String content) throws Exception {
        Files.writeString(directory.resolve("shipped.mark"), content);
        assertThat(ShippedMark.open(directory, "journal-a").sequence()).isZero();
    }
}
