package org.sallyport.policy.rule;

import com.google.re2j.Pattern;
import java.util.List;

/**
 * Everything that texts are searched for, shared by the rules: each lexicon and each expression is tried at most once for an
 * event. Immutable; any thread.
 *
 * @param lexicons the words
 * @param expressions the expressions, which rules name by their number here
 */
record Patterns(LexiconSet lexicons, List<Pattern> expressions) {
    Patterns {
        expressions = List.copyOf(expressions);
    }
}
