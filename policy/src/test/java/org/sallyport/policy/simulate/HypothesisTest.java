package org.sallyport.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.rule.DefaultPolicy;
import org.sallyport.policy.rule.Explanation;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.FileInfo;

class HypothesisTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    private static Identity identity(ScreenName name) {
        return name.normalized().equals("anna")
                ? new Identity.Known(new Person("anna", "anna", "Anna", null, Set.of("legal"), false))
                : Identity.Unregistered.INSTANCE;
    }

    private static Question asked(String text) {
        return switch (Hypothesis.read(text, HypothesisTest::identity, NOW)) {
            case Hypothesis.Result.Asked asked -> asked.question();
            case Hypothesis.Result.Unclear unclear ->
                throw new AssertionError(unclear.problems().toString());
        };
    }

    @Test
    void aSmallDescriptionIsEnough() {
        Question question = asked("""
                who: Anna
                with: [eve@partner.example]
                service: aim
                feature: file-transfer
                file: { name: plan.pdf, size: 2MiB, type: application/pdf }
                from: 10.1.2.3
                client: AIM/5.9
                at: 2026-12-24T10:00:00Z
                """);
        assertThat(question.event().files()).isEqualTo(List.of(new FileInfo("plan.pdf", 2 << 20, 1)));
        assertThat(question.client()).isEqualTo("AIM/5.9");
        assertThat(question.now()).isEqualTo(Instant.parse("2026-12-24T10:00:00Z"));
        Explanation explanation = DefaultPolicy.rulebase().explain(question);
        assertThat(explanation.decision().rules()).containsExactly("No files or remote control to people outside");
    }

    @Test
    void inboundTheOthersAct() {
        Question question = asked("{ who: eve, with: anna, service: aim, direction: inbound, text: hi }");
        assertThat(question.account()).isEqualTo(ScreenName.of(question.service(), "anna"));
        assertThat(question.event().text().plain()).isEqualTo("hi");
        assertThat(question.now()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @EnumSource(Feature.class)
    void everyFeatureCanBeAsked(Feature feature) {
        assertThat(asked("{ who: eve, with: anna, service: aim, feature: " + feature.id() + " }")
                        .event()
                        .feature())
                .isEqualTo(feature);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ who: anna } | 'service' is missing",
                "{ service: aim, feature: chatt } | did you mean 'chat'?",
                "{ service: aim, at: noon } | must be a time such as",
                "{ service: aim, from: example.com } | must be an address",
                "{ service: aim, from: '1.2.3.4.5' } | must be an address",
                // What a resolver would be asked for, or would take for an address.
                "{ service: aim, from: cafe.de } | must be an address",
                "{ service: aim, from: '10.1' } | must be an address",
                "{ service: aim, whom: eve } | unknown key 'whom'",
                "[ | not",
            })
    void mistakesHaveTheirPlaces(String text, String message) {
        assertThat(Hypothesis.read(text, HypothesisTest::identity, NOW))
                .isInstanceOfSatisfying(
                        Hypothesis.Result.Unclear.class,
                        unclear -> assertThat(unclear.problems().toString())
                                .contains(message.equals("not") ? "event:1" : message));
    }

    /** Each name is asked of the directory. */
    @Test
    void aDescriptionNamesNoMoreThanAFewPeople() {
        List<ScreenName> asked = new ArrayList<>();
        String names = IntStream.range(0, 5_000).mapToObj(i -> "n" + i).collect(Collectors.joining(", "));
        Hypothesis.Result result = Hypothesis.read(
                "{ service: aim, with: [" + names + "] }",
                name -> {
                    asked.add(name);
                    return Identity.Unregistered.INSTANCE;
                },
                NOW);
        assertThat(result)
                .isInstanceOfSatisfying(
                        Hypothesis.Result.Unclear.class,
                        unclear -> assertThat(unclear.problems().toString()).contains("at most 100 names"));
        assertThat(asked).isEmpty();
    }
}
