package org.sallyport.policy.bench;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseDecisions;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/**
 * Measures what a decision costs with few rules and with many: each of some ten thousand questions by itself, after a warm-up,
 * in nanoseconds. Prints a table for the page on performance. Not a test: machines differ.
 *
 * <p>Start it with the test classes of this module and what they need on the class path.
 */
public final class DecisionBench {

    private static final ServiceId AIM = new ServiceId("aim");
    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");
    private static final int PEOPLE = 2_000;
    private static final int QUESTIONS = 10_000;
    private static final int WARM_UP = 30;
    private static final int ROUNDS = 15;

    private static final Map<ScreenName, Identity> DIRECTORY = new HashMap<>();

    private DecisionBench() {}

    private record Measured(String what, long loadMillis, long median, long p99, long p999) {}

    /** Takes no arguments. */
    public static void main(String[] args) {
        for (int i = 0; i < PEOPLE; i++) {
            Person person = new Person(
                    "p" + i, "p" + i, "Person " + i, "p" + i + "@corp.example", Set.of("staff", "g" + i), false);
            DIRECTORY.put(name("p" + i), new Identity.Known(person));
        }
        List<Measured> all = new ArrayList<>();
        for (int rules : new int[] {10, 1_000, 10_000}) {
            all.add(measure("rules about everything", rules, mixedRules(rules), "", "hello", LexiconSource.NONE));
        }
        for (int rules : new int[] {10, 1_000, 10_000}) {
            all.add(measure(
                    "rules about groups and names", rules, peopleRules(rules), "", "hello", LexiconSource.NONE));
        }
        String lexicon = lexicon(100_000);
        String head = "lexicons: { words: { words: words.txt } }\n";
        String rule = "  - { name: words, content: { lexicon: words }, then: deny }\n";
        String text = sentence(40);
        all.add(measure("100,000 words, a text of 40", 2, rule, head, text, (path, max) -> lexicon));
        all.add(measure("100,000 words, a text of 400", 2, rule, head, sentence(400), (path, max) -> lexicon));
        String numbers =
                "  - { name: cards, content: { detect: [payment-card, iban, us-ssn, de-tax-id] }, then: deny }\n";
        all.add(measure("four kinds of numbers, a text of 40", 2, numbers, "", text, LexiconSource.NONE));
        System.out.println("| what is decided | rules | loading | median | p99 | p99.9 |");
        System.out.println("|---|---|---|---|---|---|");
        for (Measured one : all) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d ms | %.2f µs | %.2f µs | %.2f µs |%n",
                    one.what,
                    one.loadMillis,
                    one.median / 1e3,
                    one.p99 / 1e3,
                    one.p999 / 1e3);
        }
    }

    private static Measured measure(
            String what, int count, String rules, String head, String text, LexiconSource source) {
        String document = "version: 1\n" + head + "rules:\n" + rules + "  - { name: else, then: allow }\n";
        long start = System.nanoTime();
        Rulebase rulebase = switch (RulebaseReader.read("bench", document, source)) {
            case RulebaseReader.Result.Valid valid -> valid.rulebase();
            case RulebaseReader.Result.Invalid invalid ->
                throw new IllegalStateException(invalid.problems().toString());
        };
        long loaded = Duration.ofNanos(System.nanoTime() - start).toMillis();
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase);
        List<Question> questions = questions(text);
        int rounds = text.length() > 1_000 ? 2 : ROUNDS;
        for (int i = 0; i < (text.length() > 1_000 ? 3 : WARM_UP); i++) {
            questions.forEach(decisions::decide);
        }
        long[] nanos = new long[rounds * QUESTIONS];
        int at = 0;
        for (int round = 0; round < rounds; round++) {
            for (Question question : questions) {
                long before = System.nanoTime();
                // Looked at, so that the compiler can't leave it out.
                boolean decided = !decisions.decide(question).rules().isEmpty();
                nanos[at++] = decided ? System.nanoTime() - before : Long.MAX_VALUE;
            }
        }
        Arrays.sort(nanos);
        return new Measured(
                what + String.format(Locale.ROOT, " | %,d", count),
                loaded,
                nanos[nanos.length / 2],
                nanos[(int) (nanos.length * 0.99)],
                nanos[(int) (nanos.length * 0.999)]);
    }

    /** As an administrator would have them: people, groups, partners, networks, features, services, hours. */
    private static String mixedRules(int count) {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < count - 1; i++) {
            String conditions = switch (i % 8) {
                case 0 -> "who: { group: x" + i + " }, with: external";
                case 1 -> "who: { person: y" + i + " }";
                case 2 -> "with: { domain: d" + i + ".example }";
                case 3 -> "who: { network: 10." + i / 256 % 256 + "." + i % 256 + ".0/24 }, feature: game";
                case 4 -> "with: { screen-name: z" + i + " }, feature: [chat, group-chat]";
                case 5 -> "who: { group: staff }, with: { group: w" + i + " }";
                case 6 -> "service: s" + i % 40 + ", feature: [chat, voice]";
                default -> "feature: video, when: { days: sun, zone: UTC }, content: { file-name: 'f" + i + "' }";
            };
            rules.append("  - { name: r")
                    .append(i)
                    .append(", then: deny, ")
                    .append(conditions)
                    .append(" }\n");
        }
        return rules.toString();
    }

    private static String peopleRules(int count) {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < count - 1; i++) {
            rules.append("  - { name: r")
                    .append(i)
                    .append(", then: deny, who: { group: g")
                    .append(i)
                    .append(" }, with: { screen-name: stranger")
                    .append(i % 50)
                    .append(" } }\n");
        }
        return rules.toString();
    }

    private static List<Question> questions(String text) {
        Random random = new Random(11);
        return IntStream.range(0, QUESTIONS)
                .mapToObj(i -> question(text, "p" + random.nextInt(PEOPLE), "p" + random.nextInt(PEOPLE)))
                .toList();
    }

    private static Question question(String text, String from, String to) {
        ScreenName actor = name(from);
        ScreenName other = name(to);
        ImEvent said = new ImEvent.Message(
                Flow.OUTBOUND, Feature.CHAT, actor, List.of(other), null, Text.plain(text), Set.of(), "m");
        return new Question(
                said,
                new Opening(
                        "c-1",
                        NOW,
                        "bench",
                        new InetSocketAddress("10.1.2.3", 40_000),
                        new Address("login.example.com", 5190),
                        Opening.NamedBy.CONFIGURATION,
                        null,
                        false),
                new ProtocolId("oscar"),
                AIM,
                actor,
                DIRECTORY,
                NOW);
    }

    private static ScreenName name(String name) {
        return ScreenName.of(AIM, name);
    }

    private static String lexicon(int entries) {
        Random random = new Random(5);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < entries; i++) {
            words.append(word(random)).append(i).append('\n');
        }
        return words.toString();
    }

    private static String sentence(int words) {
        Random random = new Random(6);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(word(random)).append(i % 12 == 11 ? ". " : " ");
        }
        return text.toString();
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int i = 3 + random.nextInt(6); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }
}
