package org.sallyport.policy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.rule.LexiconSource;

class PolicyDeskTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123Z");

    @TempDir
    private Path folder;

    private PolicyHistory history;
    private PolicyDesk desk;

    @BeforeEach
    void open() throws IOException {
        history = PolicyHistory.open(folder.resolve("versions"));
        desk = desk(false);
    }

    @AfterEach
    void close() throws IOException {
        history.close();
    }

    private PolicyDesk desk(boolean secondPairOfEyes) throws IOException {
        return new PolicyDesk(
                history,
                folder.resolve("policy.yaml"),
                LexiconSource.NONE,
                folder.resolve("drafts"),
                secondPairOfEyes,
                Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static String document(String then) {
        return "# mine\nversion: 1\nrules:\n  - { name: all, then: " + then + " }\n";
    }

    private Draft draft(String author, String text) throws IOException {
        return ((PolicyDesk.Outcome.Drafted) desk.draft(author, "because", text)).draft();
    }

    private PolicyVersion publish(String author, String text) throws IOException {
        Draft draft = draft(author, text);
        return ((PolicyDesk.Outcome.Published) desk.publish(draft.id(), draft.time(), author)).version();
    }

    @Test
    void whatIsPublishedIsAVersionAndInForce() throws IOException {
        PolicyVersion first = publish("anna", document("deny"));
        assertThat(first.number()).isEqualTo(1);
        assertThat(first.time()).isEqualTo(NOON);
        assertThat(first.author()).isEqualTo("anna");
        assertThat(first.reason()).isEqualTo("because");
        assertThat(Files.readString(folder.resolve("policy.yaml"))).isEqualTo(document("deny"));
        assertThat(desk.drafts()).isEmpty();
        assertThat(desk.isInForce()).isTrue();

        publish("bert", document("allow"));
        assertThat(history.versions(0, 10)).extracting(PolicyVersion::number).containsExactly(2, 1);
        assertThat(history.versions(2, 10)).extracting(PolicyVersion::author).containsExactly("anna");
        assertThat(PolicyHistory.diff(
                        "1", first.text(), "2", history.version(2).orElseThrow().text()))
                .isEqualTo("--- 1\n+++ 2\n@@ -1,4 +1,4 @@\n # mine\n version: 1\n rules:\n"
                        + "-  - { name: all, then: deny }\n+  - { name: all, then: allow }");

        history.close();
        history = PolicyHistory.open(folder.resolve("versions"));
        assertThat(history.check()).isEqualTo(new PolicyHistory.Check.Intact(2));
        assertThat(history.newest().orElseThrow().text()).isEqualTo(document("allow"));
        assertThat(history.version(3)).isEmpty();
    }

    @Test
    void goingBackIsANewVersion() throws IOException {
        publish("anna", document("deny"));
        publish("anna", document("allow"));
        PolicyVersion back = ((PolicyDesk.Outcome.Published) desk.rollBack(1, null, "bert", "too mild")).version();
        assertThat(back.number()).isEqualTo(3);
        assertThat(back.restores()).isEqualTo(1);
        assertThat(back.text()).isEqualTo(document("deny"));
        assertThat(Files.readString(folder.resolve("policy.yaml"))).isEqualTo(document("deny"));
        assertThat(desk.drafts()).isEmpty();
        assertThat(desk.rollBack(9, null, "bert", ""))
                .isEqualTo(new PolicyDesk.Outcome.Refused("there is no version 9"));
    }

    @Test
    void aSecondPersonPublishesWhereThatIsAskedFor() throws IOException {
        desk = desk(true);
        Draft draft = draft("anna", document("deny"));
        assertThat(desk.publish(draft.id(), draft.time(), "Anna "))
                .isEqualTo(new PolicyDesk.Outcome.Refused("somebody else than anna must publish it"));
        assertThat(history.newest()).isEmpty();
        assertThat(desk.publish(draft.id(), draft.time(), "bert")).isInstanceOf(PolicyDesk.Outcome.Published.class);
        assertThat(history.newest().orElseThrow().publisher()).isEqualTo("bert");
        // Nor is going back a way around it.
        assertThat(desk.rollBack(1, null, "bert", "")).isInstanceOf(PolicyDesk.Outcome.Drafted.class);
        assertThat(history.newest().orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void nobodyPublishesWhatTheyHaveNotSeen() throws IOException {
        Draft draft = draft("anna", document("deny"));
        assertThat(desk.publish(draft.id(), draft.time().plusMillis(1), "anna"))
                .isEqualTo(new PolicyDesk.Outcome.Refused("somebody has changed the draft in the meantime"));
        assertThat(desk.revise(draft.id(), NOON.minusMillis(1), "bert", "", document("drop")))
                .isEqualTo(new PolicyDesk.Outcome.Refused("somebody has changed the draft in the meantime"));
        assertThat(desk.revise(draft.id(), draft.time(), "bert", "", document("drop")))
                .isInstanceOf(PolicyDesk.Outcome.Drafted.class);
        assertThat(desk.draft(draft.id()).orElseThrow().author()).isEqualTo("bert");
    }

    @Test
    void aDraftOfAnOlderVersionIsNotPublishedOverANewerOne() throws IOException {
        Draft late = draft("anna", document("deny"));
        publish("bert", document("allow"));
        assertThat(desk.publish(late.id(), late.time(), "anna"))
                .isInstanceOfSatisfying(
                        PolicyDesk.Outcome.Refused.class,
                        refused -> assertThat(refused.why()).startsWith("it was made of version 0, and version 1"));
        assertThat(desk.drafts()).hasSize(1);
        assertThat(desk.discard(late.id())).isTrue();
        assertThat(desk.discard(late.id())).isFalse();
    }

    @Test
    void mistakesAreNotPublished() throws IOException {
        Draft draft = draft("anna", "version: 1\nrules: []\n");
        assertThat(desk.publish(draft.id(), draft.time(), "anna")).isInstanceOf(PolicyDesk.Outcome.Invalid.class);
        assertThat(history.newest()).isEmpty();
        assertThat(Files.exists(folder.resolve("policy.yaml"))).isFalse();
        for (String id : List.of("none", "../versions/000001", "", "A")) {
            assertThat(desk.publish(id, NOON, "anna"))
                    .isEqualTo(new PolicyDesk.Outcome.Refused("there is no such draft"));
            assertThat(desk.discard(id)).isFalse();
        }
        assertThat(desk.draft(" ", "", document("deny"))).isInstanceOf(PolicyDesk.Outcome.Refused.class);
        assertThat(desk.draft("anna", "", "#".repeat(5 << 20))).isInstanceOf(PolicyDesk.Outcome.Refused.class);
    }

    @Test
    void whoeverChangesAVersionBreaksTheChain() throws IOException {
        publish("anna", document("deny"));
        publish("anna", document("drop"));
        publish("anna", document("allow"));
        Path second = folder.resolve("versions").resolve("000002.json");
        String whole = Files.readString(second);
        Files.writeString(second, whole.replace("then: drop", "then: deny"));
        assertThat(history.check())
                .isEqualTo(new PolicyHistory.Check.Broken(2, "it was changed after it was published"));
        Draft draft = draft("anna", document("deny"));
        assertThat(desk.publish(draft.id(), draft.time(), "anna"))
                .isInstanceOfSatisfying(
                        PolicyDesk.Outcome.Refused.class,
                        refused -> assertThat(refused.why()).contains("can't be relied on from version 2"));

        // Made to fit itself, it no longer fits the next.
        PolicyVersion first = history.version(1).orElseThrow();
        PolicyVersion forged = PolicyVersion.after(first, NOON, "anna", "anna", "because", 0, document("deny"));
        Files.writeString(second, VersionFile.write(forged));
        assertThat(history.check())
                .isEqualTo(new PolicyHistory.Check.Broken(3, "the version before it is not the one it followed"));
        Files.delete(second);
        assertThat(history.check()).isEqualTo(new PolicyHistory.Check.Broken(2, "its file can't be read"));
        Files.writeString(second, whole);
        assertThat(history.check()).isEqualTo(new PolicyHistory.Check.Intact(3));
    }

    /** A page that many look at can't read a hundred policies of megabytes each time. */
    @Test
    void whoeverGlancesReadsWhatWasTouchedOnly() throws IOException {
        for (String then : List.of("deny", "drop", "allow", "disconnect")) {
            publish("anna", document(then));
        }
        assertThat(history.glance()).isEqualTo(new PolicyHistory.Check.Intact(4));
        int reads = history.reads();
        assertThat(history.glance()).isEqualTo(new PolicyHistory.Check.Intact(4));
        assertThat(history.reads()).isEqualTo(reads);
        assertThat(history.newest().orElseThrow().number()).isEqualTo(4);
        Path second = folder.resolve("versions").resolve("000002.json");
        String whole = Files.readString(second);
        Files.writeString(second, whole.replace("then: drop", "then: allow"));
        assertThat(history.glance())
                .isEqualTo(new PolicyHistory.Check.Broken(2, "it was changed after it was published"));
        assertThat(history.newest().orElseThrow().number()).isEqualTo(1);
        PolicyVersion first = history.version(1).orElseThrow();
        PolicyVersion forged = PolicyVersion.after(first, NOON, "anna", "anna", "because", 0, document("deny"));
        Files.writeString(second, VersionFile.write(forged));
        assertThat(history.glance())
                .isEqualTo(new PolicyHistory.Check.Broken(3, "the version before it is not the one it followed"));
        Files.delete(second);
        assertThat(history.glance()).isEqualTo(new PolicyHistory.Check.Broken(2, "its file can't be read"));
        Files.writeString(second, whole);
        assertThat(history.glance()).isEqualTo(new PolicyHistory.Check.Intact(4));
        assertThat(history.newest().orElseThrow().number()).isEqualTo(4);
        reads = history.reads();
        assertThat(history.check()).isEqualTo(new PolicyHistory.Check.Intact(4));
        assertThat(history.reads()).isEqualTo(reads + 4);
    }

    @Test
    void halfOfAFileIsNone() throws IOException {
        publish("anna", document("deny"));
        publish("anna", document("allow"));
        Path second = folder.resolve("versions").resolve("000002.json");
        String whole = Files.readString(second);
        for (int length : new int[] {0, 1, whole.length() / 2, whole.length() - 3}) {
            Files.writeString(second, whole.substring(0, length));
            assertThat(history.check()).isEqualTo(new PolicyHistory.Check.Broken(2, "its file can't be read"));
        }
        try (Stream<Path> files = Files.list(folder.resolve("versions"))) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(n -> n.endsWith(".tmp")))
                    .isEmpty();
        }
    }

    @Test
    void anEditByHandShowsAndCanBeTakenBack() throws IOException {
        publish("anna", document("deny"));
        Files.writeString(folder.resolve("policy.yaml"), document("allow"));
        assertThat(desk.isInForce()).isFalse();
        assertThat(desk.restoreFile(null)).isInstanceOf(PolicyDesk.Outcome.Published.class);
        assertThat(desk.isInForce()).isTrue();
    }

    @Test
    void aFolderHasOneOwner() {
        assertThatThrownBy(() -> PolicyHistory.open(folder.resolve("versions")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("open already");
    }

    @Test
    void aHandEditIsNeitherWrittenOverUnseenNorLost() throws IOException {
        publish("anna", document("deny"));
        Draft draft = draft("anna", document("allow"));
        Files.writeString(folder.resolve("policy.yaml"), document("drop"));

        assertThat(desk.publish(draft.id(), draft.time(), "anna"))
                .isInstanceOfSatisfying(
                        PolicyDesk.Outcome.Refused.class,
                        refused -> assertThat(refused.why()).contains("edited by hand"));
        assertThat(Files.readString(folder.resolve("policy.yaml"))).isEqualTo(document("drop"));

        Draft again = ((PolicyDesk.Outcome.Drafted) desk.rebase(draft.id(), draft.time(), "anna")).draft();
        assertThat(again.time()).isAfter(draft.time());
        assertThat(desk.publish(again.id(), again.time(), "bert", "I have seen it"))
                .isInstanceOf(PolicyDesk.Outcome.Published.class);
        assertThat(history.versions(0, 10))
                .extracting(PolicyVersion::author, PolicyVersion::publisher, PolicyVersion::reason, PolicyVersion::text)
                .containsExactly(
                        tuple("anna", "bert", "I have seen it", document("allow")),
                        tuple("(by hand)", "bert", "found in the file", document("drop")),
                        tuple("anna", "anna", "because", document("deny")));
        assertThat(history.check()).isEqualTo(new PolicyHistory.Check.Intact(3));
    }

    @Test
    void aHandEditBecomesAVersionWhenSomebodyAnswersForIt() throws IOException {
        Files.writeString(folder.resolve("policy.yaml"), document("drop"));
        assertThat(desk.isInForce()).isFalse();
        assertThat(desk.adopt("anna", "urgent", null))
                .isInstanceOfSatisfying(PolicyDesk.Outcome.Published.class, published -> {
                    assertThat(published.version().text()).isEqualTo(document("drop"));
                    assertThat(published.version().author()).isEqualTo("anna");
                });
        assertThat(desk.isInForce()).isTrue();
        assertThat(desk.adopt("anna", "again", null)).isInstanceOf(PolicyDesk.Outcome.Refused.class);
    }
}
