package org.sallyport.proxy.bench;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** Rulebases of any size, words and questions, the same each time. */
final class DecisionLoad {

    private static final ServiceId AIM = new ServiceId("aim");
    private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");
    private static final int PEOPLE = 2_000;
    private static final int QUESTIONS = 10_000;

    private static final Map<ScreenName, Identity> DIRECTORY = directory();

    private DecisionLoad() {}

    private static Map<ScreenName, Identity> directory() {
        Map<ScreenName, Identity> directory = new HashMap<>();
        for (int i = 0; i < PEOPLE; i++) {
            Person person = new Person(
                    "p" + i, "p" + i, "Person " + i, "p" + i + "@corp.example", Set.of("staff", "g" + i), false);
            directory.put(name("p" + i), new Identity.Known(person));
        }
        return directory;
    }

    /** As an administrator would have them: people, groups, partners, networks, features, services, hours. */
    static String mixedRules(int count) {
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

    /** Each about a group of its own and one of fifty strangers. */
    static String peopleRules(int count) {
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

    /** Ten thousand messages between some two thousand people, all with this text. */
    static List<Question> questions(String text) {
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

    /** So many words, one a line. */
    static String lexicon(int entries) {
        Random random = new Random(5);
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < entries; i++) {
            words.append(word(random)).append(i).append('\n');
        }
        return words.toString();
    }

    /** So many words of people who have other things in mind. */
    static String sentence(int words) {
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
