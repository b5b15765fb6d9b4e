package org.sallyport.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.document.DocumentException;

/**
 * The reference in docs/configuration.md is what the reader takes, key by key. After a change, run this test once with
 * {@code -Dsallyport.docs.write=true}: it writes the table anew.
 */
final class ReferenceTest {

    private static final Path REFERENCE =
            Path.of(System.getProperty("sallyport.root", "..")).resolve("docs/configuration.md");
    private static final String BEGIN = "<!-- keys: written by ReferenceTest -->\n";
    private static final String END = "<!-- end of keys -->\n";
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyKeyStandsInTheReferenceAsTheReaderTakesIt() throws IOException {
        String text = Files.readString(REFERENCE);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).isGreaterThan(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);
        String wanted = "| key | takes | default | meaning |\n|---|---|---|---|\n"
                + ConfigurationReader.keys().stream().map(Key::row).collect(Collectors.joining("\n"))
                + "\n";
        if (Boolean.getBoolean("sallyport.docs.write")) {
            text = text.substring(0, begin) + wanted + text.substring(end);
            Files.writeString(REFERENCE, text);
            end = text.indexOf(END);
        }
        assertThat(text.substring(begin, end)).isEqualTo(wanted);
    }

    @Test
    void noKeyIsReadTwice() {
        assertThat(ConfigurationReader.keys()).extracting(Key::path).doesNotHaveDuplicates();
    }

    @Test
    void everyExampleIsAValidConfiguration() throws IOException, DocumentException {
        for (String page : List.of("configuration.md", "directory.md", "deploy.md", "tls.md", "alerts.md")) {
            Matcher examples = EXAMPLE.matcher(Files.readString(REFERENCE.resolveSibling(page)));
            int found = 0;
            while (examples.find()) {
                // A policy or a unit file is not ours to read; those are marked otherwise or on other pages.
                ConfigurationReader.parse(page, examples.group(1), Path.of("/etc/sallyport"));
                found++;
            }
            assertThat(found).as(page).isPositive();
        }
    }
}
