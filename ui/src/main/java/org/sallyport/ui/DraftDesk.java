package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.history.Changes;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyVersion;
import org.sallyport.policy.history.RuleText;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.ui.page.DiffView;
import org.sallyport.ui.page.DraftPage;
import org.sallyport.ui.page.DraftView;
import org.sallyport.ui.page.ProblemView;
import org.sallyport.ui.page.RuleView;
import org.sallyport.ui.page.Visible;

/** Where the policy is edited: as a whole, rule by rule, and published. */
final class DraftDesk {

    private static final int LONGEST_RULE = 64 * 1024;

    private final PolicyModel model;
    private final Clock clock;
    private final Pages pages;
    private final org.sallyport.ui.Problems answers;

    DraftDesk(PolicyModel model, Clock clock, Pages pages, org.sallyport.ui.Problems answers) {
        this.model = model;
        this.clock = clock;
        this.pages = pages;
        this.answers = answers;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts", this::begin),
                Route.page(Access.EDIT_POLICY, HandlerType.GET, "/policy/drafts/{id}", this::text),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts/{id}", this::save)
                        .withMaxBody(PolicyModel.FORM_BODY),
                Route.page(Access.EDIT_POLICY, HandlerType.GET, "/policy/drafts/{id}/rules", this::rules),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts/{id}/rules", this::change),
                Route.page(Access.EDIT_POLICY, HandlerType.GET, "/policy/drafts/{id}/rules/{index}", this::rule),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts/{id}/rules/{index}", this::saveRule)
                        .withMaxBody(9 * LONGEST_RULE),
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/drafts/{id}/changes", this::changes),
                Route.page(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts/{id}/changes", this::publish));
    }

    private PolicyDesk desk() {
        return model.services().desk();
    }

    /** A new draft, of what is in the file now. */
    private void begin(Context ctx, Session session) throws IOException {
        switch (desk().draftOfFile(session.person().login())) {
            case PolicyDesk.Outcome.Drafted drafted ->
                ctx.redirect("/policy/drafts/" + drafted.draft().id(), HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Refused refused ->
                answers.show(ctx, session, 409, "No draft was made", Visible.line(refused.why()) + ".");
            case PolicyDesk.Outcome.Published published -> throw new IllegalStateException("a draft is not published");
            case PolicyDesk.Outcome.Invalid invalid -> throw new IllegalStateException("a draft may have mistakes");
        }
    }

    private @Nullable Draft find(Context ctx, Session session) {
        Optional<Draft> draft = desk().draft(ctx.pathParam("id"));
        if (draft.isEmpty()) {
            answers.show(
                    ctx,
                    session,
                    404,
                    "This draft is not there any more",
                    "Somebody may have published or discarded it. The policy's page lists those there are.");
            return null;
        }
        return draft.get();
    }

    private void text(Context ctx, Session session) {
        Draft draft = find(ctx, session);
        if (draft != null) {
            show(ctx, session, draft, Part.of("text", draft));
        }
    }

    /** One part of a draft's page, and what went wrong in it. */
    private record Part(
            String tab,
            String text,
            String reason,
            @Nullable String note,
            int index) {

        static Part of(String tab, Draft draft) {
            return new Part(tab, draft.text(), draft.reason(), null, -1);
        }

        Part noting(String trouble) {
            return new Part(tab, text, reason, trouble, index);
        }
    }

    private void show(Context ctx, Session session, Draft draft, Part part) {
        String document = part.tab().equals("text") ? part.text() : draft.text();
        String name = model.services().file();
        RulebaseReader.Result result = model.read(document);
        Problems errors = result instanceof RulebaseReader.Result.Invalid invalid ? invalid.problems() : Problems.NONE;
        Problems warnings = result instanceof RulebaseReader.Result.Valid valid ? valid.warnings() : Problems.NONE;
        List<RuleView> rules = result instanceof RulebaseReader.Result.Valid valid
                ? valid.rulebase().outline().stream().map(RuleView::of).toList()
                : places(document);
        boolean shown = part.text().length() <= PolicyModel.LONGEST_TEXT;
        pages.show(
                ctx,
                session,
                "Draft",
                "draft.jte",
                new DraftPage(
                        DraftView.of(draft, clock.getZone()),
                        part.tab(),
                        shown ? part.text() : null,
                        part.reason(),
                        ProblemView.of(errors, name, document),
                        ProblemView.of(warnings, name, document),
                        part.note(),
                        listed(ctx, part, rules),
                        rules.size(),
                        !part.tab().equals("rules") || RuleText.of(document).isPresent(),
                        part.index(),
                        part.tab().equals("changes") ? diff(draft) : null,
                        part.tab().equals("changes") ? stale(draft) : null,
                        !desk().secondPairOfEyes()
                                || !draft.isBy(session.person().login()),
                        desk().secondPairOfEyes()));
    }

    /** The part of the list of rules that is asked for, or that has the rule just tried. */
    private static List<RuleView> listed(Context ctx, Part part, List<RuleView> all) {
        if (!part.tab().equals("rules")) {
            return all;
        }
        int asked = Math.max(Forms.from(ctx), Forms.number(ctx, "index"));
        int from = DraftPage.partWith(Math.min(asked, all.size() - 1));
        return all.subList(from, Math.min(all.size(), from + DraftPage.RULES));
    }

    private static String listPath(Draft draft, int index) {
        return "/policy/drafts/" + draft.id() + DraftPage.rulesPath(index);
    }

    /** Where the rules are, when they can't be read yet. */
    private static List<RuleView> places(String document) {
        return RuleText.of(document)
                .map(text -> {
                    List<RuleText.Place> places = text.rules();
                    return java.util.stream.IntStream.range(0, places.size())
                            .mapToObj(i -> RuleView.unread(
                                    i, places.get(i).name(), places.get(i).dashLine()))
                            .toList();
                })
                .orElse(List.of());
    }

    private DiffView diff(Draft draft) {
        return DiffView.of("what is in the file now", "this draft", Changes.between(model.inFile(), draft.text()));
    }

    /** Why a draft can't be published as things are; null when it can. */
    private @Nullable String stale(Draft draft) {
        int newest = desk().history().newest().map(PolicyVersion::number).orElse(0);
        if (draft.base() != newest) {
            return "Since this draft was made, version " + newest + " was published. What is below would replace it.";
        }
        String now = model.inFile();
        boolean same = draft.file().isEmpty() || draft.file().equals(Sha256.hex(now));
        return same
                ? null
                : "Since this draft was made, somebody edited the file by hand. What is below would replace that.";
    }

    /** Saves the text, or only looks it through. Nothing that was typed is lost, whatever comes of it. */
    private void save(Context ctx, Session session) throws IOException {
        Draft draft = find(ctx, session);
        if (draft == null) {
            return;
        }
        String reason = Forms.field(ctx, "reason", PolicyModel.LONGEST_REASON);
        String typed = PolicyModel.sameLineEnds(Forms.text(ctx, "text"), draft.text());
        Part part = new Part("text", typed, reason, null, -1);
        if (typed.length() > PolicyModel.LONGEST_TEXT) {
            ctx.status(413);
            show(ctx, session, draft, Part.of("text", draft).noting("This is too much for a page. Nothing was saved."));
            return;
        }
        if ("check".equals(ctx.formParam("action"))) {
            show(ctx, session, draft, part);
            return;
        }
        Instant seen = Forms.moment(Forms.text(ctx, "seen"));
        PolicyDesk.Outcome outcome =
                desk().revise(draft.id(), seen, session.person().login(), reason, typed);
        if (outcome instanceof PolicyDesk.Outcome.Drafted) {
            String next = "changes".equals(ctx.formParam("action")) ? "/changes" : "";
            ctx.redirect("/policy/drafts/" + draft.id() + next, HttpStatus.SEE_OTHER);
        } else if (outcome instanceof PolicyDesk.Outcome.Refused refused) {
            ctx.status(409);
            show(
                    ctx,
                    session,
                    draft,
                    part.noting("Not saved: " + refused.why() + ". What you typed is still below; "
                            + "saving again now replaces what the other wrote, "
                            + draft.author() + ", with it."));
        }
    }

    private void rules(Context ctx, Session session) {
        Draft draft = find(ctx, session);
        if (draft != null) {
            show(ctx, session, draft, Part.of("rules", draft));
        }
    }

    /** Moves a rule, switches it on or off, or takes it out. */
    private void change(Context ctx, Session session) throws IOException {
        Draft draft = find(ctx, session);
        if (draft == null) {
            return;
        }
        int index = Forms.number(ctx, "index");
        String action = Forms.text(ctx, "action");
        Optional<RuleText> rules = RuleText.of(draft.text());
        int count = rules.map(found -> found.rules().size()).orElse(0);
        if (index < 0 || index >= count) {
            ctx.status(422);
            show(ctx, session, draft, Part.of("rules", draft).noting("There is no such rule."));
            return;
        }
        Optional<RuleText> changed = rules.flatMap(text -> switch (action) {
            case "up" -> index > 0 ? text.move(index, index - 1) : Optional.of(text);
            case "down" -> index < count - 1 ? text.move(index, index + 1) : Optional.of(text);
            case "off" -> text.enable(index, false);
            case "on" -> text.enable(index, true);
            case "delete" -> text.delete(index);
            default -> Optional.empty();
        });
        put(ctx, session, draft, changed, Part.of("rules", draft), listPath(draft, index));
    }

    private void put(Context ctx, Session session, Draft draft, Optional<RuleText> changed, Part part, String next)
            throws IOException {
        if (changed.isEmpty()) {
            ctx.status(422);
            show(
                    ctx,
                    session,
                    draft,
                    part.noting("This can't be done without touching other rules. Edit the text instead."));
            return;
        }
        Instant seen = Forms.moment(Forms.text(ctx, "seen"));
        PolicyDesk.Outcome outcome = desk().revise(
                        draft.id(),
                        seen,
                        session.person().login(),
                        draft.reason(),
                        changed.get().text());
        if (outcome instanceof PolicyDesk.Outcome.Drafted) {
            ctx.redirect(next, HttpStatus.SEE_OTHER);
        } else if (outcome instanceof PolicyDesk.Outcome.Refused refused) {
            ctx.status(409);
            show(ctx, session, draft, part.noting("Not done: " + refused.why() + ". This is how it is now."));
        }
    }

    /** One rule as text; at the place {@code new} or {@code new-<index>}, a template for another one. */
    private void rule(Context ctx, Session session) {
        Draft draft = find(ctx, session);
        if (draft == null) {
            return;
        }
        Optional<RuleText> rules = RuleText.of(draft.text());
        int index = index(ctx);
        if (rules.isEmpty() || index < 0 || index >= rules.get().rules().size()) {
            answers.notFound(ctx, session);
            return;
        }
        String text = isNew(ctx) ? PolicyModel.NEW_RULE : rules.get().rule(index);
        show(ctx, session, draft, new Part(tab(ctx), text, draft.reason(), null, index));
    }

    private static boolean isNew(Context ctx) {
        return ctx.pathParam("index").startsWith("new-");
    }

    private static String tab(Context ctx) {
        return isNew(ctx) ? "new" : "rule";
    }

    private static int index(Context ctx) {
        String text = ctx.pathParam("index").replaceFirst("^new-", "");
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
    }

    private void saveRule(Context ctx, Session session) throws IOException {
        Draft draft = find(ctx, session);
        if (draft == null) {
            return;
        }
        Optional<RuleText> rules = RuleText.of(draft.text());
        int index = index(ctx);
        if (rules.isEmpty() || index < 0 || index >= rules.get().rules().size()) {
            answers.notFound(ctx, session);
            return;
        }
        String typed = PolicyModel.sameLineEnds(Forms.text(ctx, "text"), draft.text());
        Part part = new Part(tab(ctx), typed, draft.reason(), null, index);
        if (typed.length() > LONGEST_RULE) {
            ctx.status(413);
            show(ctx, session, draft, part.noting("A rule has at most 64 kB here."));
            return;
        }
        Optional<RuleText> changed =
                isNew(ctx) ? rules.get().insert(index, typed) : rules.get().replaceWhole(index, typed);
        if (changed.isEmpty()) {
            ctx.status(422);
            show(
                    ctx,
                    session,
                    draft,
                    part.noting("This is not one rule that begins with a dash and a name, and nothing was saved."));
            return;
        }
        put(ctx, session, draft, changed, part, listPath(draft, index));
    }

    private void changes(Context ctx, Session session) {
        Draft draft = find(ctx, session);
        if (draft != null) {
            show(ctx, session, draft, Part.of("changes", draft));
        }
    }

    /** Publishes, throws away, or says that the draft is meant to replace what is there now. */
    private void publish(Context ctx, Session session) throws IOException {
        Draft draft = find(ctx, session);
        if (draft == null) {
            return;
        }
        String login = session.person().login();
        Instant seen = Forms.moment(Forms.text(ctx, "seen"));
        String action = Forms.text(ctx, "action");
        if (action.equals("discard")) {
            if (desk().discard(draft.id(), seen) instanceof PolicyDesk.Outcome.Refused refused) {
                ctx.status(409);
                Part part = Part.of("changes", draft);
                show(ctx, session, draft, part.noting("Not discarded: " + refused.why() + ". This is how it is now."));
            } else {
                ctx.redirect("/policy?done=discarded", HttpStatus.SEE_OTHER);
            }
            return;
        }
        String reason = Forms.field(ctx, "reason", PolicyModel.LONGEST_REASON);
        Part part = new Part("changes", draft.text(), reason, null, -1);
        PolicyDesk.Outcome outcome;
        if (action.equals("rebase")) {
            outcome = desk().rebase(draft.id(), seen, login);
        } else if (reason.isBlank()) {
            ctx.status(422);
            show(ctx, session, draft, part.noting("Say why first: the reason is kept with the version."));
            return;
        } else {
            outcome = desk().publish(draft.id(), seen, login, reason);
        }
        switch (outcome) {
            case PolicyDesk.Outcome.Published published -> ctx.redirect("/policy?done=published", HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Drafted drafted ->
                ctx.redirect("/policy/drafts/" + draft.id() + "/changes", HttpStatus.SEE_OTHER);
            case PolicyDesk.Outcome.Invalid invalid -> {
                ctx.status(422);
                show(ctx, session, draft, part.noting("It has mistakes, and was not published."));
            }
            case PolicyDesk.Outcome.Refused refused -> {
                ctx.status(409);
                show(ctx, session, draft, part.noting("Not published: " + Visible.line(refused.why()) + "."));
            }
        }
    }
}
