package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.history.Changes;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.LexiconDesk;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyVersion;
import org.sallyport.ui.page.ArchiveNote;
import org.sallyport.ui.page.DiffView;
import org.sallyport.ui.page.DraftView;
import org.sallyport.ui.page.LexiconPage;
import org.sallyport.ui.page.LexiconsPage;
import org.sallyport.ui.page.ProblemView;
import org.sallyport.ui.page.VersionView;
import org.sallyport.ui.page.Visible;

/** Shows and changes the files of words that the policy names. */
final class WordsDesk {

    private static final int LONGEST_PATH = 512;
    private static final int VERSIONS = 25;

    private final LexiconDesk lexicons;
    private final Clock clock;
    private final Pages pages;
    private final Problems problems;
    private final boolean secondPairOfEyes;

    WordsDesk(PolicyModel model, Clock clock, Pages pages, Problems problems) {
        this.lexicons = model.services().lexicons();
        this.clock = clock;
        this.pages = pages;
        this.problems = problems;
        this.secondPairOfEyes = model.services().desk().secondPairOfEyes();
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/lexicons", this::list),
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/lexicons/file", this::file),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/lexicons/file", this::save)
                        .withMaxBody(PolicyModel.FORM_BODY),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/lexicons/draft", this::settle));
    }

    private void list(Context ctx, Session session) throws IOException {
        List<LexiconsPage.File> files = new ArrayList<>();
        for (LexiconDesk.Listed listed : lexicons.files()) {
            files.add(new LexiconsPage.File(
                    Visible.line(listed.path()),
                    String.join(", ", listed.uses()),
                    listed.bytes() < 0 ? "is not there" : ArchiveNote.count(listed.bytes()) + " bytes"));
        }
        pages.show(
                ctx,
                session,
                "Lexicons",
                "lexicons.jte",
                new LexiconsPage(List.copyOf(files), session.may(Access.EDIT_POLICY)));
    }

    /** What is said on the page besides. */
    private record Part(
            String path,
            @Nullable String typed,
            String reason,
            List<ProblemView> errors,
            @Nullable String note,
            boolean good) {}

    private void file(Context ctx, Session session) throws IOException {
        String path = ctx.queryParam("path");
        PolicyDesk desk = path == null ? null : find(ctx, session, path);
        if (path != null && desk != null) {
            String done = ctx.queryParam("done");
            String note = switch (done == null ? "" : done) {
                case "saved" -> "Saved. New decisions follow it within a second or two.";
                case "drafted" -> "Saved as a draft: somebody else has to publish it.";
                case "discarded" -> "The draft is discarded.";
                default -> null;
            };
            show(ctx, session, desk, new Part(path, null, "", List.of(), note, true));
        } else if (path == null) {
            problems.notFound(ctx, session);
        }
    }

    private @Nullable PolicyDesk find(Context ctx, Session session, String path) throws IOException {
        // A new one begins on its page: but only for those who may make it.
        Optional<PolicyDesk> desk = session.may(Access.EDIT_POLICY) ? lexicons.desk(path) : lexicons.existing(path);
        if (desk.isEmpty()) {
            problems.show(
                    ctx,
                    session,
                    404,
                    "There is no such list of words",
                    "Here are the files that the policy names as words of a lexicon, and those in the folder lexicons"
                            + " beside it whose names are letters, digits and hyphens and end with .txt.");
        }
        return desk.orElse(null);
    }

    private void show(Context ctx, Session session, PolicyDesk desk, Part part) throws IOException {
        String now = desk.inFile().orElse("");
        String text = part.typed() == null ? now : part.typed();
        List<PolicyVersion> versions = desk.history().versions(0, VERSIONS);
        List<LexiconPage.Waiting> waiting = new ArrayList<>();
        for (Draft draft : desk.drafts()) {
            waiting.add(new LexiconPage.Waiting(
                    DraftView.of(draft, clock.getZone()),
                    DiffView.of("the file now", "this draft", Changes.between(now, draft.text())),
                    !secondPairOfEyes || !draft.isBy(session.person().login())));
        }
        pages.show(
                ctx,
                session,
                part.path(),
                "lexicon.jte",
                new LexiconPage(
                        Visible.line(part.path()),
                        text.length() > PolicyModel.LONGEST_TEXT ? null : text,
                        Sha256.hex(now),
                        part.reason(),
                        part.errors(),
                        part.note(),
                        part.good(),
                        List.copyOf(waiting),
                        versions.stream()
                                .map(version -> VersionView.of(version, clock.getZone()))
                                .toList(),
                        versions.size() < 2
                                ? null
                                : DiffView.of(
                                        "version " + versions.get(1).number(),
                                        "version " + versions.getFirst().number(),
                                        Changes.between(
                                                versions.get(1).text(),
                                                versions.getFirst().text())),
                        session.may(Access.EDIT_POLICY),
                        secondPairOfEyes));
    }

    private void save(Context ctx, Session session) throws IOException {
        String path = Forms.field(ctx, "path", LONGEST_PATH);
        PolicyDesk desk = find(ctx, session, path);
        if (desk == null) {
            return;
        }
        Optional<String> there = desk.inFile();
        String now = there.orElse("");
        String typed = PolicyModel.sameLineEnds(Forms.text(ctx, "text"), now);
        String reason = Forms.field(ctx, "reason", PolicyModel.LONGEST_REASON);
        Part part = new Part(path, typed, reason, List.of(), null, false);
        if (reason.isBlank()) {
            refuse(ctx, session, desk, part, 422, "Say why first: the reason is kept with the change.");
        } else if (typed.length() > PolicyModel.LONGEST_TEXT) {
            refuse(
                    ctx,
                    session,
                    desk,
                    new Part(path, null, reason, List.of(), null, false),
                    413,
                    "This is too much for a page. Nothing was saved.");
        } else if (!Sha256.hex(now).equals(Forms.text(ctx, "seen"))) {
            refuse(
                    ctx,
                    session,
                    desk,
                    part,
                    409,
                    "Not saved: somebody has changed the file in the meantime. What you typed is still below; saving"
                            + " again now replaces the other's change with it.");
        } else if (!desk.check(typed).isEmpty()) {
            ctx.status(422);
            show(
                    ctx,
                    session,
                    desk,
                    new Part(
                            path,
                            typed,
                            reason,
                            ProblemView.of(desk.check(typed), path, typed),
                            "Nothing was saved.",
                            false));
        } else {
            put(
                    ctx,
                    session,
                    desk,
                    part,
                    desk.draft(
                            session.person().login(),
                            reason,
                            typed,
                            there.map(Sha256::hex).orElse("")));
        }
    }

    private void put(Context ctx, Session session, PolicyDesk desk, Part part, PolicyDesk.Outcome drafted)
            throws IOException {
        PolicyDesk.Outcome outcome = drafted;
        if (!secondPairOfEyes && drafted instanceof PolicyDesk.Outcome.Drafted made) {
            outcome = desk.publish(
                    made.draft().id(), made.draft().time(), session.person().login());
            if (!(outcome instanceof PolicyDesk.Outcome.Published)) {
                // What was typed is on the page: a draft that nobody asked for would only be in the way.
                desk.discard(made.draft().id());
            }
        }
        switch (outcome) {
            case PolicyDesk.Outcome.Published published -> back(ctx, part.path(), "saved");
            case PolicyDesk.Outcome.Drafted waiting -> back(ctx, part.path(), "drafted");
            case PolicyDesk.Outcome.Invalid invalid ->
                refuse(
                        ctx,
                        session,
                        desk,
                        part,
                        422,
                        invalid.problems().list().getFirst().toString());
            case PolicyDesk.Outcome.Refused refused ->
                refuse(ctx, session, desk, part, 409, "Not saved: " + refused.why() + ".");
        }
    }

    private static void back(Context ctx, String path, String done) {
        ctx.redirect(
                "/policy/lexicons/file?path=" + org.sallyport.ui.page.HitView.encoded(path) + "&done=" + done,
                HttpStatus.SEE_OTHER);
    }

    private void refuse(Context ctx, Session session, PolicyDesk desk, Part part, int status, String why)
            throws IOException {
        ctx.status(status);
        show(
                ctx,
                session,
                desk,
                new Part(part.path(), part.typed(), part.reason(), part.errors(), Visible.line(why), false));
    }

    /** Publishes what somebody else has drafted, or throws it away. */
    private void settle(Context ctx, Session session) throws IOException {
        String path = Forms.field(ctx, "path", LONGEST_PATH);
        PolicyDesk desk = find(ctx, session, path);
        if (desk == null) {
            return;
        }
        String id = Forms.field(ctx, "draft", 40);
        if (Forms.text(ctx, "action").equals("discard")) {
            desk.discard(id);
            back(ctx, path, "discarded");
            return;
        }
        Instant seen = Forms.moment(Forms.text(ctx, "seen"));
        Part part = new Part(path, null, "", List.of(), null, false);
        put(ctx, session, desk, part, desk.publish(id, seen, session.person().login()));
    }
}
