package org.sallyport.protocols;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.trial.CaptureTrial;
import org.sallyport.protocols.trial.IdentificationMatrix;
import org.sallyport.protocols.trial.SharedCaptures;
import org.sallyport.protocols.trial.Truth;

/**
 * Which connections of all recorded captures the installed recognisers know, miss and mistake, exactly.
 *
 * <p>What is true stands in {@code captures/truth.tsv} and is never written by a program. What was found stands in {@code
 * captures/identification.txt}; with {@code -Dsallyport.golden.write=true} it is written instead of compared.
 */
class IdentificationMatrixTest {

    private static final String FOUND = "captures/identification.txt";

    @Test
    void knowsWhatItKnew() throws IOException {
        IdentificationMatrix matrix = matrix(CaptureTrial::whole);
        assertThat(matrix.surprises()).isEmpty();
        String found = String.join("\n", matrix.lines()) + "\n";
        System.out.println(found);
        if (Boolean.getBoolean("sallyport.golden.write")) {
            Path file = Path.of(System.getProperty("sallyport.root"), "protocols/src/test/resources", FOUND);
            Files.writeString(file, found);
            System.out.println("Written: " + file);
            return;
        }
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/" + FOUND))) {
            assertThat(found).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void knowsTheSameByteByByte() throws IOException {
        List<String> whole = matrix(CaptureTrial::whole).answers();
        assertThat(matrix(CaptureTrial::byteByByte).answers()).isEqualTo(whole);
    }

    private static IdentificationMatrix matrix(CaptureTrial.Splitter splitter) throws IOException {
        Path folder = SharedCaptures.folder();
        Assumptions.assumeTrue(folder != null);
        return new IdentificationMatrix(
                Objects.requireNonNull(folder), Truth.load(), IdentificationMatrix.of(Protocols.installed()), splitter);
    }
}
