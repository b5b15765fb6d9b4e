package org.sallyport.policy.history;

import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiff;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is different between two texts, line by line, with a few lines around each difference. Immutable.
 *
 * <p><b>Bounds:</b> two texts with more than {@value #MOST_STEPS} differing lines are not compared: {@code tooMany} says so.
 *
 * @param lines none when nothing is different
 * @param tooMany whether more is different than can be shown; then there are no lines
 */
public record Changes(List<Line> lines, boolean tooMany) {

    private static final int CONTEXT_LINES = 3;

    /** The work and the memory grow with the square of it. */
    private static final int MOST_STEPS = 2_000;

    private static final Pattern PLACE = Pattern.compile("@@ -([0-9]+)(?:,[0-9]+)? \\+([0-9]+)(?:,[0-9]+)? @@");

    public Changes {
        lines = List.copyOf(lines);
    }

    /** What became of a line. */
    public enum Kind {
        /** Not a line of either text: a new place begins, whose numbers {@code text} has. */
        PLACE,
        SAME,
        REMOVED,
        ADDED
    }

    /**
     * One line.
     *
     * @param before its number in the older text, from 1; 0 when it is not there
     * @param after its number in the newer text; likewise
     */
    public record Line(Kind kind, int before, int after, String text) {}

    /** Ends a comparison that would go on for too long. */
    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooMany() {
            super("too many differences", null, false, false);
        }
    }

    private static final class Bound implements DiffAlgorithmListener {
        @Override
        public void diffStart() {
            // Nothing is counted yet.
        }

        @Override
        public void diffStep(int value, int max) {
            if (value > MOST_STEPS) {
                throw new TooMany();
            }
        }

        @Override
        public void diffEnd() {
            // Nothing to tidy.
        }
    }

    /** Compares two texts. */
    public static Changes between(String from, String to) {
        List<String> before = from.lines().toList();
        List<String> after = to.lines().toList();
        try {
            Patch<String> patch =
                    Patch.generate(before, after, new MyersDiff<String>().computeDiff(before, after, new Bound()));
            return new Changes(
                    lines(UnifiedDiffUtils.generateUnifiedDiff("", "", before, patch, CONTEXT_LINES)), false);
        } catch (TooMany e) {
            return new Changes(List.of(), true);
        }
    }

    private static List<Line> lines(List<String> unified) {
        List<Line> lines = new ArrayList<>();
        int before = 0;
        int after = 0;
        // The first two name the texts.
        for (String line : unified.subList(Math.min(2, unified.size()), unified.size())) {
            Matcher place = PLACE.matcher(line);
            if (place.matches()) {
                before = Integer.parseInt(place.group(1));
                after = Integer.parseInt(place.group(2));
                lines.add(new Line(Kind.PLACE, 0, 0, line));
            } else if (line.startsWith("-")) {
                lines.add(new Line(Kind.REMOVED, before++, 0, line.substring(1)));
            } else if (line.startsWith("+")) {
                lines.add(new Line(Kind.ADDED, 0, after++, line.substring(1)));
            } else {
                lines.add(new Line(Kind.SAME, before++, after++, line.isEmpty() ? "" : line.substring(1)));
            }
        }
        return lines;
    }

    /** The same as a unified diff; empty when nothing is different. */
    public String unified(String fromName, String toName) {
        if (tooMany) {
            return "--- " + fromName + "\n+++ " + toName + "\n(more is different than can be shown)";
        }
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("--- " + fromName + "\n+++ " + toName);
        for (Line line : lines) {
            out.append('\n')
                    .append(
                            switch (line.kind()) {
                                case PLACE -> "";
                                case SAME -> " ";
                                case REMOVED -> "-";
                                case ADDED -> "+";
                            })
                    .append(line.text());
        }
        return out.toString();
    }
}
