package org.sallyport.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.document.DocumentException;

/** A slip in a scenario is found and not played. */
class ScenarioReaderTest {

    private static final String RIGHT = """
            about: Nothing much
            protocols: [oscar]
            people:
              anna: {}
              ben: { groups: [legal] }
            policy: |
              rules:
                - { name: To Ben, with: { screen-name: $ben, person: $ben.login }, then: allow }
            steps:
              - { anna: signs on }
              - { anna: says, to: ben, text: hello }
            service: { hears: [hello] }
            archive:
              - { feature: chat, from: anna, text: hello }
            """;

    @Test
    void whatIsRightIsRead() throws Exception {
        Scenario scenario = ScenarioReader.read("right.yaml", "s00", RIGHT);
        assertThat(scenario.steps())
                .containsExactly(
                        new Step.SignsOn(10, "anna", Step.By.FIXED, null, null, false),
                        new Step.Says(11, "anna", "ben", false, "hello", Step.Then.ACKNOWLEDGED));
        try (MsnWire wire = new MsnWire()) {
            assertThat(scenario.policyFor(wire)).contains("screen-name: s00ben@example.com, person: s00ben }");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anna: signs on       | anna: sings on         | 10 | 'sings on' is not known here; did you mean 'signs on'?",
                "anna: signs on       | mary: signs on         | 10 | nobody acts",
                "to: ben, text: hello | to: bea, text: hello   | 11 | 'bea' is not known here; did you mean 'ben'?",
                "to: ben, text: hello | to: ben, words: hello  | 11 | unknown key 'words'",
                "to: ben, text: hello | to: ben                | 11 | 'text' is missing",
                "hears: [hello]       | hear: [hello]          | 12 | 'hears' is missing",
                "[oscar]              | [oscar, icq]           | 2  | 'icq' is not known here",
                "screen-name: $ben    | screen-name: $bea      | 6  | nobody is called 'bea'",
                "feature: chat        | feature: chatter       | 14 | 'chatter' is not known here",
                "from: anna           | from: anna, verdikt: x | 14 | unknown key 'verdikt'; did you mean 'verdict'?",
                "groups: [legal]      | group: legal           | 5  | unknown key 'group'; did you mean 'groups'?"
            })
    void aSlipIsFoundWhereItIs(String right, String slip, int line, String message) {
        assertThat(RIGHT).contains(right);
        assertThatThrownBy(() -> ScenarioReader.read("slip.yaml", "s00", RIGHT.replace(right, slip)))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("slip.yaml:" + line + ":")
                .hasMessageContaining(message);
    }
}
