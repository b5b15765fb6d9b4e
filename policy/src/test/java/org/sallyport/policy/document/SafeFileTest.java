package org.sallyport.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFileTest {

    @TempDir
    private Path folder;

    /** Whoever could read and write the policy by hand can do so after it was published by somebody else, too. */
    @Test
    void whoMayReadAndWriteAFileStaysAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("policy.yaml"), "one");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        SafeFile.write(file, "two");
        assertThat(file).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r--");
        SafeFile.write(folder.resolve("new.yaml"), "new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new.yaml"))))
                .as("what was not there is nobody else's")
                .isEqualTo("rw-------");
    }

    @Test
    void aLinkStaysALinkToWhatIsWritten() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        Path file = Files.writeString(there.resolve("policy-4.yaml"), "one");
        Path link = Files.createSymbolicLink(folder.resolve("policy.yaml"), Path.of("there/policy-4.yaml"));
        SafeFile.write(link, "two");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("two");
        try (Stream<Path> files = Files.list(there)) {
            assertThat(files).containsExactly(file);
        }
    }
}
