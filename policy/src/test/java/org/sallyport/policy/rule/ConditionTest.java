package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.decider;
import static org.sallyport.policy.rule.Scene.message;
import static org.sallyport.policy.rule.Scene.name;
import static org.sallyport.policy.rule.Scene.rulebase;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** Each condition, asked in a rulebase of one rule named "it" and the last one, "else". */
class ConditionTest {

    private final Scene scene = new Scene();

    private static Rulebase it(String conditions) {
        return rulebase("- { name: it, then: drop, " + conditions + " }\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // condition | anna | bert | carl | eve | dora
                "internal | it | it | else | else | FAILED",
                "external | else | else | it | it | FAILED",
                "{registered: true} | it | it | it | else | FAILED",
                "{registered: false} | else | else | else | it | FAILED",
                "{disabled: true} | else | else | it | else | FAILED",
                "{disabled: false} | it | it | else | it | FAILED",
                "{person: Anna} | it | else | else | else | FAILED",
                "{person: [bert@example.com, nobody]} | else | it | else | else | FAILED",
                "{group: LEGAL} | it | else | else | else | FAILED",
                "{group: [legal, staff]} | it | it | it | else | FAILED",
                "{not: {group: legal}} | else | it | it | it | FAILED",
                "{not: internal} | else | else | it | it | FAILED",
                "{not: {not: internal}} | it | it | else | else | FAILED",
                "{not: {screen-name: [anna, bert]}} | else | else | it | it | it",
                "{screen-name: E V E} | else | else | else | it | else",
                "{screen-name: '*r*'} | else | it | it | else | it",
                "{screen-name: '?nn?'} | it | else | else | else | else",
                "{group: staff, disabled: true} | else | else | it | else | FAILED",
                "{group: staff, screen-name: 'b*'} | else | it | else | else | else",
                "[{person: anna}, {disabled: true}] | it | else | it | else | FAILED",
                "[internal, {screen-name: dora}] | it | it | else | else | it",
                "{directory: unavailable} | else | else | else | else | it",
            })
    void whoActs(String condition, String anna, String bert, String carl, String eve, String dora) {
        Rulebase rules = it("who: " + condition);
        assertThat(List.of(
                        decider(rules, by("anna")),
                        decider(rules, by("bert")),
                        decider(rules, by("carl")),
                        decider(rules, by("eve")),
                        decider(rules, by("dora"))))
                .containsExactly(anna, bert, carl, eve, dora);
    }

    private Question by(String who) {
        return scene.ask(message(Flow.OUTBOUND, Feature.CHAT, who, "hi", "zoe"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // condition | to bert | to eve | to bert, eve | to nobody | to dora | to eve, dora
                "internal | it | else | else | else | FAILED | else",
                "external | else | it | it | else | FAILED | it",
                "{not: internal} | else | it | it | else | FAILED | it",
                "{not: external} | it | else | it | else | FAILED | FAILED",
                "{group: staff} | it | else | it | else | FAILED | FAILED",
                "{registered: false} | else | it | it | else | FAILED | it",
                "{screen-name: 'e*'} | else | it | it | else | else | it",
                "{directory: unavailable} | else | else | else | else | it | it",
            })
    void withOthers(
            String condition,
            String bert,
            String eve,
            String both,
            String nobody,
            String dora,
            String strangerAndDora) {
        Rulebase rules = it("with: " + condition);
        assertThat(List.of(
                        decider(rules, scene.says("hi", "bert")),
                        decider(rules, scene.says("hi", "eve")),
                        decider(rules, scene.says("hi", "bert", "eve")),
                        decider(rules, scene.says("hi")),
                        decider(rules, scene.says("hi", "dora")),
                        decider(rules, scene.says("hi", "eve", "dora"))))
                .containsExactly(bert, eve, both, nobody, dora, strangerAndDora);
    }

    @Test
    void internalAsksEachOfTheOthers() {
        Rulebase rules = it("with: internal");
        scene.account = "bert";
        assertThat(decider(rules, scene.says("hi", "anna"))).isEqualTo("it");
        assertThat(decider(rules, scene.says("hi", "anna", "carl"))).isEqualTo("else");
    }

    @Test
    void inboundTheStrangerActsAndTheAccountIsTheOther() {
        assertThat(decider(it("who: external, with: internal"), scene.hears("eve", "hi")))
                .isEqualTo("it");
        assertThat(decider(it("who: internal"), scene.hears("eve", "hi"))).isEqualTo("else");
        ImEvent toNobody = new ImEvent.Presence(Flow.INBOUND, name("eve"), "online", Text.EMPTY);
        assertThat(decider(it("with: {person: anna}"), scene.ask(toNobody))).isEqualTo("it");
        ImEvent ownPresence = new ImEvent.Presence(Flow.INBOUND, name("anna"), "online", Text.EMPTY);
        assertThat(decider(it("with: internal"), scene.ask(ownPresence)))
                .as("not with oneself")
                .isEqualTo("else");
    }

    @Test
    void whereTheWireNamesNobodyTheAccountActs() {
        ImEvent event = new ImEvent.Unclassified(Flow.OUTBOUND, null, "0018/0006", 12);
        assertThat(decider(it("who: {person: anna}"), scene.ask(event))).isEqualTo("it");
        scene.account = "";
        assertThat(decider(it("who: internal"), scene.ask(event))).isEqualTo("else");
        assertThat(decider(it("who: external"), scene.ask(event))).isEqualTo("it");
        assertThat(decider(it("who: {screen-name: '*'}"), scene.ask(event))).isEqualTo("else");
    }

    @Test
    void unnamedPeopleInARoomAreStrangers() {
        ImEvent said = new ImEvent.Message(
                Flow.OUTBOUND, Feature.GROUP_CHAT, name("anna"), List.of(), "lounge", Text.plain("hi"), Set.of(), "1");
        assertThat(decider(it("with: external"), scene.ask(said))).isEqualTo("it");
        assertThat(decider(it("with: internal"), scene.ask(said))).isEqualTo("else");
    }

    @Test
    void networkIsWhereTheActorSits() {
        Rulebase rules = it("who: { network: [10.0.0.0/8, '2001:db8::/32'] }");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("it");
        assertThat(decider(rules, scene.hears("eve", "hi")))
                .as("she sits elsewhere")
                .isEqualTo("else");
        scene.client = "11.0.0.1";
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("else");
        scene.client = "2001:db8:1::9";
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("it");
        scene.client = "2001:db9::1";
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("else");
        assertThat(decider(it("who: { network: 0.0.0.0/0 }"), scene.says("hi")))
                .as("families differ")
                .isEqualTo("else");
    }

    @Test
    void serviceFeatureAndDirection() {
        Rulebase rules = it("service: [icq, msn], feature: [chat, game], direction: outbound");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("else");
        scene.service = new ServiceId("msn");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("it");
        assertThat(decider(rules, scene.hears("eve", "hi"))).isEqualTo("else");
        assertThat(decider(rules, scene.ask(message(Flow.OUTBOUND, Feature.SMS, "anna", "hi", "eve"))))
                .isEqualTo("else");
        scene.service = new ServiceId("other");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("else");
    }

    @Test
    void fileNamesAndSizes() {
        Rulebase names = it("content: { file-name: ['*.exe', 'pay?oll*'] }");
        assertThat(decider(names, scene.offers("eve", "Setup.EXE", 1))).isEqualTo("it");
        assertThat(decider(names, scene.offers("eve", "setup.exe. .", 1)))
                .as("what Windows makes of it")
                .isEqualTo("it");
        assertThat(decider(names, scene.offers("eve", "Payroll 2026.xls", 1))).isEqualTo("it");
        assertThat(decider(names, scene.offers("eve", "exe.txt", 1))).isEqualTo("else");
        assertThat(decider(names, scene.says("setup.exe", "eve")))
                .as("words are no files")
                .isEqualTo("else");

        Rulebase large = it("content: { file-size: { more-than: 1KiB } }");
        assertThat(decider(large, scene.offers("eve", "a", 1024))).isEqualTo("else");
        assertThat(decider(large, scene.offers("eve", "a", 1025))).isEqualTo("it");
        assertThat(decider(large, scene.offers("eve", "a", -1))).as("unsaid").isEqualTo("it");
        Rulebase small = it("content: { file-size: { at-most: 1KiB } }");
        assertThat(decider(small, scene.offers("eve", "a", 1024))).isEqualTo("it");
        assertThat(decider(small, scene.offers("eve", "a", 1025))).isEqualTo("else");
        assertThat(decider(small, scene.offers("eve", "a", -1))).as("unsaid").isEqualTo("else");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{days: [mon, wed], zone: UTC} | 2026-03-04T23:59:59Z | it",
                "{days: [mon, wed], zone: UTC} | 2026-03-05T00:00:00Z | else",
                "{from: '09:00', to: '17:00', zone: UTC} | 2026-03-04T09:00:00Z | it",
                "{from: '09:00', to: '17:00', zone: UTC} | 2026-03-04T17:00:00Z | else",
                "{from: '09:00', to: '17:00', zone: Asia/Tokyo} | 2026-03-04T00:00:00Z | it",
                "{days: wed, from: '22:00', to: '06:00', zone: UTC} | 2026-03-04T23:00:00Z | it",
                "{days: wed, from: '22:00', to: '06:00', zone: UTC} | 2026-03-05T05:59:00Z | it",
                "{days: wed, from: '22:00', to: '06:00', zone: UTC} | 2026-03-04T05:00:00Z | else",
                "{days: wed, from: '00:00', to: '24:00', zone: UTC} | - | -",
            })
    void when(String window, String time, String expected) {
        if (time.equals("-")) {
            assertThat(RulebaseReader.read(
                            "p", Scene.document("- {name: a, then: drop, when: " + window + "}\n"), LexiconSource.NONE))
                    .isInstanceOf(RulebaseReader.Result.Invalid.class);
            return;
        }
        scene.now = Instant.parse(time);
        assertThat(decider(it("when: " + window), scene.says("hi", "eve"))).isEqualTo(expected);
    }

    @Test
    void globsDoNotBacktrackWithoutEnd() {
        Glob glob = Glob.ofFileName("*a".repeat(100) + "b");
        assertThat(glob.matches("a".repeat(20_000))).isFalse();
        assertThat(Glob.ofFileName("*a*b*").matches("xxaxxbxx")).isTrue();
        assertThat(Glob.ofFileName("a*ab").matches("aaab")).isTrue();
        assertThat(Glob.ofFileName("*").matches("")).isTrue();
        assertThat(Glob.ofFileName("?").matches("")).isFalse();
    }
}
