package org.sallyport.ui.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sallyport.policy.rule.RuleOutline;

/**
 * A rule in a table.
 *
 * @param index its place, from 0
 * @param number its place as people count, from 1
 * @param line where it starts in the document
 * @param conditions what it asks; none: it matches everything
 * @param then the verdict, for the style sheet and in words
 * @param duties what else it does
 */
public record RuleView(
        int index,
        int number,
        String name,
        int line,
        boolean enabled,
        List<Part> conditions,
        HitView.Badge then,
        List<Part> duties) {

    /**
     * A key and what stands behind it.
     *
     * @param key as the document has it
     * @param words the rest in one line
     */
    public record Part(String key, String words) {}

    public static RuleView of(RuleOutline rule) {
        String kind = rule.then().equals("quarantine") ? "drop" : rule.then();
        String label = rule.then().substring(0, 1).toUpperCase(Locale.ROOT)
                + rule.then().substring(1);
        return new RuleView(
                rule.number(),
                rule.number() + 1,
                Visible.line(rule.name()),
                rule.line(),
                rule.enabled(),
                parts(rule.conditions()),
                new HitView.Badge(kind, label),
                parts(rule.duties()));
    }

    /** A rule of a document that can't be read yet. */
    public static RuleView unread(int index, String name, int line) {
        return new RuleView(
                index,
                index + 1,
                Visible.line(name),
                line,
                true,
                List.of(),
                new HitView.Badge("unknown", "?"),
                List.of());
    }

    private static List<Part> parts(Map<String, String> words) {
        List<Part> parts = new ArrayList<>();
        words.forEach((key, value) -> parts.add(new Part(key, Visible.line(value))));
        return List.copyOf(parts);
    }
}
