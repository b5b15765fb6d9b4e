package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sallyport.policy.rule.Scene.decider;
import static org.sallyport.policy.rule.Scene.name;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

class DefaultPolicyTest {

    private final Scene scene = new Scene();
    private final Rulebase rules = DefaultPolicy.rulebase();

    @Test
    void isValidWithoutWarnings() {
        assertThat(RulebaseReader.read("d", DefaultPolicy.text(), DefaultPolicy.lexicons()))
                .isInstanceOfSatisfying(
                        RulebaseReader.Result.Valid.class,
                        v -> assertThat(v.warnings().toString()).isEmpty());
    }

    @Test
    void doesWhatItsCommentsSay() {
        assertThat(decider(rules, scene.says("hi", "bert"))).isEqualTo("Colleagues talk to each other");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo("Everything else");
        assertThat(decider(rules, scene.offers("eve", "plan.doc", 10)))
                .isEqualTo("No files or remote control to people outside");
        assertThat(decider(rules, scene.offers("bert", "plan.doc", 10))).isEqualTo("Everything else");
        assertThat(decider(rules, scene.ask(new ImEvent.Unclassified(Flow.OUTBOUND, null, "0001/0002", 3))))
                .isEqualTo("Unclassified parts pass");
        assertThat(rules.decide(scene.ask(new ImEvent.Malformed(Flow.INBOUND, null, "length", 7)))
                        .verdict())
                .isEqualTo(new Verdict.Disconnect(null));
        assertThat(decider(rules, scene.hears("carl", "do you still know me")))
                .as("the colleague's connection stays")
                .isEqualTo("Everything else");
        ImEvent unread = new ImEvent.Unread(Flow.OUTBOUND, null, "tls");
        assertThat(decider(rules, scene.ask(unread))).isEqualTo("No way around the record");
        assertThat(rules.decide(scene.ask(unread)).verdict()).isInstanceOf(Verdict.Deny.class);
        ImEvent signOnPage = new ImEvent.Unread(Flow.OUTBOUND, Feature.SIGN_ON, null, "tls");
        assertThat(rules.decide(scene.ask(signOnPage)).verdict()).isEqualTo(Verdict.Allow.INSTANCE);
        scene.account = "eve";
        assertThat(decider(rules, signOn())).isEqualTo("Unregistered names may sign on");
        scene.account = "carl";
        assertThat(rules.decide(signOn()).verdict()).isEqualTo(new Verdict.Disconnect("Your account is closed."));
        scene.account = "dora";
        assertThat(rules.decide(signOn())).isInstanceOf(Decision.Failed.class);
        assertThat(rules.decide(signOn()).verdict()).isInstanceOf(Verdict.Deny.class);
    }

    @Test
    void sampleWordsAreReviewedAndPass() {
        Decision decision = rules.decide(scene.says("Project BLUEBIRD stays off the record", "bert"));
        assertThat(decision.verdict()).isEqualTo(Verdict.Allow.INSTANCE);
        assertThat(decision.rules()).containsExactly("Words that matter");
        assertThat(decision.duties())
                .hasAtLeastOneElementOfType(Duty.Alert.class)
                .contains(new Duty.Review("compliance"));
    }

    @Test
    void nobodySpeaksForAnotherUnlessARuleSaysSo() {
        ImEvent forged = new ImEvent.Forged(Flow.INBOUND, name("bert"), List.of(name("anna")), "from another address");
        Decision decision = rules.decide(scene.ask(forged));
        assertThat(decision.verdict()).isInstanceOf(Verdict.Deny.class);
        assertThat(decision.rules()).containsExactly(Rulebase.FORGERIES);
        Rulebase lenient = rulebase("""
                version: 1
                on-failure: { then: deny }
                rules:
                  - name: Our old server says so
                    feature: forged
                    then: allow
                  - name: Everything else
                    then: allow
                """);
        assertThat(lenient.decide(scene.ask(forged)).rules()).containsExactly("Our old server says so");
    }

    private static Rulebase rulebase(String text) {
        return switch (RulebaseReader.read("policy.yaml", text, DefaultPolicy.lexicons())) {
            case RulebaseReader.Result.Valid valid -> valid.rulebase();
            case RulebaseReader.Result.Invalid invalid ->
                throw new AssertionError(invalid.problems().toString());
        };
    }

    private Question signOn() {
        return scene.ask(new ImEvent.SignOn(
                Flow.OUTBOUND, ImEvent.SignOn.Phase.REQUESTED, name(scene.account), "md5", null, null));
    }

    @Test
    void canBeWrittenOutOnce(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("etc").resolve("policy.yaml");
        DefaultPolicy.writeTo(file);
        assertThat(RulebaseReader.read(file)).isInstanceOf(RulebaseReader.Result.Valid.class);
        assertThatThrownBy(() -> DefaultPolicy.writeTo(file)).isInstanceOf(FileAlreadyExistsException.class);
    }
}
