package org.sallyport.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.decision.Decision;

class SimulationTest {

    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

    private static Rulebase policy(String rules) {
        RulebaseReader.Result result = RulebaseReader.read(
                "p", "version: 1\nrules:\n" + rules + "  - { name: else, then: allow }\n", LexiconSource.NONE);
        return ((RulebaseReader.Result.Valid) result).rulebase();
    }

    private static Question question(String text) {
        Hypothesis.Result result = Hypothesis.read(
                text,
                name -> name.normalized().equals("anna")
                        ? new Identity.Known(new Person("a", "anna.s", "Anna", null, Set.of(), false))
                        : name.normalized().equals("dora")
                                ? new Identity.Unavailable("down")
                                : Identity.Unregistered.INSTANCE,
                NOW);
        return ((Hypothesis.Result.Asked) result).question();
    }

    private static PastEvents events(int count, IntFunction<PastEvents.Past> event) {
        return new PastEvents() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Past next() {
                return event.apply(next++);
            }
        };
    }

    private static PastEvents of(Rulebase before, String... descriptions) {
        return events(descriptions.length, i -> {
            Question question = question(descriptions[i]);
            return new PastEvents.Past("e" + i, question, before.decide(question));
        });
    }

    @Test
    void saysWhatWouldBeDifferentForWhom() {
        Rulebase before = policy("""
                  - { name: no files, feature: file-transfer, then: deny }
                  - { name: no sms, feature: sms, then: deny }
                """);
        Rulebase draft = policy("""
                  - { name: no games, feature: game, then: deny }
                  - { name: silent sms, feature: sms, then: drop }
                  - { name: inside, with: internal, feature: voice, then: deny }
                """);
        SimulationReport report = new Simulation(draft, Simulation.Progress.NONE, () -> false)
                .run(of(
                        before,
                        "{ who: anna, with: eve, service: aim, feature: file-transfer }",
                        "{ who: anna, with: eve, service: icq, feature: file-transfer }",
                        "{ who: zoe, with: eve, service: aim, feature: game }",
                        "{ who: zoe, with: eve, service: aim, feature: sms }",
                        "{ who: zoe, with: eve, service: aim, feature: chat }",
                        "{ who: zoe, with: dora, service: aim, feature: voice }"));
        assertThat(report.complete()).isTrue();
        assertThat(report.events()).isEqualTo(6);
        assertThat(report.changes())
                .containsOnly(
                        entry(SimulationReport.Change.NOW_ALLOWED, 2L),
                        entry(SimulationReport.Change.NOW_REFUSED, 1L),
                        entry(SimulationReport.Change.OTHER_VERDICT, 1L),
                        entry(SimulationReport.Change.UNDECIDED, 1L),
                        entry(SimulationReport.Change.NONE, 1L));
        assertThat(report.rules().getFirst().name()).isEqualTo("else");
        assertThat(report.rules().getFirst().changed()).isEqualTo(2);
        assertThat(report.rules().getFirst().samples())
                .containsExactly(
                        new SimulationReport.Sample(
                                "e0", null, SimulationReport.Change.NOW_ALLOWED, "no files", "else"),
                        new SimulationReport.Sample(
                                "e1", null, SimulationReport.Change.NOW_ALLOWED, "no files", "else"));
        assertThat(report.services()).extracting(SimulationReport.Group::name).containsExactly("aim", "icq");
        assertThat(report.people()).extracting(SimulationReport.Group::name).containsExactly("aim:zoe", "anna.s");
    }

    @Test
    void tellsHowFarItIsAndStopsWhenAsked() {
        Rulebase draft = policy("");
        Question question = question("{ who: anna, service: aim }");
        Decision decision = draft.decide(question);
        List<Long> told = new ArrayList<>();
        AtomicLong seen = new AtomicLong();
        PastEvents endless = events(Integer.MAX_VALUE, i -> {
            seen.incrementAndGet();
            return new PastEvents.Past("e" + i, question, decision);
        });
        SimulationReport report = new Simulation(draft, told::add, () -> seen.get() >= 2_500).run(endless);
        assertThat(report.complete()).isFalse();
        assertThat(report.events()).isEqualTo(2_500);
        assertThat(told).containsExactly(1_000L, 2_000L, 2_500L);
        assertThat(report.changes()).containsOnly(entry(SimulationReport.Change.NONE, 2_500L));
    }

    @Test
    void anyNumberOfNamesTakesBoundedRoom() {
        Rulebase draft = policy("");
        SimulationReport report = new Simulation(draft, Simulation.Progress.NONE, () -> false).run(events(12_000, i -> {
            Question question = question("{ who: n" + i + ", service: aim }");
            return new PastEvents.Past("e" + i, question, draft.decide(question));
        }));
        assertThat(report.people()).hasSize(10_001);
        assertThat(report.people()).anySatisfy(group -> {
            assertThat(group.name()).isEqualTo("(others)");
            assertThat(group.events()).isEqualTo(2_000);
        });
    }
}
