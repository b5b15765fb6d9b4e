package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;

class RulebaseReaderTest {

    private static Problems problems(String document) {
        return problems(document, LexiconSource.NONE);
    }

    private static Problems problems(String document, LexiconSource lexicons) {
        return switch (RulebaseReader.read("p.yaml", document, lexicons)) {
            case RulebaseReader.Result.Valid valid -> Problems.NONE;
            case RulebaseReader.Result.Invalid invalid -> invalid.problems();
        };
    }

    private static List<String> warnings(String document) {
        return switch (RulebaseReader.read("p.yaml", document, LexiconSource.NONE)) {
            case RulebaseReader.Result.Valid valid ->
                valid.warnings().list().stream()
                        .map(Problem::toString)
                        // Each of these documents ends with a rule that allows, and is not about that.
                        .filter(w -> !w.contains("unread-connection"))
                        .toList();
            case RulebaseReader.Result.Invalid invalid ->
                throw new AssertionError(invalid.problems().toString());
        };
    }

    @Test
    void listsEveryMistakeWithItsLine() {
        Problems problems = problems("""
                version: one
                on-failure: rewrite
                lexicons:
                  insider: { words: ../secret.txt, treshold: 2 }
                rules:
                  - name: A
                    who: { groop: legal, registered: maybe }
                    feature: [chat, fily-transfer]
                    then: alow
                  - name: A
                    with: { network: 10.0.0.0/8 }
                    direction: up
                    content: { lexicon: insidr, regex: "(a" }
                    then: deny
                    alert: { severity: urgent, to: [compliance] }
                    review: The Boss
                  - who: { network: [10.0.0.1/8, host.example.com] }
                    service: AIM!
                    when: { from: "9:00", zone: Mars/Base }
                    then: rewrite
                    route: somewhere
                  - just words
                  - name: Last
                    feature: chat
                    then: drop
                    notice: Gone.
                    notice-to: everybody
                """);
        assertThat(problems.list())
                .extracting(Problem::line, Problem::path)
                .containsExactly(
                        tuple(1, "version"),
                        tuple(2, "on-failure"),
                        tuple(4, "lexicons.insider.words"),
                        tuple(4, "lexicons.insider"),
                        tuple(7, "rules[0].who"),
                        tuple(7, "rules[0].who.registered"),
                        tuple(8, "rules[0].feature[1]"),
                        tuple(9, "rules[0].then"),
                        tuple(10, "rules[1]"),
                        tuple(11, "rules[1].with.network"),
                        tuple(12, "rules[1].direction"),
                        tuple(13, "rules[1].content.lexicon"),
                        tuple(13, "rules[1].content.regex"),
                        tuple(15, "rules[1].alert.severity"),
                        tuple(15, "rules[1].alert.to[0]"),
                        tuple(16, "rules[1].review"),
                        tuple(17, "rules[2]"),
                        tuple(17, "rules[2].who.network[0]"),
                        tuple(17, "rules[2].who.network[1]"),
                        tuple(18, "rules[2].service"),
                        tuple(19, "rules[2].when"),
                        tuple(19, "rules[2].when.from"),
                        tuple(19, "rules[2].when.zone"),
                        tuple(20, "rules[2].then"),
                        tuple(21, "rules[2].route"),
                        tuple(22, "rules[3]"),
                        tuple(23, "rules[4]"),
                        tuple(26, "rules[4].notice"),
                        tuple(27, "rules[4].notice-to"));
        assertThat(problems.toString())
                .contains("p.yaml:9:11: rules[0].then: 'alow' is not known here; did you mean 'allow'?"
                        + " (allowed: allow, deny, disconnect, drop, quarantine, rewrite)")
                .contains("unknown key 'groop'; did you mean 'group'?")
                .contains("'insidr' is not known here; did you mean 'insider'? (allowed: insider)")
                .contains("the name 'A' is taken by the rule on line 6")
                .contains("the name 'A' is taken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "version: 1 | 'rules' is missing",
                "{version: 1, rules: []} | the last rule must say what becomes of everything else",
                "{version: 1, rules: [{name: a, then: allow, who: internal}]} | must match everything",
                "{version: 1, rules: [{name: a, then: allow, who: {}}]} | is empty",
                "{version: 1, rules: [{name: a, then: allow, feature: []}]} | must not be an empty list",
                "{version: 1, rules: [{name: a, then: rewrite}]} | needs a lexicon or a regex",
                "{version: 1, rules: [{name: a, then: drop, notice: x}]} | use deny to give a notice",
                "{version: 1, rules: [{name: a, then: disconnect, notice: x, notice-to: both}]} | can only tell",
                "{version: 1, rules: [{name: a, then: allow, notice-to: both}]} | there is no notice to give",
                "{version: 1, rules: [{name: a, then: allow, content: {regex: 'a*'}}]} | matches the empty text",
                "{version: 1, rules: [{name: a, then: allow, content: {regex: '(?=a)'}}]} | is not a regular expression",
                "{version: 1, rules: [{name: a, then: allow, content: {regex: '((a{1,99}){1,99}){1,99}b'}}]} | is ",
                "{version: 1, rules: [{name: a, then: allow, content: {file-size: {more-than: 2KiB, at-most: 1KiB}}}]} | no size",
                "{version: 1, rules: [{name: a, then: allow, when: {zone: UTC}}]} | needs days, or from and to",
                "{version: 1, rules: [{name: a, then: allow, when: {days: mon}}]} | 'zone' is missing",
                "{version: 1, rules: [{name: a, then: allow, when: {from: '09:00', to: '09:00', zone: UTC}}]} | are the same",
                "{version: 1, rules: [{name: a, then: allow, who: {screen-name: ' '}}]} | is blank",
                "{version: 1, on-failure: {then: drop, notice: x}, rules: [{name: a, then: allow}]} | only deny and disconnect",
                "{version: 1, lexicons: {Bad Name: {words: [a]}}, rules: [{name: a, then: allow}]} | the name of a lexicon",
                "{version: 1, lexicons: {l: {words: ['\u200b']}}, rules: [{name: a, then: allow}]} | nothing in it to look for",
                "{version: 1, lexicons: {l: {words: /etc/hosts}}, rules: [{name: a, then: allow}]} | relative to this document",
                "{version: 1, lexicons: {l: {words: a/../../b}}, rules: [{name: a, then: allow}]} | relative to this document",
                "{version: 1, lexicons: {l: {words: gone.txt}}, rules: [{name: a, then: allow}]} | can't be read: there are no",
            })
    void refuses(String document, String message) {
        assertThat(problems(document).toString()).contains(message);
    }

    @Test
    void mistakesInLexiconFilesAreListedWithTheirLinesToo() {
        String document =
                "{version: 1, lexicons: {l: {words: l.txt}}, rules: [{name: a, content: {lexicon: l}, then: drop}, {name: z, then: allow}]}";
        Problems problems =
                problems(document, (path, max) -> "# comment\n\nfine\n\u200b\n" + "x".repeat(129) + "\nfine too\n");
        assertThat(problems.list())
                .extracting(Problem::toString)
                .containsExactly(
                        "l.txt:4:1: has nothing in it to look for",
                        "l.txt:5:1: an entry has at most 128 characters, this has 129");
        assertThat(problems(document, (path, max) -> "# none\n").toString()).contains("has no entries");
        assertThat(problems(document, (path, max) -> {
                            throw new IOException("is larger than 8388608 bytes");
                        })
                        .toString())
                .contains("the lexicon 'l.txt' can't be read: is larger");
    }

    @Test
    void lexiconsAreBoundedTogether() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= LexiconParser.MOST_ENTRIES; i++) {
            many.append('w').append(i).append('\n');
        }
        assertThat(problems(
                                "{version: 1, lexicons: {l: {words: l.txt}}, rules: [{name: a, then: allow}]}",
                                (path, max) -> many.toString())
                        .toString())
                .contains("more than 200000 entries");
    }

    @Test
    void largeDocumentsAreRefusedUnread() {
        String large = Scene.document("") + "#".repeat(5 << 20);
        assertThat(problems(large).toString()).isEqualTo("p.yaml: is larger than 4194304 bytes");
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 10_001; i++) {
            rules.append("- { name: r").append(i).append(", then: deny, feature: chat }\n");
        }
        assertThat(problems(Scene.document(rules.toString())).toString()).contains("has 10002 rules, may have 10000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "feature: [chat, sms] | feature: chat, who: internal",
                "service: aim | service: aim, direction: inbound",
                "who: {group: a} | who: {group: A}, with: external",
                "content: {regex: abc} | content: {regex: abc}, feature: chat",
                "when: {days: mon, zone: UTC} | when: {days: [mon], zone: UTC}, feature: chat",
                "direction: inbound | direction: inbound",
                "who: {group: [a, b]} | who: {group: b}, feature: chat",
                "who: {group: [a, b]} | who: {group: b, disabled: true}",
                "who: {network: 10.0.0.0/8} | who: {network: [10.1.0.0/16, 10.2.3.4]}",
                "who: {screen-name: '*@corp.example'} | who: {screen-name: [a@corp.example, b@corp.example]}",
                "with: {domain: corp.example} | with: {domain: de.corp.example}",
                "with: {registered: true} | with: {group: a}",
                "with: external | with: {disabled: true}",
                "who: [internal, {person: x}] | who: internal, with: external",
                "who: {not: {group: a}} | who: {not: {group: [a, b]}}",
                "feature: [chat, forged] | feature: forged",
            })
    void warnsOfRulesThatCanNeverMatch(String before, String after) {
        String document = Scene.document(
                "- { name: one, then: drop, " + before + " }\n- { name: two, then: deny, " + after + " }\n");
        assertThat(warnings(document))
                .containsExactly(
                        "p.yaml:4:5: rules[1]: 'two' can never match: 'one' on line 3 matches everything it would");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "feature: chat | feature: [chat, sms]",
                "feature: chat | who: internal",
                "service: aim | feature: chat",
                "who: internal | with: internal",
                "content: {regex: abc} | content: {regex: abcd}",
                "who: {group: a} | who: {group: [a, b]}",
                "who: {group: a} | who: {person: a}",
                "who: {network: 10.1.0.0/16} | who: {network: 10.0.0.0/8}",
                "with: {domain: de.corp.example} | with: {domain: corp.example}",
                "with: {not: {group: [a, b]}} | with: {not: {group: a}}",
                "direction: inbound | feature: forged",
            })
    void keepsSilentWhereTheSecondRuleHasAUse(String before, String after) {
        assertThat(warnings(Scene.document(
                        "- { name: one, then: drop, " + before + " }\n- { name: two, then: deny, " + after + " }\n")))
                .isEmpty();
    }

    @Test
    void warnsOfWhatIsSaidInVain() {
        assertThat(warnings("""
                        version: 1
                        on-failure: allow
                        lexicons: { unused: { words: [a] } }
                        rules:
                          - { name: one, who: external, then: drop }
                          - { name: two, who: { directory: unavailable }, then: allow }
                          - { name: end, then: allow }
                        """))
                .satisfiesExactlyInAnyOrder(
                        w -> assertThat(w).contains("p.yaml:2:13: on-failure: lets everything through"),
                        w -> assertThat(w).contains("lexicons.unused: no rule uses it"),
                        w -> assertThat(w).contains("p.yaml:6:5: rules[1]: 'two' may come too late: 'one' on line 5"));
    }

    @Test
    void codesToRegisterWithAreForTheSenderAndForWhoIsSignedOn() {
        String register = "notice: 'Register: {registration-link}'";
        String both = Scene.document("- { name: one, then: deny, notice-to: both, " + register + " }\n");
        assertThat(((RulebaseReader.Result.Invalid) RulebaseReader.read("p.yaml", both, LexiconSource.NONE))
                        .problems()
                        .toString())
                .contains("notice-to: a code to register with is for whoever is signed on alone");
        String failure = Scene.document("- { name: one, then: deny }\n")
                .replaceFirst("rules:", "on-failure: { then: deny, " + register + " }\nrules:");
        assertThat(((RulebaseReader.Result.Invalid) RulebaseReader.read("p.yaml", failure, LexiconSource.NONE))
                        .problems()
                        .toString())
                .contains("nobody knows here who has to register");
        String early = Scene.document("- { name: one, feature: sign-on, then: deny, " + register + " }\n"
                + "- { name: two, feature: [sign-on, chat], then: deny, " + register + " }\n");
        RulebaseReader.Result.Valid valid =
                (RulebaseReader.Result.Valid) RulebaseReader.read("p.yaml", early, LexiconSource.NONE);
        assertThat(valid.warnings().toString())
                .contains("'one' shows no code to register with")
                .doesNotContain("'two' shows no code");
        assertThat(valid.rulebase().asksToRegister()).isTrue();
    }

    @Test
    void warnsOfGroupsThatTheDirectoryDoesNotHave() {
        String document = Scene.document("""
                - { name: one, who: { group: [legal, gone] }, then: deny }
                - { name: two, with: { not: [{ group: gone }, { group: Lost }] }, then: deny }
                """);
        List<String> asked = new ArrayList<>();
        RulebaseReader.Result result = RulebaseReader.read("p.yaml", document, LexiconSource.NONE, group -> {
            asked.add(group);
            return group.equals("legal");
        });
        assertThat(((RulebaseReader.Result.Valid) result).warnings().toString())
                .contains("p.yaml:3:5: rules[0]: 'one' names the group 'gone', which the directory does not have")
                .contains("p.yaml:4:5: rules[1]: 'two' names the group 'lost', which the directory does not have");
        assertThat(asked).containsExactly("gone", "legal", "lost");
    }

    @ParameterizedTest
    @CsvSource({
        "'', allow, true",
        "'', deny, false",
        "'', drop, false",
        "'feature: unread-connection', allow, false",
        "'feature: [chat, unread-connection], service: whatsapp', allow, false",
        "'service: whatsapp', allow, true",
    })
    void warnsOfUnreadConnectionsThatNobodySpokeOf(String conditions, String last, boolean warns) {
        String document = "version: 1\nrules:\n  - { name: a, then: deny, direction: inbound"
                + (conditions.isEmpty() ? "" : ", " + conditions) + " }\n  - { name: z, then: " + last + " }\n";
        RulebaseReader.Result result = RulebaseReader.read("p.yaml", document, LexiconSource.NONE);
        assertThat(((RulebaseReader.Result.Valid) result)
                        .warnings()
                        .toString()
                        .contains("p.yaml:4:5: rules[1]: 'z' lets"))
                .isEqualTo(warns);
    }

    @Test
    void findsTheOneRuleOfTenThousandThatCanNeverMatch() {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 9_997; i++) {
            rules.append("- { name: r")
                    .append(i)
                    .append(", then: deny, who: { group: [g")
                    .append(i)
                    .append(", h");
            rules.append(i)
                    .append("] }, with: { screen-name: s")
                    .append(i % 100)
                    .append(" } }\n");
        }
        rules.append(
                "- { name: vain, then: allow, who: { group: h5000 }, with: { screen-name: s0 }, feature: chat }\n");
        assertThat(warnings(Scene.document(rules.toString())))
                .singleElement()
                .asString()
                .contains("'vain' can never match: 'r5000' on line 5003");
    }

    @Test
    void theVersionFollowsTheDocumentAndItsLexicons() {
        String document = "{version: 7, lexicons: {l: {words: l.txt}}, rules: [{name: z, then: allow}]}";
        String first = version(document, "a");
        assertThat(first).matches("7-[0-9a-f]{12}");
        assertThat(version(document, "a")).isEqualTo(first);
        assertThat(version(document, "b")).isNotEqualTo(first);
        assertThat(version(document + "\n# changed", "a")).isNotEqualTo(first);
    }

    private static String version(String document, String lexicon) {
        RulebaseReader.Result result = RulebaseReader.read("p.yaml", document, (path, max) -> lexicon);
        return ((RulebaseReader.Result.Valid) result).rulebase().version();
    }

    @Test
    void whatIsSwitchedOffIsReadButDoesNotDecide() {
        Rulebase rulebase = valid("""
                version: 1
                rules:
                  - { name: everything, then: deny, enabled: false }
                  - name: files
                    who: { not: { group: [legal, sales] } }
                    with: external
                    feature: [file-transfer, image]
                    then: deny
                    alert: { severity: high, to: [mail:compliance] }
                  - { name: rest, then: allow, enabled: true }
                """);
        assertThat(rulebase.ruleNames()).containsExactly("files", "rest");
        assertThat(rulebase.tellings()).extracting(Rulebase.Telling::number).containsExactly(1);
        assertThat(rulebase.outline())
                .containsExactly(
                        new RuleOutline("everything", 0, 3, false, Map.of(), "deny", Map.of()),
                        new RuleOutline(
                                "files",
                                1,
                                4,
                                true,
                                Map.of(
                                        "who",
                                        "not group (legal, sales)",
                                        "with",
                                        "external",
                                        "feature",
                                        "file-transfer, image"),
                                "deny",
                                Map.of("alert", "severity high, to mail:compliance")),
                        new RuleOutline("rest", 2, 10, true, Map.of(), "allow", Map.of()));
        assertThat(rulebase.outline().get(1).conditions().keySet()).containsExactly("who", "with", "feature");
        assertThat(problems("version: 1\nrules: [{ name: a, then: nonsense, enabled: false }, { name: b, then: deny }]")
                        .list())
                .extracting(Problem::path)
                .containsExactly("rules[0].then");
        assertThat(problems("version: 1\nrules: [{ name: b, then: deny, enabled: false }]")
                        .toString())
                .contains("must not be switched off");
    }

    private static Rulebase valid(String document) {
        return ((RulebaseReader.Result.Valid) RulebaseReader.read("p.yaml", document, LexiconSource.NONE)).rulebase();
    }
}
