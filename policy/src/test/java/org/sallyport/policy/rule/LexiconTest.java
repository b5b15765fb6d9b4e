package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.compile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;

class LexiconTest {

    private final Scene scene = new Scene();

    private static Rulebase words(String words, int threshold, String then) {
        return compile("version: 1\nlexicons:\n  l: { words: [" + words + "], threshold: " + threshold
                + " }\nrules:\n  - { name: it, content: { lexicon: l }, then: " + then
                + " }\n  - { name: else, then: allow }\n");
    }

    private String decider(Rulebase rulebase, String text) {
        return Scene.decider(rulebase, scene.says(text, "eve"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "shred | please shred it | it",
                "shred | SHRED! | it",
                "shred | the shredder | else",
                "shred | (shred) | it",
                "shred | unshred | else",
                "shred | shr\u00e9d | it",
                "shred | shre\u0301d | it",
                "shred | s\u200bh\u00adred | it",
                "shred | \uff33\uff28\uff32\uff25\uff24 | it",
                "shred | shred2 | else",
                "caf\u00e9 | CAFE | it",
                "stra\u00dfe | STRASSE | it",
                "strasse | Stra\u00dfe | it",
                "\u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3 | \u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c2 | it",
                "\u0438\u043d\u0441\u0430\u0439\u0434\u0435\u0440 | \u042d\u0442\u043e \u0418\u041d\u0421\u0410\u0419\u0414\u0415\u0420! | it",
                "\u6a5f\u5bc6 | \u3053\u308c\u306f\u6a5f\u5bc6\u3067\u3059 | it",
                "\ud835\udd04bc | ABC | it",
                "off the record | OFF  the\trecord | it",
                "off the record | off the records | else",
                "off the record | off\u00a0the record | it",
                "off the record | offtherecord | else",
                "c++ | I write C++ code | it",
                "o'brien | O'Brien | it",
            })
    void matching(String word, String text, String expected) {
        assertThat(decider(words(word, 1, "drop"), text)).isEqualTo(expected);
    }

    @Test
    void thresholdCountsHits() {
        Rulebase two = words("alpha, beta", 2, "drop");
        assertThat(decider(two, "alpha")).isEqualTo("else");
        assertThat(decider(two, "alpha beta")).isEqualTo("it");
        assertThat(decider(two, "alpha, and alpha again")).isEqualTo("it");
    }

    @Test
    void aWordMayBeInSeveralLexicons() {
        Rulebase rules = compile("""
                version: 1
                lexicons:
                  first: { words: [alpha] }
                  second: { words: [Alpha, beta], threshold: 2 }
                rules:
                  - { name: both, content: { lexicon: second }, then: drop }
                  - { name: one, content: { lexicon: [second, first] }, then: drop }
                  - { name: else, then: allow }
                """);
        assertThat(decider(rules, "alpha beta")).isEqualTo("both");
        assertThat(decider(rules, "alpha")).isEqualTo("one");
        assertThat(decider(rules, "beta")).isEqualTo("else");
    }

    @Test
    void reasonsNameTheLexiconAndNeverTheWords() {
        Decision decision = words("alpha", 1, "drop").decide(scene.says("alpha", "eve"));
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Decided.class, d -> assertThat(d.reasons()).containsExactly("lexicon l"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "say Alpha now | say ***** now",
                "ALPHA\ud83d\ude00alpha | *****\ud83d\ude00*****",
                "off  the record, alpha | ***************, *****",
                "\u00e1lpha a\u0301lpha! | ***** ******!",
                "nothing, alphabet, alpha | nothing, alphabet, *****",
                "\ud83d\ude00 a\u200blpha \u00df | \ud83d\ude00 ****** \u00df",
                "card 4111-1111 alpha | card ********* *****",
            })
    void rewriteCoversWhatMatched(String text, String expected) {
        Rulebase rules = compile("""
                version: 1
                lexicons: { l: { words: [alpha, off the record] } }
                rules:
                  - { name: both, content: { lexicon: l, regex: '[0-9]{4}-[0-9]{4}' }, then: rewrite }
                  - { name: it, content: { lexicon: l }, then: rewrite }
                  - { name: else, then: allow }
                """);
        assertThat(rules.decide(scene.says(text, "eve")).verdict()).isEqualTo(new Verdict.Rewrite(expected));
    }

    @Test
    void expressionsTakeLinearTime() {
        Rulebase rules = compile("""
                version: 1
                rules:
                  - { name: it, content: { regex: ['(a+)+$', '(a|aa)*c', '(.*)(.*)(.*)x!'] }, then: drop }
                  - { name: else, then: allow }
                """);
        // A backtracking engine would not come back from this.
        assertThat(decider(rules, "a".repeat(20_000) + "b")).isEqualTo("else");
        assertThat(decider(rules, "a".repeat(50))).isEqualTo("it");
    }

    @Test
    void expressionsAreCaseSensitiveUnlessTheySayOtherwise() {
        Rulebase rules = compile("""
                version: 1
                rules:
                  - { name: exact, content: { regex: 'Top Secret' }, then: drop }
                  - { name: any, content: { regex: '(?i)top secret' }, then: drop }
                  - { name: else, then: allow }
                """);
        assertThat(decider(rules, "a Top Secret thing")).isEqualTo("exact");
        assertThat(decider(rules, "a top secret thing")).isEqualTo("any");
        assertThat(decider(rules, "")).isEqualTo("else");
    }

    @Test
    void textsThatAreNotUnicodeAreReadAllTheSame() {
        Rulebase rules = words("alpha", 1, "rewrite");
        assertThat(rules.decide(scene.says("\ud800alpha\udc00 alpha \ud800", "eve"))
                        .verdict())
                .isEqualTo(new Verdict.Rewrite("\ud800*****\udc00 ***** \ud800"));
    }

    private static Rulebase lexicon(String keys) {
        return compile("version: 1\nlexicons:\n  l: { " + keys + " }\nrules:\n"
                + "  - { name: it, content: { lexicon: l }, then: drop }\n  - { name: else, then: allow }\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "english | bribe | he bribed them | it",
                "english | bribe | taking bribes | it",
                "english | bribe | a briber | else",
                "english | shred document | SHREDDED the document | else",
                "english | shred document | shredding documents | it",
                "german | K\u00fcndigung | die K\u00fcndigungen | it",
                "french | licenciement | les licenciements | it",
                "english | brib* | bribery | it",
                "english | brib* | ascribe bribery | it",
            })
    void stems(String language, String word, String text, String expected) {
        assertThat(decider(lexicon("stem: " + language + ", words: ['" + word + "']"), text))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shred* | the shredder | it",
                "shred* | unshred | else",
                "*shred | unshred | it",
                "*shred | shredder | else",
                "*shred* | unshredded | it",
                "off the rec* | off  the record | it",
                "f*ck | f*ck that | it",
            })
    void wildcardsAtTheEnds(String word, String text, String expected) {
        assertThat(decider(lexicon("words: ['" + word + "']"), text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bribe | br\u0456be | it", // a Cyrillic i
                "bribe | BR\u0406BE | it",
                "coupon | \u0441\u043eu\u0440o\u043f | it",
                "coupon | c\u03bf\u03c5\u03c1\u03bfn | it",
                "bribe | \ud83c\udd31\ud83c\udd41\ud83c\udd38\ud83c\udd31\ud83c\udd34 | it", // white letters in black
                // squares
                "\u043f\u0440\u0438\u0432\u0435\u0442 | \u041f\u0420\u0418\u0412\u0415\u0422! | it",
                "s\u00f8r | SOR | it",
            })
    void lookAlikesAreSeenThrough(String word, String text, String expected) {
        assertThat(decider(lexicon("words: ['" + word + "']"), text)).isEqualTo(expected);
    }

    @Test
    void weightsCount() {
        Rulebase rules = lexicon("threshold: 5, words: [alpha = 3, 'beta = 2', gamma]");
        assertThat(decider(rules, "alpha gamma")).isEqualTo("else");
        assertThat(decider(rules, "alpha beta")).isEqualTo("it");
        assertThat(decider(rules, "alpha gamma gamma")).isEqualTo("it");
        assertThat(decider(rules, "beta beta")).isEqualTo("else");
    }

    @Test
    void aWindowAddsUpWhatAConversationSaid() {
        Rulebase rules = lexicon("threshold: 3, window: 10m, words: [alpha]");
        ConversationMemory memory = new ConversationMemory();
        assertThat(windowed(rules, memory, "alpha", "eve")).isEqualTo("else");
        assertThat(windowed(rules, memory, "alpha", "zoe")).as("another talk").isEqualTo("else");
        assertThat(windowed(rules, memory, "alpha", "eve")).isEqualTo("else");
        assertThat(windowed(rules, memory, "nothing", "eve")).isEqualTo("else");
        assertThat(windowed(rules, memory, "alpha", "eve")).isEqualTo("it");
        assertThat(windowed(rules, memory, "nothing", "eve"))
                .as("words without a hit are held against nobody")
                .isEqualTo("else");
        scene.now = scene.now.plusSeconds(600);
        assertThat(windowed(rules, memory, "alpha", "eve"))
                .as("what was said ten minutes ago is over")
                .isEqualTo("else");
        assertThat(windowed(rules, memory, "alpha alpha", "zoe")).isEqualTo("else");
        assertThat(windowed(rules, memory, "alpha alpha alpha", "new")).isEqualTo("it");
    }

    private String windowed(Rulebase rules, ConversationMemory memory, String text, String to) {
        return rules.decide(scene.says(text, to), memory).rules().getFirst();
    }

    @Test
    void theMemoryOfConversationsIsBounded() {
        Rulebase rules = lexicon("threshold: 3, window: 10m, words: [alpha]");
        ConversationMemory memory = new ConversationMemory(100);
        for (int i = 0; i < 1_000; i++) {
            windowed(rules, memory, "alpha", "somebody" + i);
            assertThat(memory.size()).isLessThanOrEqualTo(101);
        }
        for (int i = 0; i < 1_000; i++) {
            windowed(rules, memory, "alpha", "talker");
        }
        assertThat(windowed(rules, memory, "alpha", "talker")).isEqualTo("it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "words: ['*'] | nothing in it to look for",
                "words: ['a = 0'] | a weight is 1 to 1000",
                "words: ['a = 1001'] | a weight is 1 to 1000",
                "words: [\"a\\x01b\"] | has a control character in it",
                "words: [\"\\x7f\"] | has a control character in it",
                "words: [''] | must have 1 to 128 characters",
                "words: ['++'], stem: english | no word in it whose stem",
                "words: [a], stem: klingon | 'klingon' is not known here",
                "words: [a], window: 2d | must be 1s to 1d",
            })
    void refuses(String keys, String message) {
        String document = "version: 1\nlexicons:\n  l: { " + keys + " }\nrules:\n"
                + "  - { name: it, content: { lexicon: l }, then: drop }\n  - { name: else, then: allow }\n";
        assertThat(RulebaseReader.read("p", document, LexiconSource.NONE))
                .isInstanceOfSatisfying(
                        RulebaseReader.Result.Invalid.class,
                        invalid -> assertThat(invalid.problems().toString()).contains(message));
    }
}
