package org.sallyport.protocols.decision;

import java.util.List;

/** The answer to one event. A failure to decide is never the same as a refusal, though its verdict may be. */
public sealed interface Decision {

    /** What is done on the wire. */
    Verdict verdict();

    /** The rules that made it, by name; empty when none did. */
    default List<String> rules() {
        return List.of();
    }

    /** What else is asked for. */
    default List<Duty> duties() {
        return List.of();
    }

    /**
     * The rulebase answered.
     *
     * @param verdict what is done
     * @param rules the names of the rules that made it, the deciding one first; at least one
     * @param duties what else is asked for
     * @param policy the version of the rulebase, as it names itself
     * @param reasons what in the content matched, such as {@code lexicon insider}; never the words themselves
     */
    record Decided(Verdict verdict, List<String> rules, List<Duty> duties, String policy, List<String> reasons)
            implements Decision {
        public Decided {
            rules = List.copyOf(rules);
            duties = List.copyOf(duties);
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Something prevented an answer.
     *
     * @param cause what, in words for an administrator
     * @param verdict what the configuration says is done then; closed by default
     */
    record Failed(String cause, Verdict verdict) implements Decision {}
}
