package org.sallyport.policy.rule;

import com.google.re2j.Pattern;
import java.util.List;
import org.sallyport.policy.detect.Finder;
import org.sallyport.policy.file.FileTypes;

/**
 * Everything that texts and files are searched for, shared by the rules: each lexicon, each expression and each detector is
 * tried at most once for an event. Immutable; any thread.
 *
 * @param lexicons the words
 * @param expressions the expressions, which rules name by their number here
 * @param numbers the detectors that rules name
 * @param categories the categories of links
 * @param fileTypes what knows the types of files
 */
record Patterns(
        LexiconSet lexicons,
        List<Pattern> expressions,
        Finder numbers,
        LinkCategories categories,
        FileTypes fileTypes) {
    Patterns {
        expressions = List.copyOf(expressions);
    }
}
