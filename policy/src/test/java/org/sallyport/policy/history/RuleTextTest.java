package org.sallyport.policy.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.rule.DefaultPolicy;

/** One rule changes; everything else stays byte for byte. */
class RuleTextTest {

    private static final String DOCUMENT = """
            # Head.
            version: 1 # mine
            rules:
              # About a,
              # in two lines.
              - name: a # here
                then: deny
                notice: |
                  Line one.

                  # not a comment

              # Stands alone.

              - { name: b, then: drop,
                  feature: [chat,
                    sms] } # end of b
              -
                name: c
                # inside c
                then: allow

              # The last.
              - name: d
                then: allow
            # Behind it all.
            on-failure: deny
            """;

    private static RuleText parsed(String text) {
        return RuleText.of(text).orElseThrow();
    }

    private static List<String> names(RuleText text) {
        return text.rules().stream().map(RuleText.Place::name).toList();
    }

    @Test
    void findsRulesBehindEmoji() {
        for (int before = 1_000; before < 1_004; before++) {
            String comment = "# " + "x".repeat(before) + "\uD83D\uDE00".repeat(600) + "\n";
            RuleText text = parsed(comment + "version: 1\nrules:\n  - { name: all, then: allow }\n");
            assertThat(names(text)).containsExactly("all");
        }
    }

    @Test
    void findsRulesWithTheirComments() {
        assertThat(parsed(DOCUMENT).rules())
                .containsExactly(
                        new RuleText.Place("a", 4, 6, 11),
                        new RuleText.Place("b", 15, 15, 17),
                        new RuleText.Place("c", 18, 18, 21),
                        new RuleText.Place("d", 23, 24, 25));
        assertThat(parsed(DOCUMENT).rule(1))
                .isEqualTo("  - { name: b, then: drop,\n      feature: [chat,\n        sms] } # end of b\n");
        assertThat(parsed(DOCUMENT).text()).isEqualTo(DOCUMENT);
    }

    @Test
    void replacesOneBelowItsComments() {
        RuleText changed =
                parsed(DOCUMENT).replace(0, "- name: new\n  then: deny\n").orElseThrow();
        int start = DOCUMENT.indexOf("  - name: a");
        int end = DOCUMENT.indexOf("\n  # Stands alone.");
        assertThat(changed.text())
                .isEqualTo(DOCUMENT.substring(0, start) + "  - name: new\n    then: deny\n" + DOCUMENT.substring(end));
    }

    @Test
    void insertsMovesAndDeletes() {
        RuleText text = parsed(DOCUMENT);
        assertThat(names(text.insert(1, "- { name: n, then: deny }").orElseThrow()))
                .containsExactly("a", "n", "b", "c", "d");
        RuleText appended = text.insert(4, "# Mine.\n- name: n\n  then: deny\n").orElseThrow();
        assertThat(names(appended)).containsExactly("a", "b", "c", "d", "n");
        assertThat(appended.text())
                .contains("    then: allow\n\n  # Mine.\n  - name: n\n    then: deny\n# Behind it all.\n");
        RuleText moved = text.move(3, 0).orElseThrow();
        assertThat(names(moved)).containsExactly("d", "a", "b", "c");
        assertThat(moved.text()).contains("rules:\n  # The last.\n  - name: d\n    then: allow\n");
        RuleText deleted = text.delete(2).orElseThrow();
        assertThat(deleted.text())
                .isEqualTo(DOCUMENT.replace("  -\n    name: c\n    # inside c\n    then: allow\n", ""));
    }

    @Test
    void thereAndBackAgainIsNoChange() {
        // A comment between blank lines is no rule's, and stays where it is when a rule goes past it.
        String document = DefaultPolicy.text().replaceAll("(?s)  # To show people.*?notice-to: both\n\n", "");
        RuleText text = parsed(document);
        int count = text.rules().size();
        for (int i = 0; i + 1 < count; i++) {
            assertThat(text.move(i, i + 1)
                            .orElseThrow()
                            .move(i + 1, i)
                            .orElseThrow()
                            .text())
                    .isEqualTo(document);
        }
    }

    @Test
    void everyLineThatIsNotTheRulesOwnStays() {
        Random random = new Random(3);
        RuleText text = parsed(DefaultPolicy.text());
        List<String> names = new ArrayList<>(names(text));
        List<String> sorted =
                DefaultPolicy.text().lines().filter(l -> !l.isBlank()).sorted().toList();
        for (int i = 0; i < 100; i++) {
            int from = random.nextInt(names.size());
            int to = random.nextInt(names.size());
            text = text.move(from, to).orElseThrow();
            names.add(to, names.remove(from));
            assertThat(names(text)).isEqualTo(names);
            assertThat(text.text().lines().filter(l -> !l.isBlank()).sorted().toList())
                    .isEqualTo(sorted);
        }
    }

    @Test
    void keepsLineEndsAndAMissingLastOne() {
        String dos = "version: 1\r\nrules:\r\n- name: a\r\n  then: deny\r\n- name: b\r\n  then: allow";
        RuleText changed = parsed(dos).insert(2, "- name: c\n  then: allow").orElseThrow();
        assertThat(changed.text()).isEqualTo(dos + "\r\n- name: c\r\n  then: allow\r\n");
        assertThat(parsed(dos)
                        .replace(0, "- name: x\n  then: drop\n")
                        .orElseThrow()
                        .text())
                .isEqualTo(dos.replace("name: a\r\n  then: deny", "name: x\r\n  then: drop"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version: 1",
                "rules: []",
                "rules: [{ name: a }]",
                "rules: { a: b }",
                "rules:\n",
                "rules: [",
                "- a",
                "other:\n  - name: a\n",
            })
    void otherTextsHaveNone(String text) {
        assertThat(RuleText.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not a rule: [", "- name: x\n- name: y\n", "name: x"})
    void whatIsNotOneRuleIsRefused(String rule) {
        assertThat(parsed(DOCUMENT).insert(1, rule)).isEmpty();
        assertThat(parsed(DOCUMENT).replace(1, rule)).isEmpty();
    }

    @Test
    void switchesEveryKindOfRuleOffAndOnAgain() {
        for (int i = 0; i < 4; i++) {
            RuleText off = parsed(DOCUMENT).enable(i, false).orElseThrow();
            assertThat(off.text()).isNotEqualTo(DOCUMENT).contains("enabled: false");
            assertThat(off.enable(i, false).orElseThrow().text()).isEqualTo(off.text());
            assertThat(off.enable(i, true).orElseThrow().text()).isEqualTo(DOCUMENT);
            assertThat(Changes.between(DOCUMENT, off.text()).lines())
                    .filteredOn(line -> line.kind() != Changes.Kind.SAME && line.kind() != Changes.Kind.PLACE)
                    .extracting(Changes.Line::text)
                    .as("rule %s", i)
                    .allMatch(text -> text.equals("    enabled: false") || text.contains("name: b"));
        }
    }

    @Test
    void comparesWhatIsMuchTheSameHoweverLong() {
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        StringBuilder other = new StringBuilder();
        for (int i = 0; i < 60_000; i++) {
            before.append("line ").append(i).append('\n');
            after.append(i == 100 || i == 59_000 ? "changed " : "line ")
                    .append(i)
                    .append('\n');
            other.append("other ").append(i).append('\n');
        }
        assertThat(Changes.between(before.toString(), after.toString()).lines())
                .filteredOn(line -> line.kind() == Changes.Kind.ADDED)
                .extracting(Changes.Line::after, Changes.Line::text)
                .containsExactly(tuple(101, "changed 100"), tuple(59_001, "changed 59000"));
        assertThat(Changes.between(before.toString(), other.toString()).tooMany())
                .isTrue();
    }
}
