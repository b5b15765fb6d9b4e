package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.compile;
import static org.sallyport.policy.rule.Scene.decider;
import static org.sallyport.policy.rule.Scene.rulebase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.Question;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;

class RulebaseTest {

    private final Scene scene = new Scene();

    @Test
    void theFirstRuleThatMatchesEndsTheSearch() {
        Rulebase rules = rulebase("""
                - { name: one, feature: sms, then: drop }
                - { name: two, content: { regex: secret }, then: allow, alert: high }
                - { name: three, with: external, then: deny }
                """);
        assertThat(decider(rules, scene.says("a secret", "eve"))).isEqualTo("two");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("three");
        assertThat(decider(rules, scene.says("hi", "bert"))).isEqualTo("else");
    }

    @Test
    void decisionsSayWhatTheRuleSays() {
        Rulebase rules = rulebase("""
                - { name: bye, content: { regex: one }, then: disconnect, notice: Bye. }
                - name: told
                  content: { regex: two }
                  then: deny
                  notice: "Register: {registration-link}"
                  alert: { severity: high, to: [mail:compliance, "syslog:gate"] }
                  review: compliance
                - { name: both, content: { regex: three }, then: deny, notice: No., notice-to: both }
                - { name: nod, content: { regex: four }, then: allow, notice: Seen., alert: low }
                - { name: gone, content: { regex: five }, then: drop }
                - { name: no, content: { regex: six }, then: deny }
                """);
        assertThat(decide(rules, "one").verdict()).isEqualTo(new Verdict.Disconnect("Bye."));
        assertThat(decide(rules, "one").duties()).isEmpty();

        Decision.Decided told = decide(rules, "two");
        assertThat(told.verdict()).isEqualTo(new Verdict.Deny("Register: {registration-link}"));
        assertThat(told.rules()).containsExactly("told");
        assertThat(told.policy()).isEqualTo(rules.version());
        assertThat(told.reasons()).containsExactly("regex");
        assertThat(told.duties())
                .containsExactly(
                        new Duty.Alert("high", List.of("mail:compliance", "syslog:gate")),
                        new Duty.Review("compliance"));

        assertThat(decide(rules, "three").verdict()).isEqualTo(new Verdict.Deny(null));
        assertThat(decide(rules, "three").duties()).containsExactly(new Duty.Notice(Duty.Audience.BOTH, "No."));
        assertThat(decide(rules, "four").verdict()).isEqualTo(Verdict.Allow.INSTANCE);
        assertThat(decide(rules, "four").duties())
                .containsExactly(new Duty.Notice(Duty.Audience.SENDER, "Seen."), new Duty.Alert("low", List.of()));
        assertThat(decide(rules, "five").verdict()).isEqualTo(Verdict.Drop.INSTANCE);
        assertThat(decide(rules, "six").verdict()).isEqualTo(new Verdict.Deny(null));
        assertThat(decide(rules, "seven").verdict()).isEqualTo(Verdict.Allow.INSTANCE);
    }

    private Decision.Decided decide(Rulebase rules, String text) {
        return (Decision.Decided) rules.decide(scene.says(text, "eve"));
    }

    @Test
    void aDirectoryThatDoesNotAnswerFailsClosed() {
        Rulebase rules = rulebase("- { name: strangers, with: external, then: deny }\n");
        assertThat(rules.decide(scene.says("hi", "dora")))
                .isEqualTo(new Decision.Failed(
                        "directory unavailable (timed out): rule 'strangers' can't be judged", new Verdict.Deny(null)));
    }

    @Test
    void onFailureSaysWhatIsDoneThen() {
        String rest = "\nrules:\n  - { name: a, with: external, then: deny }\n  - { name: z, then: allow }\n";
        Question unknown = scene.says("hi", "dora");
        assertThat(compile("version: 1\non-failure: allow" + rest)
                        .decide(unknown)
                        .verdict())
                .isEqualTo(Verdict.Allow.INSTANCE);
        assertThat(compile("version: 1\non-failure: drop" + rest)
                        .decide(unknown)
                        .verdict())
                .isEqualTo(Verdict.Drop.INSTANCE);
        assertThat(compile("version: 1\non-failure: { then: disconnect, notice: Later. }" + rest)
                        .decide(unknown)
                        .verdict())
                .isEqualTo(new Verdict.Disconnect("Later."));
    }

    @Test
    void theDirectoryOnlyMattersWhereTheAnswerHangsOnIt() {
        Rulebase rules = rulebase("""
                - { name: files, with: external, feature: file-transfer, then: deny }
                - { name: night, with: external, when: { days: sun, zone: UTC }, then: deny }
                - { name: words, with: external, content: { regex: secret }, then: deny }
                - { name: carl, who: { disabled: true }, with: external, then: deny }
                """);
        assertThat(decider(rules, scene.says("hi", "dora"))).isEqualTo("else");
        assertThat(decider(rules, scene.says("secret", "dora"))).isEqualTo("FAILED");
        assertThat(decider(rules, scene.offers("dora", "a", 1))).isEqualTo("FAILED");
    }

    @Test
    void aRuleCanNameTheUnavailableDirectoryBeforeItIsAsked() {
        Rulebase rules = rulebase("""
                - { name: blind, feature: chat, with: { directory: unavailable }, then: allow, review: later }
                - { name: strangers, with: external, then: deny }
                """);
        assertThat(decider(rules, scene.says("hi", "dora"))).isEqualTo("blind");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("strangers");
        assertThat(decider(rules, scene.offers("dora", "a", 1))).isEqualTo("FAILED");
    }

    @Test
    void explainsWhyEachEarlierRuleDidNotDecide() {
        Rulebase rules = rulebase("""
                - { name: f, feature: sms, then: drop }
                - { name: d, direction: inbound, then: drop }
                - { name: s, service: icq, then: drop }
                - { name: t, when: { days: sun, zone: UTC }, then: drop }
                - { name: w, who: external, then: drop }
                - { name: o, with: internal, then: drop }
                - { name: c, content: { regex: secret }, then: drop }
                """);
        Explanation explanation = rules.explain(scene.says("hi", "eve"));
        assertThat(explanation.steps())
                .extracting(Explanation.Step::toString)
                .containsExactly(
                        "line 3, f: feature",
                        "line 4, d: direction",
                        "line 5, s: service",
                        "line 6, t: when",
                        "line 7, w: who",
                        "line 8, o: with",
                        "line 9, c: content",
                        "line 10, else: matched");
        assertThat(explanation.decision().rules()).containsExactly("else");
    }

    /** Every question is decided twice in {@link Scene#decider}: by the index, and by trying all rules. */
    @Test
    void theIndexDecidesAsTheWholeListDoes() {
        Random random = new Random(7);
        String[] who = {
            "{person: anna}",
            "{group: legal}",
            "{group: [staff, none]}",
            "{screen-name: eve}",
            "{screen-name: 'e*'}",
            "[{person: bert}, {screen-name: [eve, zoe]}]",
            "{group: staff, disabled: true}",
            "internal",
            "[{group: legal}, external]",
            "{not: {group: staff}}",
            "{screen-name: [anna, 'd*']}",
            "{directory: unavailable}",
            "{network: 10.0.0.0/8}",
            "{network: [10.1.2.3, 192.168.0.0/16]}",
            "{domain: corp.example}",
            "{screen-name: '*@corp.example'}",
            "{client: {told: false}}",
            "[{network: 10.1.0.0/16}, {group: legal}]",
        };
        String[] rest = {
            "",
            ", feature: chat",
            ", with: {group: staff}",
            ", with: {person: anna}",
            ", with: {screen-name: [eve, zoe]}",
            ", with: [{person: bert}, {domain: corp.example}]",
            ", with: {not: {group: legal}}",
            ", service: aim",
            ", service: icq",
            ", direction: outbound",
            ", feature: sms"
        };
        for (int round = 0; round < 400; round++) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                lines.add("- { name: r" + i + ", then: drop, who: " + who[random.nextInt(who.length)]
                        + rest[random.nextInt(rest.length)] + " }\n");
            }
            Rulebase rules = rulebase(String.join("", lines));
            for (String actor : Arrays.asList("anna", "bert", "carl", "dora", "eve", "zoe", "x@a.corp.example")) {
                scene.account = actor;
                decider(rules, scene.says("hi", "bert"));
                decider(rules, scene.says("hi", "eve", "dora", "anna"));
                decider(rules, scene.says("hi", "y@corp.example"));
                scene.account = "anna";
                decider(rules, scene.hears(actor, "hi"));
            }
        }
    }

    @Test
    void theCostFollowsTheActorsRulesAndNotTheirNumber() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            lines.add("- { name: r" + i + ", then: deny, who: { group: g" + i + " } }\n");
        }
        String document = Scene.document(String.join("", lines));
        Rulebase rules = compile(document);
        scene.know("anna", "anna", Set.of("g4998", "g17"), false);
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("r17");
        scene.know("anna", "anna", Set.of("other"), false);
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("else");
        assertThat(rules.candidates(scene.says("hi", "eve")))
                .as("the rules that are tried")
                .isEqualTo(1);
    }

    @Test
    void rulesAboutTheOthersAndNetworksAreNotMetByOthers() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            lines.add("- { name: a" + i + ", then: deny, with: { screen-name: s" + i + " } }\n");
            lines.add("- { name: b" + i + ", then: deny, who: { group: staff }, with: { person: p" + i + " } }\n");
            lines.add("- { name: c" + i + ", then: deny, who: { network: 172.16." + i % 256 + ".0/24, group: q" + i
                    + " } }\n");
            lines.add("- { name: d" + i + ", then: deny, with: { domain: d" + i + ".example } }\n");
        }
        Rulebase rules = rulebase(String.join("", lines));
        assertThat(rules.candidates(scene.says("hi", "eve"))).isEqualTo(1);
        assertThat(rules.candidates(scene.says("hi", "s7"))).isEqualTo(2);
        assertThat(rules.candidates(scene.says("hi", "me@x.d9.example"))).isEqualTo(2);
        assertThat(decider(rules, scene.says("hi", "s7"))).isEqualTo("a7");
        assertThat(decider(rules, scene.says("hi", "me@x.d9.example"))).isEqualTo("d9");
        scene.know("eve", "p1234", Set.of(), false);
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("b1234");
    }
}
