package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sallyport.protocols.Feature;

/** What docs/policy.md shows an administrator must work when copied. */
class DocumentedExamplesTest {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(- name: .*?)```", Pattern.DOTALL);

    /** The last rules of each example. */
    private static final String END = """
              - { name: unread, feature: unread-connection, then: deny }
              - { name: else, then: allow }
            """;

    private static String page() throws IOException {
        return Files.readString(
                Path.of(Objects.requireNonNull(System.getProperty("sallyport.root")), "docs", "policy.md"));
    }

    static List<String> examples() throws IOException {
        return BLOCK.matcher(page()).results().map(m -> m.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isValidWithoutWarnings(String example) {
        String document = "version: 1\nrules:\n" + example.indent(2) + END;
        assertThat(RulebaseReader.read("example", document, LexiconSource.NONE))
                .isInstanceOfSatisfying(
                        RulebaseReader.Result.Valid.class,
                        valid -> assertThat(valid.warnings().toString()).isEmpty());
    }

    @Test
    void everyFeatureIsNamed() throws IOException {
        String page = page();
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(Feature.values()).allSatisfy(feature -> assertThat(page).contains("`" + feature.id() + "`"));
    }
}
