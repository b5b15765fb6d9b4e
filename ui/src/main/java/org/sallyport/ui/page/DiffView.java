package org.sallyport.ui.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sallyport.policy.history.Changes;

/**
 * What is different between two texts.
 *
 * @param from what the older one is called
 * @param to what the newer one is called
 * @param lines none when nothing is different
 * @param tooMany whether more is different than can be shown
 * @param added how many lines are new
 * @param removed how many are gone
 */
public record DiffView(String from, String to, List<Line> lines, boolean tooMany, long added, long removed) {

    /**
     * @param kind for the style sheet
     * @param before its number before; empty when it was not there
     * @param after its number now; likewise
     */
    public record Line(String kind, String before, String after, String text) {}

    public static DiffView of(String from, String to, Changes changes) {
        List<Line> lines = new ArrayList<>();
        for (Changes.Line line : changes.lines()) {
            lines.add(new Line(
                    line.kind().name().toLowerCase(Locale.ROOT),
                    line.before() == 0 ? "" : Integer.toString(line.before()),
                    line.after() == 0 ? "" : Integer.toString(line.after()),
                    Visible.text(line.text())));
        }
        return new DiffView(
                from,
                to,
                List.copyOf(lines),
                changes.tooMany(),
                count(changes, Changes.Kind.ADDED),
                count(changes, Changes.Kind.REMOVED));
    }

    private static long count(Changes changes, Changes.Kind kind) {
        return changes.lines().stream().filter(line -> line.kind() == kind).count();
    }
}
