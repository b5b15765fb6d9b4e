package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.history.Changes;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyHistory;
import org.sallyport.policy.history.PolicyVersion;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.ui.page.DiffView;
import org.sallyport.ui.page.DraftView;
import org.sallyport.ui.page.HistoryPage;
import org.sallyport.ui.page.ProblemView;
import org.sallyport.ui.page.RuleView;
import org.sallyport.ui.page.RulebasePage;
import org.sallyport.ui.page.VersionPage;
import org.sallyport.ui.page.VersionView;
import org.sallyport.ui.page.Visible;

/** Shows the rules in force and the versions there were, and goes back to one. */
final class RulebaseDesk {

    private static final int RULES_ON_A_PAGE = 200;
    private static final int VERSIONS_ON_A_PAGE = 25;

    /** What was just done, by the word in the address. */
    private static final Map<String, String> DONE = Map.of(
            "published", "It is published. New decisions follow it within a second or two.",
            "discarded", "The draft is discarded.",
            "adopted", "What was edited by hand is now a version.",
            "restored", "The file is the newest version again. It is in force within a second or two.",
            "drafted", "It is a draft: somebody else has to look at it and publish it.");

    private final PolicyModel model;
    private final Clock clock;
    private final Pages pages;
    private final Problems problems;

    RulebaseDesk(PolicyModel model, Clock clock, Pages pages, Problems problems) {
        this.model = model;
        this.clock = clock;
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy", this::rules),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/file", this::file),
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/versions", this::versions),
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/versions/{number}", this::version),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/versions/{number}", this::rollBack));
    }

    private void rules(Context ctx, Session session) throws IOException {
        String done = ctx.queryParam("done");
        show(ctx, session, done == null ? null : DONE.get(done));
    }

    private void show(Context ctx, Session session, @Nullable String note) throws IOException {
        PolicyServices services = model.services();
        PolicyFile.State state = services.inForce().get();
        PolicyDesk desk = services.desk();
        String text = model.inFile();
        Optional<PolicyVersion> newest = desk.history().newest();
        boolean edited = newest.isPresent() && !newest.get().text().equals(text);
        List<RuleView> all =
                state.rulebase().outline().stream().map(RuleView::of).toList();
        int from = Math.min(Forms.from(ctx), Math.max(0, all.size() - 1));
        int until = Math.min(all.size(), from + RULES_ON_A_PAGE);
        // Read anew for the groups of the directory and the like, if the file is what is in force.
        var warnings = state.refused().isEmpty() && model.read(text) instanceof RulebaseReader.Result.Valid valid
                ? valid.warnings()
                : state.warnings();
        pages.show(
                ctx,
                session,
                "Policy",
                "policy.jte",
                new RulebasePage(
                        state.rulebase().version(),
                        services.file(),
                        newest.map(version -> VersionView.of(version, clock.getZone()))
                                .orElse(null),
                        edited,
                        edited
                                ? DiffView.of(
                                        "version " + newest.get().number(),
                                        "the file as it is",
                                        Changes.between(newest.get().text(), text))
                                : null,
                        Sha256.hex(text),
                        broken(desk.history().glance()),
                        all.subList(from, until),
                        all.size(),
                        from == 0 ? null : "/policy?from=" + Math.max(0, from - RULES_ON_A_PAGE),
                        until == all.size() ? null : "/policy?from=" + until,
                        ProblemView.of(warnings, services.file(), text),
                        ProblemView.of(state.refused(), services.file(), text),
                        desk.drafts().stream()
                                .map(draft -> DraftView.of(draft, clock.getZone()))
                                .toList(),
                        session.may(Access.EDIT_POLICY),
                        note));
    }

    static String broken(PolicyHistory.Check check) {
        return switch (check) {
            case PolicyHistory.Check.Intact intact -> "";
            case PolicyHistory.Check.Broken broken -> "version " + broken.number() + ": " + broken.why();
        };
    }

    /** Takes an edit by hand into the history, or takes it back. */
    private void file(Context ctx, Session session) throws IOException {
        PolicyDesk desk = model.services().desk();
        String login = session.person().login();
        String action = ctx.formParam("action");
        String reason = Forms.field(ctx, "reason", PolicyModel.LONGEST_REASON);
        String seen = ctx.formParam("seen");
        if ("restore".equals(action)) {
            done(ctx, session, desk.restoreFile(seen), "restored");
        } else if (reason.isBlank()) {
            ctx.status(422);
            show(ctx, session, "Say why first: the reason is kept with the version.");
        } else {
            done(ctx, session, desk.adopt(login, reason, seen), "adopted");
        }
    }

    private void done(Context ctx, Session session, PolicyDesk.Outcome outcome, String word) throws IOException {
        switch (outcome) {
            case PolicyDesk.Outcome.Published published -> ctx.redirect("/policy?done=" + word, HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Drafted drafted ->
                ctx.redirect("/policy/drafts/" + drafted.draft().id() + "/changes", HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Invalid invalid -> {
                ctx.status(422);
                show(ctx, session, "It has mistakes now and can't be published: " + first(invalid));
            }
            case PolicyDesk.Outcome.Refused refused -> {
                ctx.status(409);
                show(ctx, session, "Nothing was done: " + Visible.line(refused.why()) + ".");
            }
        }
    }

    private static String first(PolicyDesk.Outcome.Invalid invalid) {
        return Visible.line(invalid.problems().list().getFirst().toString());
    }

    private void versions(Context ctx, Session session) throws IOException {
        PolicyHistory history = model.services().desk().history();
        List<PolicyVersion> found = history.versions(Forms.from(ctx), VERSIONS_ON_A_PAGE);
        int last = found.isEmpty() ? 0 : found.getLast().number();
        PolicyHistory.Check check = history.check();
        pages.show(
                ctx,
                session,
                "History of the policy",
                "history.jte",
                new HistoryPage(
                        found.stream()
                                .map(version -> VersionView.of(version, clock.getZone()))
                                .toList(),
                        last > 1 ? "/policy/versions?from=" + last : null,
                        check instanceof PolicyHistory.Check.Intact intact ? intact.versions() : -1,
                        broken(check)));
    }

    private void version(Context ctx, Session session) {
        Optional<PolicyVersion> version = model.version(ctx.pathParam("number"));
        if (version.isEmpty()) {
            problems.notFound(ctx, session);
        } else {
            show(ctx, session, version.get(), null);
        }
    }

    private void show(Context ctx, Session session, PolicyVersion version, @Nullable String note) {
        PolicyHistory history = model.services().desk().history();
        Optional<PolicyVersion> before = history.version(version.number() - 1);
        pages.show(
                ctx,
                session,
                "Version " + version.number(),
                "version.jte",
                new VersionPage(
                        VersionView.of(version, clock.getZone()),
                        version.text().length() > PolicyModel.LONGEST_TEXT ? null : Visible.text(version.text()),
                        DiffView.of(
                                before.isPresent() ? "version " + (version.number() - 1) : "nothing",
                                "version " + version.number(),
                                Changes.between(before.map(PolicyVersion::text).orElse(""), version.text())),
                        history.newest().map(PolicyVersion::number).orElse(0),
                        session.may(Access.EDIT_POLICY),
                        model.services().desk().secondPairOfEyes(),
                        note));
    }

    private void rollBack(Context ctx, Session session) throws IOException {
        Optional<PolicyVersion> version = model.version(ctx.pathParam("number"));
        if (version.isEmpty()) {
            problems.notFound(ctx, session);
            return;
        }
        String reason = Forms.field(ctx, "reason", PolicyModel.LONGEST_REASON);
        if (reason.isBlank()) {
            ctx.status(422);
            show(ctx, session, version.get(), "Say why first: the reason is kept with the version.");
            return;
        }
        PolicyDesk desk = model.services().desk();
        int newest = Forms.number(ctx, "newest");
        switch (desk.rollBack(
                version.get().number(),
                newest < 0 ? null : newest,
                session.person().login(),
                reason)) {
            case PolicyDesk.Outcome.Published published -> ctx.redirect("/policy?done=published", HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Drafted drafted ->
                ctx.redirect("/policy/drafts/" + drafted.draft().id() + "/changes", HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Invalid invalid -> {
                ctx.status(422);
                show(
                        ctx,
                        session,
                        version.get(),
                        "This version is not valid any more, and nothing was done: " + first(invalid));
            }
            case PolicyDesk.Outcome.Refused refused -> {
                ctx.status(409);
                show(ctx, session, version.get(), "Nothing was done: " + Visible.line(refused.why()) + ".");
            }
        }
    }
}
