package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.compile;
import static org.sallyport.policy.rule.Scene.decider;
import static org.sallyport.policy.rule.Scene.message;
import static org.sallyport.policy.rule.Scene.rulebase;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** Numbers, links, and kinds and hashes of files. */
class ContentConditionTest {

    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private final Scene scene = new Scene();

    private static Rulebase it(String content) {
        return rulebase("- { name: it, then: drop, content: { " + content + " } }\n");
    }

    private static Rulebase withFiles(String head, String content, Map<String, String> files) {
        String document = "version: 1\n" + head + "rules:\n  - { name: it, then: drop, content: { " + content
                + " } }\n  - { name: else, then: allow }\n";
        RulebaseReader.Result result = RulebaseReader.read("p", document, (path, max) -> files.getOrDefault(path, ""));
        if (result instanceof RulebaseReader.Result.Valid valid) {
            return valid.rulebase();
        }
        throw new AssertionError(result.toString());
    }

    @Test
    void whatAScannerSaid() {
        Rulebase asks = it("file-scan: [infected, failed]");
        assertThat(decider(asks, scene.offers("eve", "a.txt", 3))).isEqualTo("else");
        scene.seen = new SeenFile("text/plain", HASH, new SeenFile.Scan(SeenFile.Scan.Result.CLEAN, ""));
        assertThat(decider(asks, scene.offers("eve", "a.txt", 3))).isEqualTo("else");
        scene.seen = new SeenFile("text/plain", HASH, new SeenFile.Scan(SeenFile.Scan.Result.INFECTED, "Eicar"));
        assertThat(decider(asks, scene.offers("eve", "a.txt", 3))).isEqualTo("it");
    }

    @Test
    void whatIsSuspectPassesByARuleAloneThatAsksForIt() {
        scene.seen = new SeenFile(null, null, new SeenFile.Scan(SeenFile.Scan.Result.FAILED, "away"));
        Question suspect = scene.offers("eve", "a.txt", 3);
        assertThat(rulebase("- { name: it, then: allow, feature: chat }\n")
                        .decide(suspect)
                        .verdict())
                .isInstanceOf(Verdict.Deny.class);
        Decision asked = rulebase("- { name: it, then: allow, content: { file-scan: failed } }\n")
                .decide(suspect);
        assertThat(asked.verdict()).isEqualTo(Verdict.Allow.INSTANCE);
        assertThat(asked.rules()).containsExactly("it");
    }

    @Test
    void numbersByTheirCheckDigits() {
        Rulebase cards = it("detect: payment-card");
        assertThat(decider(cards, scene.says("4111 1111 1111 1111", "eve"))).isEqualTo("it");
        assertThat(decider(cards, scene.says("4111 1111 1111 1112", "eve"))).isEqualTo("else");
        assertThat(decider(cards, scene.says("\uff14\uff11\uff11\uff11 1111\u00a01111\u200b 1111", "eve")))
                .as("full-width digits, other spaces")
                .isEqualTo("it");
        Rulebase three = it("detect: { what: [payment-card, iban], at-least: 3 }");
        assertThat(decider(three, scene.says("4111111111111111, 4111111111111111", "eve")))
                .isEqualTo("else");
        assertThat(decider(three, scene.says("4111111111111111, 4111111111111111, DE89 3704 0044 0532 0130 00", "eve")))
                .isEqualTo("it");
    }

    @Test
    void numbersAndLinksAreNamedAndCovered() {
        Rulebase rules = rulebase("""
                - name: it
                  then: rewrite
                  content: { detect: [payment-card, iban], link: example.com }
                """);
        Decision.Decided decided = (Decision.Decided)
                rules.decide(scene.says("pay 4111-1111-1111-1111 at https://shop.example.com/x?y now", "eve"));
        assertThat(decided.verdict())
                .isEqualTo(new Verdict.Rewrite("pay " + "*".repeat(19) + " at " + "*".repeat(28) + " now"));
        assertThat(decided.reasons()).containsExactly("payment-card", "link");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "link: any | see http://x.example | it",
                "link: any | see report.pdf | else",
                "link: any | no link | else",
                "link: example.com | see www.EXAMPLE.com | it",
                "link: example.com | see example.com | it",
                "link: example.com | see example.org | else",
                "link: example.com | see notexample.com | else",
                "link: [a.example, example.com] | https://deep.a.example/ | it",
                "link: example.com | https://\u0435x\u0430mple.com/ | it",
                "link-category: gambling | bet at www.casino.example | it",
                "link-category: [games, adult] | bet at www.casino.example | it",
                "link-category: adult | bet at www.casino.example | else",
                "link-category: adult | see https://x.y.blue.example/z | it",
            })
    void linksByHostAndCategory(String content, String text, String expected) {
        Rulebase rules = withFiles(
                "link-categories: lists/links.txt\n",
                content,
                Map.of("lists/links.txt", "# hosts\ncasino.example gambling games\nblue.example  adult\n"));
        assertThat(decider(rules, scene.says(text, "eve"))).isEqualTo(expected);
    }

    @Test
    void whereALinkLeadsCountsAndNotItsWords() {
        ImEvent.Message said = message(Flow.OUTBOUND, Feature.CHAT, "anna", "", "eve");
        ImEvent html = new ImEvent.Message(
                said.flow(),
                said.feature(),
                said.from(),
                said.to(),
                null,
                Text.html("<a href=\"http://evil.example/x\">good.example</a>"),
                said.marks(),
                "1");
        assertThat(decider(it("link: evil.example"), scene.ask(html))).isEqualTo("it");
        assertThat(decider(it("link: good.example"), scene.ask(html))).isEqualTo("it");
        assertThat(decider(it("link: other.example"), scene.ask(html))).isEqualTo("else");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "program | setup.exe | - | it",
                "program | Setup.EXE. | - | it",
                "program | holiday.jpg | application/x-msdownload | it",
                "program | holiday.jpg | image/jpeg | else",
                "image | holiday.jpg | - | it",
                "archive | a.zip | - | it",
                "archive | a.7z | - | it",
                "document | plan.docx | - | it",
                "document | plan.pdf | - | it",
                "script | run.bat | - | it",
                "script | run.vbs | - | it",
                "audio | a.mp3 | - | it",
                "video | a.avi | - | it",
                "text | a.txt | - | it",
                "image/png | a.png | - | it",
                "image/png | a.gif | - | else",
                "[program, 'image/*'] | a.gif | - | it",
                "program | '' | - | else",
            })
    void filesByKind(String type, String name, String seen, String expected) {
        scene.seen = seen == null ? null : new SeenFile(seen, null);
        assertThat(decider(it("file-type: " + type), scene.offers("eve", name, 1)))
                .isEqualTo(expected);
    }

    @Test
    void filesByHash() {
        Rulebase inline = it("file-hash: [" + HASH.toUpperCase(Locale.ROOT) + "]");
        Rulebase listed = withFiles("", "file-hash: bad.txt", Map.of("bad.txt", "# bad\n" + HASH + "  test.bin\n"));
        for (Rulebase rules : List.of(inline, listed)) {
            scene.seen = null;
            assertThat(decider(rules, scene.offers("eve", "a", 1))).isEqualTo("else");
            scene.seen = new SeenFile("text/plain", HASH);
            assertThat(decider(rules, scene.offers("eve", "a", 1))).isEqualTo("it");
            scene.seen = new SeenFile("text/plain", "0" + HASH.substring(1));
            assertThat(decider(rules, scene.offers("eve", "a", 1))).isEqualTo("else");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "detect: social-security | 'social-security' is not known here",
                "detect: { at-least: 2 } | 'what' is missing",
                "link: 'http://a.example/' | must be 'any', or a host",
                "link-category: nothing | 'nothing' is not known here",
                "file-type: programm | did you mean 'program'?",
                "file-hash: [abc] | must be a SHA-256",
                "file-hash: gone.txt | can't be read",
            })
    void refuses(String content, String message) {
        String document = Scene.document("- { name: it, then: drop, content: { " + content + " } }\n");
        assertThat(RulebaseReader.read("p", document, LexiconSource.NONE))
                .isInstanceOfSatisfying(
                        RulebaseReader.Result.Invalid.class,
                        invalid -> assertThat(invalid.problems().toString()).contains(message));
    }

    @Test
    void mistakesInListsHaveTheirLines() {
        String document = """
                version: 1
                link-categories: l.txt
                rules:
                  - { name: it, then: drop, content: { file-hash: h.txt } }
                  - { name: else, then: allow }
                """;
        RulebaseReader.Result result = RulebaseReader.read(
                "p", document, (path, max) -> path.equals("l.txt") ? "a.example\nb.example Bad!\n" : "\nnone\n");
        assertThat(result)
                .isInstanceOfSatisfying(
                        RulebaseReader.Result.Invalid.class,
                        invalid -> assertThat(invalid.problems().toString())
                                .contains("l.txt:1:1: a line is a host and its categories")
                                .contains("l.txt:2:1: a category has lower-case letters")
                                .contains("h.txt:2:1: must begin with a SHA-256"));
        assertThat(compile(Scene.document("")).version()).startsWith("1-");
    }
}
