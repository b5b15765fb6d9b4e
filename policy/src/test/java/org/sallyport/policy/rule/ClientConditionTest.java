package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.decider;
import static org.sallyport.policy.rule.Scene.rulebase;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.Flow;

/** The software at the client of a connection, and the domains of screen names. */
class ClientConditionTest {

    private final Scene scene = new Scene();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "'AIM*' | AIM/5.9.3702 | it",
                "'aim*' | AIM/5.9.3702 | it",
                "'AIM*' | Trillian 3.1 | else",
                "'AIM*' | - | else",
                "['AIM*', 'Tri*'] | Trillian 3.1 | it",
                "{ name: 'AIM*', below: '5.9' } | AIM/5.5.3591 | it",
                "{ name: 'AIM*', below: '5.9' } | AIM/5.9.3702 | else",
                "{ name: 'AIM*', below: '5.9' } | AIM/5.10 | else",
                "{ name: 'AIM*', below: '5.9' } | AIM | it",
                "{ below: '5.9' } | - | it",
                "{ at-least: '5.9' } | AIM/5.9 | it",
                "{ at-least: '5.9' } | AIM/5.9.0 | it",
                "{ at-least: '5.9' } | AIM/6 | it",
                "{ at-least: '5.9' } | AIM | else",
                "{ at-least: '5.9' } | - | else",
                "{ at-least: '5', below: 6 } | client, version 5.5/WIN32 | it",
                "{ told: false } | - | it",
                "{ told: false } | AIM | else",
                "{ told: true } | AIM | it",
            })
    void clientSoftware(String condition, String software, String expected) {
        scene.software = software;
        Rulebase rules = rulebase("- { name: it, then: drop, who: { client: " + condition + " } }\n");
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "with: { contact: true } | bert | it",
                "with: { contact: true } | eve | else",
                "with: { contact: false } | eve | it",
                "with: { not: { contact: true } } | bert | else",
                "with: { contact: true, not: internal } | bert | else",
            })
    void contactsOfTheAccount(String condition, String to, String expected) {
        scene.contacts = Set.of(Scene.name("bert"));
        Rulebase rules = rulebase("- { name: it, then: drop, " + condition + " }\n");
        assertThat(decider(rules, scene.says("hi", to))).isEqualTo(expected);
    }

    @Test
    void aStrangerWhoWritesIsKnownByTheListToo() {
        scene.contacts = Set.of(Scene.name("bert"));
        Rulebase rules = rulebase("- { name: it, then: deny, direction: inbound, who: { contact: false } }\n");
        assertThat(decider(rules, scene.hears("eve", "hi"))).isEqualTo("it");
        assertThat(decider(rules, scene.hears("bert", "hi"))).isEqualTo("else");
    }

    @Test
    void theClientIsThatOfWhoeverActsHere() {
        scene.software = "AIM/5.9";
        Rulebase rules = rulebase("- { name: it, then: drop, who: { client: 'AIM*' } }\n");
        assertThat(decider(rules, scene.hears("eve", "hi")))
                .as("hers is not known")
                .isEqualTo("else");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "corp.example | eve@corp.example | it",
                "CORP.example | Eve@Corp.Example | it",
                "corp.example | eve@de.corp.example | it",
                "corp.example | eve@corp.example/desk | it",
                "corp.example | eve@notcorp.example | else",
                "corp.example | eve@corp.example.org | else",
                "corp.example | corp.example | else",
                "corp.example | eve@ | else",
                "[other.example, corp.example] | eve@corp.example | it",
            })
    void domainOfAScreenName(String domain, String name, String expected) {
        Rulebase with = rulebase("- { name: it, then: drop, with: { domain: " + domain + " } }\n");
        Rulebase who = rulebase("- { name: it, then: drop, who: { domain: " + domain + " } }\n");
        Rulebase both = rulebase("- { name: it, then: drop, with: { domain: " + domain + ", not: internal } }\n");
        assertThat(decider(with, scene.says("hi", name))).isEqualTo(expected);
        assertThat(decider(who, scene.hears(name, "hi"))).isEqualTo(expected);
        assertThat(decider(both, scene.says("hi", name))).isEqualTo(expected);
    }

    @Test
    void oneOfManyOthersIsEnough() {
        Rulebase rules = rulebase("- { name: it, then: drop, with: { domain: corp.example } }\n");
        String[] names = new String[500];
        for (int i = 0; i < names.length; i++) {
            names[i] = "n" + i + "@d" + i + ".example";
        }
        Question question = scene.ask(Scene.message(Flow.OUTBOUND, Feature.CHAT, "anna", "hi", names));
        assertThat(decider(rules, question)).isEqualTo("else");
        names[499] = "eve@corp.example";
        assertThat(decider(rules, scene.ask(Scene.message(Flow.OUTBOUND, Feature.CHAT, "anna", "hi", names))))
                .isEqualTo("it");
    }
}
