package org.sallyport.policy.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;

/**
 * A rule as people read it in a table: what its document says, in one line for each key. Immutable.
 *
 * @param name its name
 * @param number its place in the document, from 0
 * @param line where it starts, from 1
 * @param enabled whether it decides anything; false: the document switches it off
 * @param conditions what it asks, by the keys of the document, in the order in which they are tried
 * @param then the verdict's word
 * @param duties what else it does, by the keys of the document
 */
public record RuleOutline(
        String name,
        int number,
        int line,
        boolean enabled,
        Map<String, String> conditions,
        String then,
        Map<String, String> duties) {

    /** What is longer is read in the document. */
    private static final int LONGEST = 300;

    private static final List<String> DUTIES =
            List.of("notice", "notice-to", "queue", "route", "alert", "review", "tags", "severity");

    public RuleOutline {
        conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
        duties = Collections.unmodifiableMap(new LinkedHashMap<>(duties));
    }

    static RuleOutline of(Rule rule, boolean enabled, MapNode map) {
        return new RuleOutline(
                rule.name(),
                rule.number(),
                rule.line(),
                enabled,
                words(map, RuleParser.CONDITIONS),
                rule.action().then().id(),
                words(map, DUTIES));
    }

    private static Map<String, String> words(MapNode map, List<String> keys) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String key : keys) {
            Value value = map.value(key);
            if (value.isPresent()) {
                words.put(key, value.words(LONGEST));
            }
        }
        return words;
    }
}
