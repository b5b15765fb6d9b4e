package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;

/**
 * A compiled rulebase: ordered rules of which the first that matches decides. {@link RulebaseReader} makes it of a document.
 *
 * <p><b>Threading:</b> immutable; any thread, any number at once. A decision blocks on nothing.
 */
public final class Rulebase {

    /** Stands for the rule that nobody wrote. */
    static final String FORGERIES = "(built in) Nobody speaks for another";

    /** Stands for another that nobody wrote. */
    static final String SUSPECTS = "(built in) No file passes that a scanner found something in, or could not scan";

    private final String version;
    private final List<Rule> rules;
    private final List<RuleOutline> outline;
    private final Patterns patterns;
    private final Verdict onFailure;
    private final CandidateIndex index;

    /** The decision of each rule that says the same every time; of the others, null. */
    private final Decision[] ready;

    /** What is said in somebody else's name is refused where no rule speaks of it. */
    private final Decision forged;

    /** A file that is suspect is refused where the rule that would let it pass does not ask for the scanner's word. */
    private final Decision suspect;

    Rulebase(String version, List<Rule> rules, List<RuleOutline> outline, Patterns patterns, Verdict onFailure) {
        this.version = version;
        this.rules = List.copyOf(rules);
        this.outline = List.copyOf(outline);
        this.patterns = patterns;
        this.onFailure = onFailure;
        index = new CandidateIndex(this.rules);
        forged = new Decision.Decided(new Verdict.Deny(null), List.of(FORGERIES), List.of(), version, List.of());
        suspect = new Decision.Decided(
                new Verdict.Deny(null),
                List.of(SUSPECTS),
                List.of(new Duty.Alert("high", List.of())),
                version,
                List.of("file scan"));
        ready = new Decision[rules.size()];
        for (int i = 0; i < ready.length; i++) {
            Rule rule = this.rules.get(i);
            if (rule.content() == null) {
                ready[i] = decided(rule, "", List.of());
            }
        }
    }

    /** The document's own number and the beginning of the hash of all it is made of, such as {@code 7-1c9e04b2a6f3}. */
    public String version() {
        return version;
    }

    /** The names of the rules, in their order. */
    public List<String> ruleNames() {
        return rules.stream().map(Rule::name).toList();
    }

    /** All rules as the document has them, those that are switched off included, in their order. */
    public List<RuleOutline> outline() {
        return outline;
    }

    /**
     * A rule that has somebody told.
     *
     * @param rule its name
     * @param number its place in the document, from 0
     * @param line where it starts, from 1
     * @param column likewise
     * @param to whom, such as {@code mail:compliance}; at least one
     */
    public record Telling(String rule, int number, int line, int column, List<String> to) {
        public Telling {
            to = List.copyOf(to);
        }
    }

    /** The rules whose alerts go to somebody besides the archive, in their order. */
    public List<Telling> tellings() {
        List<Telling> tellings = new ArrayList<>();
        for (Rule rule : rules) {
            for (Duty duty : rule.action().duties()) {
                if (duty instanceof Duty.Alert alert && !alert.to().isEmpty()) {
                    tellings.add(new Telling(rule.name(), rule.number(), rule.line(), rule.column(), alert.to()));
                }
            }
        }
        return List.copyOf(tellings);
    }

    /** Whether a rule asks people to register, with a link and a code in its notice. */
    public boolean asksToRegister() {
        return rules.stream()
                .map(rule -> rule.action().notice())
                .anyMatch(notice -> notice != null && Registration.isAskedFor(notice.text()));
    }

    /** What is done when no decision can be made. */
    public Verdict onFailure() {
        return onFailure;
    }

    /**
     * The decision on one event. May throw what it should not, where a {@link RulebaseDecisions} is sure never to.
     *
     * @param question the event, with an identity for each of its screen names
     */
    public Decision decide(Question question) {
        return decide(question, new ConversationMemory());
    }

    /**
     * The decision on one event, of which the memory then knows.
     *
     * @param question the event, with an identity for each of its screen names
     * @param memory what was found in conversations before
     */
    public Decision decide(Question question, ConversationMemory memory) {
        EventView event = new EventView(question, patterns, memory);
        Decision decision = search(event);
        event.remember();
        return decision;
    }

    private Decision search(EventView event) {
        CandidateIndex.Cursor candidates = index.candidates(event);
        for (int number = candidates.next(); number >= 0; number = candidates.next()) {
            Rule rule = rules.get(number);
            switch (rule.matches(event)) {
                case TRUE -> {
                    if (rule.passes() && event.isSuspect() && !rule.asksScanner()) {
                        return suspect;
                    }
                    Decision same = ready[number];
                    return same != null ? same : decided(rule, event);
                }
                case UNKNOWN -> {
                    return unavailable(rule, event);
                }
                case FALSE -> {}
            }
        }
        if (event.event().feature() == Feature.FORGED) {
            return forged;
        }
        // The reader refuses a rulebase whose last rule does not match everything.
        return new Decision.Failed("no rule matched", onFailure);
    }

    /**
     * The decision on one event and how it came about. Tries every rule, not only those the index names: for people, not for
     * traffic.
     */
    public Explanation explain(Question question) {
        return explain(question, new ConversationMemory());
    }

    /**
     * The decision on one event in a conversation that goes on, and how it came about. The memory is looked at and left as it
     * is.
     */
    public Explanation explain(Question question, ConversationMemory memory) {
        EventView event = new EventView(question, patterns, memory);
        List<Explanation.Step> steps = new ArrayList<>();
        for (Rule rule : rules) {
            Explanation.Reason failure = rule.firstFailure(event);
            if (failure == null) {
                boolean known = rule.matches(event) == Truth.TRUE;
                Explanation.Reason reason = known ? Explanation.Reason.MATCHED : Explanation.Reason.UNKNOWN;
                steps.add(new Explanation.Step(rule.name(), rule.line(), reason));
                break;
            }
            steps.add(new Explanation.Step(rule.name(), rule.line(), failure));
        }
        return new Explanation(search(event), steps);
    }

    /** How many rules a decision on this question would try at most. */
    int candidates(Question question) {
        CandidateIndex.Cursor candidates =
                index.candidates(new EventView(question, patterns, new ConversationMemory()));
        int count = 0;
        while (candidates.next() >= 0) {
            count++;
        }
        return count;
    }

    private Decision decided(Rule rule, EventView event) {
        Content content = rule.content();
        if (content == null) {
            return decided(rule, "", List.of());
        }
        String rewritten =
                rule.action().then() == Action.Then.REWRITE ? event.scan().masked(content) : "";
        return decided(rule, rewritten, content.reasons(event, patterns));
    }

    private Decision decided(Rule rule, String rewritten, List<String> reasons) {
        Action action = rule.action();
        return new Decision.Decided(
                action.verdict(rewritten), List.of(rule.name()), action.allDuties(), version, reasons);
    }

    private Decision unavailable(Rule rule, EventView event) {
        return new Decision.Failed(
                "directory unavailable (" + event.unavailableCause() + "): rule '" + rule.name() + "' can't be judged",
                onFailure);
    }
}
