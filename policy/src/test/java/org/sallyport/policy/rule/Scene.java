package org.sallyport.policy.rule;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

/** Questions for tests: anna and bert are colleagues, anna in group legal; carl has left; eve is a stranger; dora's entry can't be read. */
final class Scene {

    static final ServiceId AIM = new ServiceId("aim");

    ServiceId service = AIM;
    String account = "anna";
    String client = "10.1.2.3";
    Instant now = Instant.parse("2026-03-04T10:00:00Z"); // a Wednesday
    private final Map<ScreenName, Identity> people = new HashMap<>();

    Scene() {
        know("anna", "anna", Set.of("legal", "staff"), false);
        know("bert", "bert", Set.of("staff"), false);
        know("carl", "carl", Set.of("staff"), true);
        people.put(name("dora"), new Identity.Unavailable("timed out"));
    }

    static ScreenName name(String name) {
        return ScreenName.of(AIM, name);
    }

    void know(String screenName, String login, Set<String> groups, boolean disabled) {
        people.put(
                name(screenName),
                new Identity.Known(new Person(login, login, login, login + "@example.com", groups, disabled)));
    }

    @Nullable String software;

    @Nullable SeenFile seen;

    Set<ScreenName> contacts = Set.of();

    Question ask(ImEvent event) {
        return new Question(
                event,
                new Opening(
                        "c-1",
                        now,
                        "test",
                        new InetSocketAddress(client, 40_000),
                        new Address("login.example.com", 5190),
                        Opening.NamedBy.CONFIGURATION,
                        null,
                        false),
                new ProtocolId("oscar"),
                service,
                account.isEmpty() ? null : name(account),
                people,
                now,
                software,
                seen,
                contacts::contains);
    }

    /** The account says something. */
    Question says(String text, String... to) {
        return ask(message(Flow.OUTBOUND, Feature.CHAT, account, text, to));
    }

    /** Somebody says something to the account. */
    Question hears(String from, String text) {
        return ask(message(Flow.INBOUND, Feature.CHAT, from, text, account));
    }

    Question offers(String to, String file, long size) {
        return ask(new ImEvent.FileOffer(
                Flow.OUTBOUND,
                Feature.FILE_TRANSFER,
                Step.PROPOSE,
                name(account),
                List.of(name(to)),
                List.of(new FileInfo(file, size, 1)),
                Text.EMPTY,
                "f-1"));
    }

    static ImEvent.Message message(Flow flow, Feature feature, String from, String text, String... to) {
        return new ImEvent.Message(
                flow,
                feature,
                name(from),
                Arrays.stream(to).map(Scene::name).toList(),
                null,
                Text.plain(text),
                Set.of(),
                "m-1");
    }

    /** A document of rules; the last one, "else", allows. */
    static String document(String rules) {
        return "version: 1\nrules:\n" + rules.indent(2) + "  - { name: else, then: allow }\n";
    }

    static Rulebase rulebase(String rules) {
        return compile(document(rules));
    }

    static Rulebase compile(String document) {
        return switch (RulebaseReader.read("policy.yaml", document, LexiconSource.NONE)) {
            case RulebaseReader.Result.Valid valid -> valid.rulebase();
            case RulebaseReader.Result.Invalid invalid ->
                throw new AssertionError(invalid.problems().toString());
        };
    }

    /** The rule that decides; "FAILED" when none could. */
    static String decider(Rulebase rulebase, Question question) {
        Decision decision = rulebase.decide(question);
        Explanation explanation = rulebase.explain(question);
        if (!explanation.decision().equals(decision)) {
            throw new AssertionError("explained " + explanation.decision() + ", decided " + decision);
        }
        boolean failed = decision.rules().isEmpty();
        String rule = failed ? "FAILED" : decision.rules().getFirst();
        Explanation.Step last = explanation.steps().getLast();
        boolean agrees = failed
                ? last.reason() == Explanation.Reason.UNKNOWN
                : last.reason() == Explanation.Reason.MATCHED && last.rule().equals(rule);
        if (!agrees) {
            throw new AssertionError("the index says " + rule + ", the whole list " + last);
        }
        return rule;
    }
}
