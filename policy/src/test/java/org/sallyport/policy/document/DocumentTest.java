package org.sallyport.policy.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;

class DocumentTest {

    private static final Duration DAY = Duration.ofDays(1);

    private static Document parse(String text) {
        return Document.parse("test.yaml", text, 1 << 16);
    }

    private static List<String> messages(Document document) {
        return document.check().list().stream().map(Problem::toString).toList();
    }

    /** A reader that takes a document in pieces must not end one of them within such a character. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_010, 1_011, 1_012, 1_013, 1_014, 2_037})
    void readsEmojiWhereverTheyStand(int before) throws DocumentException {
        String text = "x".repeat(before) + "\uD83D\uDE00".repeat(600);
        assertThat(parse("name: " + text + "\n").root().required("name").string())
                .contains(text);
    }

    @Test
    void answersWhatIsAskedFor() throws DocumentException {
        Document document = parse("""
                name: gate
                uin: 0123456
                workers: 4
                open: true
                idle: 30s
                buffer: 64KiB
                feature: file-transfer
                listen: "[::1]:8080"
                tags: [a, b]
                one: a
                limits: { depth: 3 }
                """);
        MapNode root = document.root();
        assertThat(root.required("name").string()).contains("gate");
        assertThat(root.value("uin").string()).as("a number as written").contains("0123456");
        assertThat(root.value("workers").integer(1, 8)).contains(4);
        assertThat(root.value("open").bool()).contains(true);
        assertThat(root.value("idle").duration(Duration.ZERO, DAY)).contains(Duration.ofSeconds(30));
        assertThat(root.value("buffer").size(0, 1 << 20)).contains(65536L);
        assertThat(root.value("feature").oneOf(List.of(Feature.values()), Feature::id))
                .contains(Feature.FILE_TRANSFER);
        assertThat(root.value("listen").address(1)).contains(new Address("::1", 8080));
        assertThat(root.value("tags").list())
                .extracting(v -> v.string().orElseThrow())
                .containsExactly("a", "b");
        assertThat(root.value("one").oneOrMore()).hasSize(1);
        assertThat(root.map("limits").value("depth").integer(0, 9)).contains(3);
        assertThat(root.map("absent").value("any").string()).isEmpty();
        document.finish();
    }

    @Test
    void findsEverythingWrongAtOnceWithItsPlace() {
        Document document = parse("""
                name: true
                workers: many
                idle: 30
                limits:
                  depht: 3
                listen: nowhere
                feature: file-transfre
                extra: 1
                """);
        MapNode root = document.root();
        assertThat(root.value("name").string()).isEmpty();
        assertThat(root.value("workers").integer(1, 8)).isEmpty();
        assertThat(root.value("idle").duration(Duration.ZERO, DAY)).isEmpty();
        root.map("limits").value("depth").integer(0, 9);
        root.value("listen").address(1);
        root.value("feature").oneOf(List.of(Feature.values()), Feature::id);
        root.required("missing");
        assertThat(messages(document))
                .satisfiesExactly(
                        m -> assertThat(m).isEqualTo("test.yaml:1:1: 'missing' is missing"),
                        m -> assertThat(m).startsWith("test.yaml:1:7: name: must be a string, is a boolean"),
                        m -> assertThat(m).isEqualTo("test.yaml:2:10: workers: must be a whole number, is a string"),
                        m -> assertThat(m)
                                .isEqualTo(
                                        "test.yaml:3:7: idle: must be a duration such as 30s, is '30' (allowed: ms, s, m, h, d)"),
                        m -> assertThat(m)
                                .isEqualTo(
                                        "test.yaml:5:3: limits: unknown key 'depht'; did you mean 'depth'? (allowed: depth)"),
                        m -> assertThat(m).startsWith("test.yaml:6:9: listen: must be host:port"),
                        m -> assertThat(m)
                                .startsWith(
                                        "test.yaml:7:10: feature: 'file-transfre' is not known here; did you mean 'file-transfer'? (allowed: add-in, "),
                        m -> assertThat(m).startsWith("test.yaml:8:1: unknown key 'extra'"));
        assertThatThrownBy(document::finish)
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("depht");
    }

    @Test
    void duplicateKeysAreErrors() {
        Document document = parse("a: 1\nb: 2\na: 3\n");
        document.root().entries();
        assertThat(messages(document)).containsExactly("test.yaml:3:1: the key 'a' is here twice, first on line 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [1'|is not YAML",
                "'a: &x 1\nb: *x'|the alias *x is not supported",
                "'a: !!binary aGk='|the tag",
                "'a: 1\n---\nb: 2'|a second document",
                "'[1, 2]'|must be a map, is a list",
                "'just words'|must be a map, is a string",
                "''|is empty",
                "'? [a, b]\n: 1'|a key must be a word",
                "'a: \u0007'|does not allow: U+0007",
            })
    void refusesWhatIsNotPlainYaml(String text, String message) {
        Document document = parse(text);
        document.root().entries();
        document.root().required("a");
        assertThat(messages(document)).anySatisfy(m -> assertThat(m).contains(message));
    }

    @Test
    void aBrokenTextHasOneProblemAndNothingIsMissingInIt() {
        Document document = parse("a: 1\nb: [2\n");
        document.root().required("a");
        document.root().required("c");
        Problems problems = document.check();
        assertThat(problems.list()).hasSize(1);
        assertThat(problems.list().getFirst().line()).isGreaterThan(1);
    }

    @Test
    void placesCountFromOneBehindWideCharacters() {
        Document document = parse("a: Zo\u00eb \ud83d\ude00\nb: x\u0001y\n");
        assertThat(messages(document)).singleElement().asString().startsWith("test.yaml:2:5: ");
    }

    @Test
    void nestingIsBounded() {
        Document deep = parse("a: " + "[".repeat(5_000));
        assertThat(messages(deep)).singleElement().asString().contains("nested deeper than 32 levels");
        Document fine = parse("a: " + "[".repeat(30) + "]".repeat(30));
        fine.root().value("a");
        assertThat(fine.check().isEmpty()).isTrue();
    }

    @Test
    void sizeIsBoundedInBytes() {
        assertThat(messages(Document.parse("t", "a: " + "x".repeat(100), 100)))
                .containsExactly("t: is larger than 100 bytes");
        assertThat(messages(Document.parse("t", "a: " + "\u20ac".repeat(40), 100)))
                .hasSize(1);
        Document fine = Document.parse("t", "a: " + "\u20ac".repeat(32), 100);
        assertThat(fine.root().value("a").string().orElseThrow()).hasSize(32);
    }

    @Test
    void problemsAreBounded() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            text.append("key").append(i).append(": 1\n");
        }
        Problems problems = parse(text.toString()).check();
        assertThat(problems.list()).hasSize(Problems.LIMIT);
        assertThat(problems.omitted()).isEqualTo(800);
        assertThat(problems.toString()).endsWith("... and 800 more");
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "30s,30000", "5m,300000", "2h,7200000", "1d,86400000", "0,0", "0s,0"})
    void durations(String text, long millis) {
        assertThat(parse("a: " + text).root().value("a").duration(Duration.ZERO, DAY))
                .contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "-1s", "1.5s", "5 s", "5S", "2d", "999999999999999d", "[1s]", "''"})
    void wrongDurations(String text) {
        Document document = parse("a: " + text);
        assertThat(document.root().value("a").duration(Duration.ZERO, DAY)).isEmpty();
        assertThat(messages(document)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "64KB", "1kib", "-1B", "2GiB", "999999999999999TiB"})
    void wrongSizes(String text) {
        Document document = parse("a: " + text);
        assertThat(document.root().value("a").size(0, 1 << 30)).isEmpty();
        assertThat(messages(document)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "host:",
                ":80",
                "host:0",
                "host:65536",
                "'::1:80'",
                "'[::1]'",
                "h ost:80",
                "host:80x",
                "1"
            })
    void wrongAddresses(String text) {
        Document document = parse("a: " + text);
        assertThat(document.root().value("a").address(1)).isEmpty();
        assertThat(messages(document)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'5'", "5.0", "0x10", "9", "0", "99999999999999999999", "yes", "null", "[5]"})
    void wrongIntegers(String text) {
        Document document = parse("a: " + text);
        assertThat(document.root().value("a").integer(1, 8)).isEmpty();
        assertThat(messages(document)).hasSize(1);
    }

    @Test
    void anEmptyValueIsNotADefault() {
        Document document = parse("a:\nb:\nc:\n");
        assertThat(document.root().value("a").string()).isEmpty();
        assertThat(document.root().value("b").list()).isEmpty();
        document.root().map("c");
        assertThat(messages(document))
                .containsExactly(
                        "test.yaml:1:3: a: must be a string, is empty",
                        "test.yaml:2:3: b: must be a list, is empty",
                        "test.yaml:3:3: c: must be a map, is empty");
    }

    @Test
    void readsFilesWithinTheirBounds(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.yaml");
        Files.writeString(file, "\uFEFFa: 1\n");
        assertThat(Document.load(file, 100).root().value("a").integer(0, 9)).isEqualTo(Optional.of(1));
        assertThat(Document.load(file, 3).problems().toString()).endsWith("is larger than 3 bytes");
        assertThat(Document.load(folder.resolve("b"), 9).problems().toString()).endsWith("does not exist");
        Files.write(file, "a: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Document.load(file, 100).problems().toString()).endsWith("is not UTF-8");
    }
}
