package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks about words and files: every kind of condition that is there must hold. Immutable.
 *
 * @param lexicons one of these must have enough hits; none: not asked
 * @param expressions one of these must match; none: not asked
 * @param detection numbers that must be there; null: not asked
 * @param links what a link must be; null: not asked
 * @param files what a file must be; null: not asked
 */
record Content(
        List<Integer> lexicons,
        List<Integer> expressions,
        @Nullable Detection detection,
        @Nullable LinkTest links,
        @Nullable FileTest files) {

    Content {
        lexicons = List.copyOf(lexicons);
        expressions = List.copyOf(expressions);
    }

    boolean asksWords() {
        return !lexicons.isEmpty() || !expressions.isEmpty() || detection != null || links != null;
    }

    /** Whether it holds. Files first: they cost less. Expressions last: they cost most. */
    boolean test(EventView event) {
        return (files == null || event.files(files))
                && (lexicons.isEmpty() || anyLexicon(event))
                && (detection == null || event.scan().detection(detection))
                && (links == null || event.scan().links(links))
                && (expressions.isEmpty() || anyExpression(event.scan()));
    }

    /** What matched, by the names of the document and never in the words of the person. */
    List<String> reasons(EventView event, Patterns patterns) {
        List<String> reasons = new ArrayList<>();
        for (int lexicon : lexicons) {
            if (event.lexicon(lexicon)) {
                reasons.add("lexicon " + patterns.lexicons().get(lexicon).name());
            }
        }
        if (!expressions.isEmpty()) {
            reasons.add("regex");
        }
        if (detection != null) {
            detection.detectors().stream()
                    .sorted()
                    .filter(detector -> event.scan().count(detector) > 0)
                    .forEach(detector -> reasons.add(detector.id()));
        }
        if (links != null) {
            reasons.add("link");
        }
        if (files != null) {
            reasons.addAll(files.reasons());
        }
        return reasons;
    }

    private boolean anyLexicon(EventView event) {
        for (int i = 0; i < lexicons.size(); i++) {
            if (event.lexicon(lexicons.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean anyExpression(ContentScan scan) {
        for (int i = 0; i < expressions.size(); i++) {
            if (scan.expression(expressions.get(i))) {
                return true;
            }
        }
        return false;
    }
}
