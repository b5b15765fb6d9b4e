package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.simulate.SimulationReport;

/**
 * A policy tried out on the archive.
 *
 * @param state {@code running}, {@code done}, {@code cancelled} or {@code failed}
 * @param policy what is tried out
 * @param span from when to when
 * @param who who asked for it
 * @param started when
 * @param events how many were looked at
 * @param expected how many there are; empty while nobody knows
 * @param percent how far it is, 0 to 100
 * @param unreadable how many could not be read; 0: none
 * @param failure why it failed; empty when it did not
 * @param report what came of it; null before the end
 * @param mayCancel whether whoever looks may end it
 */
public record SimulationPage(
        String id,
        String state,
        String policy,
        String span,
        String who,
        When started,
        String events,
        String expected,
        int percent,
        long unreadable,
        String failure,
        @Nullable Report report,
        boolean mayCancel) {

    /**
     * @param changes how many of each kind
     * @param tables by rule, service and person
     */
    public record Report(List<Count> changes, boolean nothing, List<Table> tables) {}

    /** @param kind for the style sheet */
    public record Count(String kind, String label, String count) {}

    /** @param more how many rows were left out */
    public record Table(String title, String column, List<Row> rows, int more) {}

    public record Row(String name, String events, String allowed, String refused, String other, List<Sample> samples) {}

    /** @param path the address of its conversation; null outside any */
    public record Sample(@Nullable String path, String change, String before, String now) {}

    private static final int MOST_ROWS = 100;

    /**
     * The report in tables.
     *
     * @param mayRead whether samples lead to their conversations; else what they have in common is said once
     */
    public static Report of(SimulationReport report, boolean mayRead) {
        List<Count> changes = List.of(
                count(report, SimulationReport.Change.NOW_REFUSED),
                count(report, SimulationReport.Change.NOW_ALLOWED),
                count(report, SimulationReport.Change.OTHER_VERDICT),
                count(report, SimulationReport.Change.UNDECIDED),
                count(report, SimulationReport.Change.NONE));
        boolean nothing = report.changes().keySet().stream().allMatch(SimulationReport.Change.NONE::equals);
        return new Report(
                changes,
                nothing,
                List.of(
                        table("By rule", "Rule that would decide", report.rules(), false, mayRead),
                        table("By service", "Service", report.services(), true, mayRead),
                        table("By person", "Person", report.people(), false, mayRead)));
    }

    private static Count count(SimulationReport report, SimulationReport.Change change) {
        return new Count(
                change.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                words(change),
                ArchiveNote.count(report.changes().getOrDefault(change, 0L)));
    }

    private static Table table(
            String title, String column, List<SimulationReport.Group> groups, boolean services, boolean mayRead) {
        List<Row> rows = groups.stream()
                .limit(MOST_ROWS)
                .map(group -> new Row(
                        services ? Names.service(group.name()) : Visible.line(group.name()),
                        ArchiveNote.count(group.events()),
                        part(group, SimulationReport.Change.NOW_ALLOWED),
                        part(group, SimulationReport.Change.NOW_REFUSED),
                        ArchiveNote.count(group.changes().getOrDefault(SimulationReport.Change.OTHER_VERDICT, 0L)
                                + group.changes().getOrDefault(SimulationReport.Change.UNDECIDED, 0L)),
                        group.samples().stream()
                                .map(sample -> sample(sample, mayRead))
                                .distinct()
                                .toList()))
                .toList();
        return new Table(title, column, rows, Math.max(0, groups.size() - MOST_ROWS));
    }

    private static String part(SimulationReport.Group group, SimulationReport.Change change) {
        return ArchiveNote.count(group.changes().getOrDefault(change, 0L));
    }

    private static Sample sample(SimulationReport.Sample sample, boolean mayRead) {
        return new Sample(
                sample.conversation() == null || !mayRead
                        ? null
                        : HitView.conversationPath(sample.conversation()) + "?around=" + HitView.encoded(sample.id())
                                + "#hit",
                words(sample.change()),
                sample.ruleBefore().isEmpty() ? "no rule" : Visible.line(sample.ruleBefore()),
                sample.ruleNow().isEmpty() ? "no rule" : Visible.line(sample.ruleNow()));
    }

    private static String words(SimulationReport.Change change) {
        return switch (change) {
            case NONE -> "As before";
            case NOW_ALLOWED -> "Would now pass";
            case NOW_REFUSED -> "Would now be refused";
            case OTHER_VERDICT -> "Another verdict";
            case UNDECIDED -> "Could not be decided";
        };
    }
}
