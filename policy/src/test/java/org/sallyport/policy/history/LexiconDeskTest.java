package org.sallyport.policy.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexiconDeskTest {

    private static final String POLICY = """
            version: 1
            lexicons:
              insider: { words: lists/insider.txt }
              inline: { words: [one, two] }
            rules:
              - { name: words, content: { lexicon: [insider, inline] }, then: deny }
              - { name: all, then: deny }
            """;

    @TempDir
    private Path folder;

    private Path policy;
    private LexiconDesk desk;

    @BeforeEach
    void open() throws IOException {
        policy = folder.resolve("etc/policy.yaml");
        Files.createDirectories(folder.resolve("etc/lists"));
        Files.createDirectories(folder.resolve("etc/lexicons"));
        Files.writeString(policy, POLICY);
        Files.writeString(folder.resolve("etc/lists/insider.txt"), "# Words.\nmerger\n");
        Files.writeString(folder.resolve("etc/lexicons/spare.txt"), "later\n");
        Files.writeString(folder.resolve("secret.txt"), "mine\n");
        desk = new LexiconDesk(
                policy,
                folder.resolve("data"),
                false,
                Clock.fixed(Instant.parse("2026-03-04T12:00:00Z"), ZoneOffset.UTC));
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    private PolicyDesk.Outcome save(String path, String text) throws IOException {
        PolicyDesk at = desk.desk(path).orElseThrow();
        Draft draft = ((PolicyDesk.Outcome.Drafted) at.draft("anna", "because", text)).draft();
        return at.publish(draft.id(), draft.time(), "anna");
    }

    @Test
    void listsWhatThePolicyNamesAndWhatItCouldName() throws IOException {
        assertThat(desk.files())
                .containsExactly(
                        new LexiconDesk.Listed("lexicons/spare.txt", List.of(), 6),
                        new LexiconDesk.Listed("lists/insider.txt", List.of("lexicon insider"), 16));
    }

    @Test
    void whatIsSavedIsTriedAgainstThePolicyAndKept() throws IOException {
        assertThat(save("lists/insider.txt", "# Words.\nmerger\nacquisition\n"))
                .isInstanceOf(PolicyDesk.Outcome.Published.class);
        assertThat(Files.readString(folder.resolve("etc/lists/insider.txt"))).contains("acquisition");
        // What was there before is in the history too.
        assertThat(desk.desk("lists/insider.txt").orElseThrow().history().versions(0, 9))
                .extracting(PolicyVersion::author)
                .containsExactly("anna", "(by hand)");

        assertThat(save("lists/insider.txt", "fine\n\n# note\nbell\u0007\n*\n"))
                .isInstanceOfSatisfying(
                        PolicyDesk.Outcome.Invalid.class,
                        invalid -> assertThat(invalid.problems().list())
                                .extracting(problem -> problem.file() + ":" + problem.line())
                                .containsExactly("lists/insider.txt:4", "lists/insider.txt:5"));
        assertThat(save("lists/insider.txt", "# nothing\n")).isInstanceOf(PolicyDesk.Outcome.Invalid.class);
        assertThat(Files.readString(folder.resolve("etc/lists/insider.txt"))).contains("acquisition");
    }

    @Test
    void aNewOneCanBeThereBeforeARuleNamesIt() throws IOException {
        assertThat(save("lexicons/new.txt", "bribe = 3\n")).isInstanceOf(PolicyDesk.Outcome.Published.class);
        assertThat(Files.readString(folder.resolve("etc/lexicons/new.txt"))).isEqualTo("bribe = 3\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy.yaml",
                "../secret.txt",
                "lexicons/../policy.yaml",
                "lexicons/.hidden.txt",
                "lexicons/a/b.txt",
                "/etc/passwd",
                "lists/other.txt",
                "lists\\insider.txt",
                ""
            })
    void nothingElseCanBeReached(String path) throws IOException {
        assertThat(desk.desk(path)).isEmpty();
    }

    /** Whoever only reads could use up the room for files, and fill the disk with folders. */
    @Test
    void lookingForWhatIsNotThereLeavesNothing() throws IOException {
        for (int i = 0; i < 400; i++) {
            assertThat(desk.existing("lexicons/none-" + i + ".txt")).isEmpty();
        }
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(desk.existing("lexicons/spare.txt")).isPresent();
        assertThat(desk.existing("lists/insider.txt")).isPresent();
        assertThat(desk.existing("policy.yaml")).isEmpty();
        desk.desk("lexicons/new.txt").orElseThrow().draft("anna", "because", "bribe\n");
        assertThat(desk.existing("lexicons/new.txt")).as("has a draft").isPresent();
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowed() throws IOException {
        Files.writeString(policy, POLICY.replace("lists/insider.txt", "out/secret.txt"));
        Files.createSymbolicLink(folder.resolve("etc/out"), folder);
        assertThat(desk.desk("out/secret.txt")).isEqualTo(Optional.empty());
    }
}
