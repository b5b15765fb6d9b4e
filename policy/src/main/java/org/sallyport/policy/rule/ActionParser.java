package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;

/** Reads what a rule does, and refuses what could not be kept: a notice about something that vanishes in silence, say. */
final class ActionParser {

    private static final int LONGEST_NOTICE = 1_000;

    private static final Pattern QUEUE = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern RECEIVER = Pattern.compile("[a-z][a-z0-9-]{0,31}:\\S{1,256}");

    private static final Map<String, Duty.Audience> AUDIENCES =
            Map.of("sender", Duty.Audience.SENDER, "both", Duty.Audience.BOTH);
    private static final Map<String, String> SEVERITIES = Map.of("low", "low", "medium", "medium", "high", "high");

    private ActionParser() {}

    static Action parse(MapNode rule, @Nullable Content content) {
        Value then = rule.required("then");
        // What stands in for a wrong verdict goes no further than the list of problems.
        Action.Then kind =
                then.oneOf(List.of(Action.Then.values()), Action.Then::id).orElse(Action.Then.DENY);
        if (kind == Action.Then.REWRITE && (content == null || !content.asksWords())) {
            then.fail("rewrite covers the words that content found: it needs a lexicon or a regex");
        }
        if (rule.has("route")) {
            rule.value("route").fail("routing inside the building is not supported in this version: leave 'route' out");
        }
        Optional<String> notice = rule.value("notice").string(1, LONGEST_NOTICE);
        return new Action(
                kind,
                notice.orElse(null),
                audience(rule, kind),
                alert(rule.value("alert")),
                rule.value("review")
                        .string(QUEUE, "the name of a queue: lower-case letters, digits and '-'")
                        .map(Duty.Review::new)
                        .orElse(null));
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

    private static Duty.@Nullable Alert alert(Value value) {
        if (!value.isMap()) {
            return value.oneOf(SEVERITIES)
                    .map(severity -> new Duty.Alert(severity, List.of()))
                    .orElse(null);
        }
        return value.map().map(ActionParser::alert).orElse(null);
    }

    private static Duty.Alert alert(MapNode map) {
        List<String> to = new ArrayList<>();
        for (Value item : PartyParser.items(map.value("to"))) {
            item.string(RECEIVER, "a receiver such as mail:compliance").ifPresent(to::add);
        }
        return new Duty.Alert(map.required("severity").oneOf(SEVERITIES).orElse("high"), to);
    }

    /** The verdict for events that can't be decided: a word, or a map with a notice; denied when nothing is said. */
    static Verdict onFailure(Value value) {
        Map<String, Action.Then> allowed = new LinkedHashMap<>();
        for (Action.Then then : Action.Then.values()) {
            if (then != Action.Then.REWRITE) {
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
                    return verdict(then, notice.string(1, LONGEST_NOTICE));
                })
                .orElseGet(() -> new Verdict.Deny(null));
    }

    private static Verdict verdict(Action.Then then, Optional<String> notice) {
        return new Action(then, notice.orElse(null), Duty.Audience.SENDER, null, null).verdict("");
    }
}
