package org.sallyport.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.rule.Scene.compile;
import static org.sallyport.policy.rule.Scene.decider;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calendars with holidays, by name and in place. */
class CalendarTest {

    private static final String CALENDARS = """
            version: 1
            calendars:
              office:
                zone: Europe/Berlin
                days: [mon, tue, wed, thu, fri]
                from: "09:00"
                to: "17:30"
                except: [01-01, 12-24..12-26, 2026-05-14]
              shutdown: { zone: Europe/Berlin, dates: 12-24..01-06 }
              nights: { zone: UTC, from: "22:00", to: "06:00", except: 2026-03-04 }
              weekend: [{ zone: UTC, days: sat }, { zone: UTC, days: sun }]
            rules:
            """;

    private final Scene scene = new Scene();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "office | 2026-03-04T08:00:00Z | it",
                "office | 2026-03-04T07:59:59Z | else",
                "office | 2026-07-01T07:00:00Z | it", // summer time
                "office | 2026-03-07T10:00:00Z | else", // a Saturday
                "office | 2026-01-01T10:00:00Z | else",
                "office | 2027-01-01T10:00:00Z | else",
                "office | 2026-12-25T10:00:00Z | else",
                "office | 2026-05-14T10:00:00Z | else",
                "office | 2027-05-13T10:00:00Z | it", // that holiday is of one year
                "{not: office} | 2026-12-25T10:00:00Z | it",
                "{not: office} | 2026-03-04T10:00:00Z | else",
                "shutdown | 2026-12-23T22:59:59Z | else",
                "shutdown | 2026-12-23T23:00:00Z | it", // midnight in Berlin
                "shutdown | 2027-01-06T10:00:00Z | it",
                "shutdown | 2027-01-07T10:00:00Z | else",
                "nights | 2026-03-04T23:00:00Z | else",
                "nights | 2026-03-05T03:00:00Z | else", // the night that began on the 4th
                "nights | 2026-03-04T03:00:00Z | it",
                "weekend | 2026-03-07T10:00:00Z | it",
                "weekend | 2026-03-06T10:00:00Z | else",
                "[shutdown, weekend] | 2026-03-07T10:00:00Z | it",
                "{zone: UTC, dates: [2026-03-01..2026-03-04, 02-29]} | 2026-03-04T23:59:59Z | it",
                "{zone: UTC, dates: [2026-03-01..2026-03-04, 02-29]} | 2026-03-05T00:00:00Z | else",
                "{zone: UTC, dates: [2026-03-01..2026-03-04, 02-29]} | 2028-02-29T00:00:00Z | it",
                "{zone: UTC, dates: 2026-03-04, from: '09:00', to: '10:30'} | 2026-03-04T10:00:00Z | it",
            })
    void holds(String when, String time, String expected) {
        Rulebase rules = compile(
                CALENDARS + "  - { name: it, then: drop, when: " + when + " }\n" + "  - { name: else, then: allow }\n");
        scene.now = Instant.parse(time);
        assertThat(decider(rules, scene.says("hi", "eve"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{zone: UTC, dates: 2026-02-30}",
                "{zone: UTC, dates: 2026-03-04..2026-03-01}",
                "{zone: UTC, dates: 2026-03-04..03-05}",
                "{zone: UTC, dates: 13-01}",
                "{zone: UTC, except: 01-01}",
                "{zone: UTC}",
                "ofice",
                "{not: {}}",
            })
    void refuses(String when) {
        String document =
                CALENDARS + "  - { name: it, then: drop, when: " + when + " }\n" + "  - { name: else, then: allow }\n";
        assertThat(RulebaseReader.read("p", document, LexiconSource.NONE))
                .isInstanceOf(RulebaseReader.Result.Invalid.class);
    }
}
