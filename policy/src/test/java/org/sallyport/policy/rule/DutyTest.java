package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.name;
import static org.sallyport.policy.rule.Scene.rulebase;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.Question;
import org.sallyport.policy.notice.RecentNotices;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** What rules ask for besides a verdict: quarantine, labels, routes, and disclaimers. */
class DutyTest {

    private static final String DISCLAIMER = """
            - name: recorded
              feature: [chat, group-chat]
              then: allow
              notice: { text: This is recorded., at: first-message, every: 30d }
              notice-to: both
            """;

    private final Scene scene = new Scene();

    private Decision decide(String rule) {
        return rulebase(rule).decide(scene.says("hi", "eve"));
    }

    @Test
    void quarantineKeepsItOffTheWire() {
        Decision silent = decide("- { name: a, then: quarantine, queue: files }\n");
        assertThat(silent.verdict()).isEqualTo(Verdict.Drop.INSTANCE);
        assertThat(silent.duties()).containsExactly(new Duty.Quarantine("files"));

        Decision told = decide("- { name: a, then: quarantine, notice: Held back for review. }\n");
        assertThat(told.verdict()).isEqualTo(new Verdict.Deny("Held back for review."));
        assertThat(told.duties()).containsExactly(new Duty.Quarantine("quarantine"));

        Decision both = decide("- { name: a, then: quarantine, notice: Held back., notice-to: both }\n");
        assertThat(both.verdict()).isEqualTo(new Verdict.Deny(null));
        assertThat(both.duties())
                .containsExactly(new Duty.Notice(Duty.Audience.BOTH, "Held back."), new Duty.Quarantine("quarantine"));
    }

    @Test
    void labelsAndRoutesGoWithTheDecision() {
        assertThat(decide("- { name: a, then: allow, tags: [pci, cards], severity: critical, route: local-only }\n")
                        .duties())
                .containsExactly(
                        new Duty.Route(Duty.Reach.LOCAL_ONLY), new Duty.Label(List.of("pci", "cards"), "critical"));
        assertThat(decide("- { name: a, then: deny, tags: one }\n").duties())
                .containsExactly(new Duty.Label(List.of("one"), null));
        assertThat(decide("- { name: a, then: allow, route: local }\n").duties())
                .containsExactly(new Duty.Route(Duty.Reach.LOCAL));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "then: deny, route: local | only allow and rewrite let it",
                "then: deny, queue: a | needs 'then: quarantine'",
                "then: allow, severity: awful | 'awful' is not known here",
                "then: allow, tags: A Tag | must be a tag",
                "then: allow, notice: { text: a, every: 1d } | it needs 'at: first-message'",
                "then: deny, notice: { text: a, at: first-message } | only allow and rewrite can tell once",
                "then: allow, notice: { at: first-message } | 'text' is missing",
                "then: allow, notice: { text: a, at: first-message, every: 1s } | must be 1m to 366d",
            })
    void refuses(String rule, String message) {
        String document = Scene.document("- { name: a, " + rule + " }\n");
        assertThat(RulebaseReader.read("p", document, LexiconSource.NONE))
                .isInstanceOfSatisfying(
                        RulebaseReader.Result.Invalid.class,
                        invalid -> assertThat(invalid.problems().toString()).contains(message));
    }

    private static boolean tells(RulebaseDecisions decisions, Question question) {
        List<Duty> duties = decisions.decide(question).duties();
        assertThat(duties).doesNotHaveAnyElementsOfTypes(Duty.Disclaimer.class);
        return duties.contains(new Duty.Notice(Duty.Audience.BOTH, "This is recorded."));
    }

    @Test
    void aDisclaimerIsToldOnceInAConversationAndAgainInTime() {
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase(DISCLAIMER));
        assertThat(tells(decisions, scene.says("hi", "eve"))).isTrue();
        assertThat(tells(decisions, scene.says("again", "eve"))).isFalse();
        assertThat(tells(decisions, scene.hears("eve", "hi")))
                .as("the same talk, whoever speaks")
                .isFalse();
        assertThat(tells(decisions, scene.says("hi", "zoe"))).isTrue();
        assertThat(tells(decisions, scene.says("hi", "eve", "zoe")))
                .as("somebody new")
                .isTrue();
        scene.now = scene.now.plus(Duration.ofDays(30)).minusMillis(1);
        assertThat(tells(decisions, scene.says("hi", "eve"))).isFalse();
        scene.now = scene.now.plusMillis(1);
        assertThat(tells(decisions, scene.says("hi", "eve"))).isTrue();
        assertThat(tells(decisions, scene.says("hi", "eve"))).isFalse();
    }

    @Test
    void bothEndsHereAreToldEachOnTheirConnection() {
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase(DISCLAIMER));
        assertThat(tells(decisions, scene.says("hi", "bert"))).isTrue();
        scene.account = "bert";
        assertThat(tells(decisions, scene.hears("anna", "hi"))).isTrue();
        assertThat(tells(decisions, scene.says("hi", "anna"))).isFalse();
    }

    @Test
    void whoeverComesIntoARoomIsTold() {
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase(DISCLAIMER));
        assertThat(tells(decisions, scene.ask(said()))).isTrue();
        assertThat(tells(decisions, scene.ask(said()))).isFalse();
        ImEvent join = new ImEvent.RoomJoin(Flow.INBOUND, null, List.of(name("eve")), "lounge");
        assertThat(tells(decisions, scene.ask(join))).isTrue();
        assertThat(tells(decisions, scene.ask(said()))).isFalse();
    }

    @Test
    void whereOnlySendersAreToldTheNextMessageAfterSomebodyCameHasIt() {
        RulebaseDecisions decisions =
                new RulebaseDecisions(rulebase("- { name: r, then: allow, notice: { text: T, at: first-message } }\n"));
        Duty.Notice notice = new Duty.Notice(Duty.Audience.SENDER, "T");
        assertThat(decisions.decide(scene.ask(said())).duties()).containsExactly(notice);
        assertThat(decisions.decide(scene.ask(said())).duties()).isEmpty();
        ImEvent join = new ImEvent.RoomJoin(Flow.INBOUND, null, List.of(name("eve")), "lounge");
        assertThat(decisions.decide(scene.ask(join)).duties()).isEmpty();
        assertThat(decisions.decide(scene.ask(said())).duties()).containsExactly(notice);
        assertThat(decisions.decide(scene.ask(said())).duties()).isEmpty();
    }

    private static ImEvent said() {
        return new ImEvent.Message(
                Flow.OUTBOUND, Feature.GROUP_CHAT, name("anna"), List.of(), "lounge", Text.plain("hi"), Set.of(), "1");
    }

    @Test
    void aSenderOutOfReachDoesNotCountAsTold() {
        RulebaseDecisions decisions =
                new RulebaseDecisions(rulebase("- { name: r, then: allow, notice: { text: T, at: first-message } }\n"));
        assertThat(decisions.decide(scene.hears("eve", "hi")).duties()).isEmpty();
        assertThat(decisions.decide(scene.says("hi", "eve")).duties())
                .containsExactly(new Duty.Notice(Duty.Audience.SENDER, "T"));
        assertThat(decisions.decide(scene.says("hi", "eve")).duties()).isEmpty();
    }

    @Test
    void whoWasToldOutlivesANewPolicyAndNewWordsAreToldAnew() {
        RecentNotices log = new RecentNotices();
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase(DISCLAIMER), log);
        assertThat(tells(decisions, scene.says("hi", "eve"))).isTrue();
        decisions.replace(rulebase(DISCLAIMER + "- { name: more, feature: sms, then: deny }\n"));
        assertThat(tells(decisions, scene.says("hi", "eve"))).isFalse();
        decisions.replace(rulebase(DISCLAIMER.replace("recorded.", "recorded!")));
        assertThat(decisions.decide(scene.says("hi", "eve")).duties())
                .containsExactly(new Duty.Notice(Duty.Audience.BOTH, "This is recorded!"));
    }

    @Test
    void aDecisionThatNobodySettledCarriesTheDisclaimer() {
        assertThat(rulebase(DISCLAIMER).decide(scene.says("hi", "eve")).duties())
                .hasExactlyElementsOfTypes(Duty.Disclaimer.class);
    }
}
