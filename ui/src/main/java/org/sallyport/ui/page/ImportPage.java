package org.sallyport.ui.page;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.BindingsCsv;

/**
 * A file of names, looked at or imported; or the form to choose one.
 *
 * @param problem why the file can't be looked at; null when nothing is wrong
 * @param result what came of it; null before there is a file
 */
public record ImportPage(@Nullable String problem, @Nullable Result result) {

    /** Most lines that are shown one by one. */
    private static final int MOST_LINES = 1_000;

    private static final Set<BindingsCsv.Kind> WORTH_A_LOOK = Set.of(BindingsCsv.Kind.WRONG, BindingsCsv.Kind.DISPUTED);

    /** The form, before there is a file. */
    public static final ImportPage FORM = new ImportPage(null, null);

    /**
     * What came of a file.
     *
     * @param headline what happened, in a few words
     * @param failed whether it should have been imported and was not
     * @param next where it is imported; null when it has been, or nothing in it could be
     * @param whole whether all of it can be imported
     * @param fresh how many names become somebody's
     * @param same how many are theirs already
     * @param disputed how many are another's
     * @param wrong how many lines can't be imported
     * @param lines the lines that are shown
     * @param notShown how many are not
     */
    public record Result(
            String headline,
            boolean failed,
            @Nullable String next,
            boolean whole,
            long fresh,
            long same,
            long disputed,
            long wrong,
            List<Line> lines,
            long notShown) {

        /**
         * @param next where it is imported; null when that is over
         * @param headline what happened
         */
        public static Result of(BindingsCsv.Report report, String headline, @Nullable String next) {
            List<BindingsCsv.Line> all = report.lines();
            List<BindingsCsv.Line> shown = all.size() <= MOST_LINES
                    ? all
                    : all.stream()
                            .filter(line -> WORTH_A_LOOK.contains(line.kind()))
                            .limit(MOST_LINES)
                            .toList();
            long fresh = report.count(BindingsCsv.Kind.NEW);
            long disputed = report.count(BindingsCsv.Kind.DISPUTED);
            long wrong = report.count(BindingsCsv.Kind.WRONG);
            return new Result(
                    headline,
                    !report.failure().isEmpty(),
                    fresh + disputed == 0 ? null : next,
                    wrong == 0,
                    fresh,
                    report.count(BindingsCsv.Kind.SAME),
                    disputed,
                    wrong,
                    shown.stream().map(Line::of).toList(),
                    all.size() - shown.size());
        }
    }

    /**
     * A line of a file.
     *
     * @param kind its kind's id, for the style sheet
     * @param what what becomes of it, with what is wrong
     */
    public record Line(int number, String service, String name, String login, String kind, String what) {

        static Line of(BindingsCsv.Line line) {
            String what = switch (line.kind()) {
                case NEW -> "New";
                case SAME -> "Bound so already";
                case DISPUTED -> "Another's: waits under Conflicts";
                case WRONG -> "Wrong: " + Visible.line(line.why());
            };
            String kind = switch (line.kind()) {
                case NEW -> "new";
                case SAME -> "same";
                case DISPUTED -> "disputed";
                case WRONG -> "wrong";
            };
            return new Line(
                    line.number(),
                    Visible.line(line.service()),
                    Visible.line(line.name()),
                    Visible.line(line.login()),
                    kind,
                    what);
        }
    }
}
