package org.sallyport.policy.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;

/** Reads what a rule does, and refuses what could not be kept: a notice about something that vanishes in silence, say. */
final class ActionParser {

    private static final int LONGEST_NOTICE = 1_000;
    private static final int MOST_TAGS = 20;
    private static final Duration SHORTEST_EVERY = Duration.ofMinutes(1);
    private static final Duration LONGEST_EVERY = Duration.ofDays(366);

    private static final Pattern QUEUE = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern RECEIVER = Pattern.compile("[a-z][a-z0-9-]{0,31}:\\S{1,256}");
    private static final String QUEUE_SHAPE = "the name of a queue: lower-case letters, digits and '-'";
    private static final String DEFAULT_QUEUE = "quarantine";

    private static final Map<String, Duty.Audience> AUDIENCES =
            Map.of("sender", Duty.Audience.SENDER, "both", Duty.Audience.BOTH);
    private static final Map<String, String> ALERTS = Map.of("low", "low", "medium", "medium", "high", "high");
    private static final Map<String, String> SEVERITIES =
            Map.of("low", "low", "medium", "medium", "high", "high", "critical", "critical");
    private static final Map<String, Duty.Reach> REACHES =
            Map.of("local", Duty.Reach.LOCAL, "local-only", Duty.Reach.LOCAL_ONLY);
    private static final Map<String, Boolean> OCCASIONS = Map.of("each-message", false, "first-message", true);

    private ActionParser() {}

    static Action parse(MapNode rule, String name, @Nullable Content content) {
        Value then = rule.required("then");
        // What stands in for a wrong verdict goes no further than the list of problems.
        Action.Then kind =
                then.oneOf(List.of(Action.Then.values()), Action.Then::id).orElse(Action.Then.DENY);
        if (kind == Action.Then.REWRITE && (content == null || !content.asksWords())) {
            then.fail(
                    "rewrite covers the words that content found: it needs a lexicon or a regex, or detect, or a link");
        }
        Action.Notice notice = notice(rule, name, kind);
        if (notice != null && notice.audience() == Duty.Audience.BOTH && Registration.isAskedFor(notice.text())) {
            rule.value("notice-to").fail("a code to register with is for whoever is signed on alone", "sender");
        }
        List<Duty> duties = new ArrayList<>();
        queue(rule, kind).map(Duty.Quarantine::new).ifPresent(duties::add);
        route(rule.value("route"), kind).map(Duty.Route::new).ifPresent(duties::add);
        alert(rule.value("alert")).ifPresent(duties::add);
        rule.value("review").string(QUEUE, QUEUE_SHAPE).map(Duty.Review::new).ifPresent(duties::add);
        label(rule).ifPresent(duties::add);
        return new Action(kind, notice, duties);
    }

    private static Action.@Nullable Notice notice(MapNode rule, String name, Action.Then kind) {
        Value value = rule.value("notice");
        Duty.Audience audience = audience(rule, kind);
        if (!value.isMap()) {
            return value.string(1, LONGEST_NOTICE)
                    .map(text -> new Action.Notice(text, audience, null, null))
                    .orElse(null);
        }
        return value.map()
                .map(map -> {
                    String text = map.required("text").string(1, LONGEST_NOTICE).orElse("");
                    boolean once = map.value("at").oneOf(OCCASIONS).orElse(false);
                    Optional<Duration> every = map.value("every").duration(SHORTEST_EVERY, LONGEST_EVERY);
                    if (map.has("every") && !once) {
                        map.value("every").fail("says when first-message is said again: it needs 'at: first-message'");
                    }
                    if (once && kind != Action.Then.ALLOW && kind != Action.Then.REWRITE) {
                        map.value("at").fail("a refusal is told each time: only allow and rewrite can tell once");
                    }
                    // By the rule and the words: whoever changes the words wants everybody to see them.
                    return new Action.Notice(text, audience, once ? name + "\n" + text : null, every.orElse(null));
                })
                .orElse(null);
    }

    private static Duty.Audience audience(MapNode rule, Action.Then kind) {
        Value to = rule.value("notice-to");
        Optional<Duty.Audience> audience = to.oneOf(AUDIENCES);
        if (to.isPresent() && !rule.has("notice")) {
            to.fail("there is no notice to give");
        }
        if (kind == Action.Then.DROP && rule.has("notice")) {
            rule.value("notice").fail("what is dropped vanishes without a word: use deny to give a notice");
        }
        if (kind == Action.Then.DISCONNECT
                && audience.filter(a -> a == Duty.Audience.BOTH).isPresent()) {
            to.fail("disconnect can only tell whoever is disconnected", "sender");
        }
        return audience.orElse(Duty.Audience.SENDER);
    }

    private static Optional<String> queue(MapNode rule, Action.Then kind) {
        Value queue = rule.value("queue");
        Optional<String> name = queue.string(QUEUE, QUEUE_SHAPE);
        if (kind == Action.Then.QUARANTINE) {
            return Optional.of(name.orElse(DEFAULT_QUEUE));
        }
        if (queue.isPresent()) {
            queue.fail("says where something waits: it needs 'then: quarantine'");
        }
        return Optional.empty();
    }

    private static Optional<Duty.Reach> route(Value value, Action.Then kind) {
        Optional<Duty.Reach> reach = value.oneOf(REACHES);
        boolean goesOn = kind == Action.Then.ALLOW || kind == Action.Then.REWRITE || kind == Action.Then.QUARANTINE;
        if (reach.isPresent() && !goesOn) {
            return value.fail(
                    "says how something goes on: only allow and rewrite let it, and quarantine once it is released");
        }
        return reach;
    }

    private static Optional<Duty.Label> label(MapNode rule) {
        Set<String> tags = new LinkedHashSet<>();
        Value value = rule.value("tags");
        for (Value item : PartyParser.items(value)) {
            item.string(QUEUE, "a tag: lower-case letters, digits and '-'").ifPresent(tags::add);
        }
        if (tags.size() > MOST_TAGS) {
            value.fail("has " + tags.size() + " tags, may have " + MOST_TAGS);
        }
        Optional<String> severity = rule.value("severity").oneOf(SEVERITIES);
        return tags.isEmpty() && severity.isEmpty()
                ? Optional.empty()
                : Optional.of(new Duty.Label(List.copyOf(tags), severity.orElse(null)));
    }

    private static Optional<Duty.Alert> alert(Value value) {
        return value.isMap()
                ? value.map().map(ActionParser::alert)
                : value.oneOf(ALERTS).map(severity -> new Duty.Alert(severity, List.of()));
    }

    private static Duty.Alert alert(MapNode map) {
        List<String> to = new ArrayList<>();
        for (Value item : PartyParser.items(map.value("to"))) {
            item.string(RECEIVER, "a receiver such as mail:compliance").ifPresent(to::add);
        }
        return new Duty.Alert(map.required("severity").oneOf(ALERTS).orElse("high"), to);
    }

    /** The verdict for events that can't be decided: a word, or a map with a notice; denied when nothing is said. */
    static Verdict onFailure(Value value) {
        Map<String, Action.Then> allowed = new LinkedHashMap<>();
        for (Action.Then then : Action.Then.values()) {
            if (then != Action.Then.REWRITE && then != Action.Then.QUARANTINE) {
                allowed.put(then.id(), then);
            }
        }
        if (!value.isMap()) {
            return verdict(value.oneOf(allowed).orElse(Action.Then.DENY), Optional.empty());
        }
        return value.map()
                .map(map -> {
                    Action.Then then = map.required("then").oneOf(allowed).orElse(Action.Then.DENY);
                    Value notice = map.value("notice");
                    if (notice.isPresent() && then != Action.Then.DENY && then != Action.Then.DISCONNECT) {
                        notice.fail("only deny and disconnect give a notice here");
                    }
                    Optional<String> text = notice.string(1, LONGEST_NOTICE);
                    if (text.filter(Registration::isAskedFor).isPresent()) {
                        notice.fail("nobody knows here who has to register");
                    }
                    return verdict(then, text);
                })
                .orElseGet(() -> new Verdict.Deny(null));
    }

    private static Verdict verdict(Action.Then then, Optional<String> notice) {
        Action.Notice said = notice.map(text -> new Action.Notice(text, Duty.Audience.SENDER, null, null))
                .orElse(null);
        return new Action(then, said, List.of()).verdict("");
    }
}
