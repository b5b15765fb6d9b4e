package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingChange;
import org.sallyport.policy.identity.binding.BindingConflict;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.ui.page.BindingRow;
import org.sallyport.ui.page.ChangeRow;
import org.sallyport.ui.page.Choice;
import org.sallyport.ui.page.ConflictRow;
import org.sallyport.ui.page.ConflictsPage;
import org.sallyport.ui.page.IdentitiesPage;
import org.sallyport.ui.page.NamePage;
import org.sallyport.ui.page.Names;
import org.sallyport.ui.page.Pager;
import org.sallyport.ui.page.PersonPage;
import org.sallyport.ui.page.Visible;

/** Pages on who is behind which name: the list, one name, one person, and claims that two people lay to the same name. */
final class IdentitiesDesk {

    static final String PATH = "/identities";

    private static final int MOST_CHANGES = 200;
    private static final int MOST_CONFLICTS = 100;
    private static final int LONGEST_ID = 1_000;

    private final Identities identities;
    private final Bindings bindings;
    private final ZoneId zone;
    private final List<Choice> services;
    private final Pages pages;
    private final Problems problems;

    /** @param services the ids of the services to choose from */
    IdentitiesDesk(Identities identities, ZoneId zone, List<String> services, Pages pages, Problems problems) {
        this.identities = identities;
        this.bindings = identities.bindings();
        this.zone = zone;
        this.services = Names.services(services);
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.READ_PEOPLE, HandlerType.GET, PATH, this::list),
                Route.page(Access.READ_PEOPLE, HandlerType.GET, PATH + "/name", this::name),
                Route.page(Access.READ_PEOPLE, HandlerType.GET, PATH + "/person", this::person),
                Route.page(Access.READ_PEOPLE, HandlerType.GET, PATH + "/conflicts", this::conflicts),
                Route.page(Access.EDIT_PEOPLE, HandlerType.POST, PATH + "/bind", this::bind),
                Route.page(Access.EDIT_PEOPLE, HandlerType.POST, PATH + "/unbind", this::unbind),
                Route.page(Access.EDIT_PEOPLE, HandlerType.POST, PATH + "/conflicts/{id}", this::settle));
    }

    private void list(Context ctx, Session session) {
        show(ctx, session, IdentitiesPage.Entered.NOTHING, null);
    }

    private void show(Context ctx, Session session, IdentitiesPage.Entered entered, @Nullable String problem) {
        IdentitiesPage.Filter filter = new IdentitiesPage.Filter(
                Fields.query(ctx, "text"), Fields.query(ctx, "service"), Fields.query(ctx, "source"));
        int page = Fields.page(ctx);
        Bindings.Page found = bindings.list(filter(filter), page * Pager.SIZE, Pager.SIZE);
        Map<String, String> kept = new LinkedHashMap<>();
        kept.put("text", filter.text());
        kept.put("service", filter.service());
        kept.put("source", filter.source());
        IdentitiesPage view = new IdentitiesPage(
                filter,
                entered,
                problem,
                services,
                kinds(),
                found.bindings().stream()
                        .map(binding -> BindingRow.of(binding, zone))
                        .toList(),
                Pager.of(found.total(), page, "name", PATH, kept),
                bindings.conflicts().size(),
                session.may(Access.EDIT_PEOPLE));
        pages.show(ctx, session, "Identities", "identities.jte", view);
    }

    /** What is no service or source is passed over: it can only come from an address that somebody changed by hand. */
    static Bindings.Filter filter(IdentitiesPage.Filter filter) {
        return new Bindings.Filter(
                service(filter.service()).orElse(null),
                filter.text(),
                source(filter.source()).orElse(null));
    }

    static Optional<ServiceId> service(String id) {
        try {
            return Optional.of(new ServiceId(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<Binding.Source> source(String id) {
        for (Binding.Source source : Binding.Source.values()) {
            if (source.id().equals(id)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    private static List<Choice> kinds() {
        List<Choice> kinds = new ArrayList<>();
        kinds.add(new Choice("", "However bound"));
        for (Binding.Source source : Binding.Source.values()) {
            kinds.add(new Choice(source.id(), BindingRow.source(source)));
        }
        return kinds;
    }

    private void name(Context ctx, Session session) {
        Optional<ScreenName> name = identities.name(Fields.query(ctx, "service"), Fields.query(ctx, "name"));
        if (name.isEmpty()) {
            problems.notFound(ctx, session);
            return;
        }
        Binding binding = bindings.find(name.get());
        ScreenName shown = binding == null ? name.get() : binding.name();
        NamePage view = new NamePage(
                Visible.line(shown.display()),
                shown.normalized(),
                Names.service(shown.service().value()),
                shown.service().value(),
                binding == null ? null : BindingRow.of(binding, zone),
                changes(bindings.history(shown, MOST_CHANGES)),
                session.may(Access.EDIT_PEOPLE));
        pages.show(ctx, session, "Screen name", "identity-name.jte", view);
    }

    private void person(Context ctx, Session session) {
        String id = ctx.queryParam("id");
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
            problems.notFound(ctx, session);
            return;
        }
        List<BindingRow> names = bindings.of(id).stream()
                .map(binding -> BindingRow.of(binding, zone))
                .toList();
        List<BindingChange> history = bindings.historyOf(id, MOST_CHANGES);
        if (names.isEmpty() && history.isEmpty()) {
            problems.show(ctx, session, 404, "Nothing is known of this person", "No name was ever bound to them here.");
            return;
        }
        pages.show(
                ctx,
                session,
                "Person",
                "identity-person.jte",
                new PersonPage(login(id, names, history), names, changes(history)));
    }

    private static String login(String id, List<BindingRow> names, List<BindingChange> history) {
        if (!names.isEmpty()) {
            return names.getFirst().login();
        }
        BindingChange newest = history.getFirst();
        String former = newest.formerLogin();
        return Visible.line(id.equals(newest.person()) || former == null ? newest.login() : former);
    }

    private List<ChangeRow> changes(List<BindingChange> history) {
        return history.stream().map(change -> ChangeRow.of(change, zone)).toList();
    }

    private void conflicts(Context ctx, Session session) {
        List<BindingConflict> all = bindings.conflicts();
        List<ConflictRow> rows = all.stream()
                .limit(MOST_CONFLICTS)
                .map(conflict -> ConflictRow.of(conflict, bindings.find(conflict.name()), zone))
                .toList();
        pages.show(
                ctx,
                session,
                "Conflicts",
                "identity-conflicts.jte",
                new ConflictsPage(rows, all.size(), session.may(Access.EDIT_PEOPLE)));
    }

    private void bind(Context ctx, Session session) {
        IdentitiesPage.Entered entered = new IdentitiesPage.Entered(
                Fields.form(ctx, "service"),
                Fields.form(ctx, "name"),
                Fields.form(ctx, "login"),
                Fields.text(ctx, "reason", Bindings.LONGEST_REASON));
        switch (identities.bind(
                entered.service(), entered.name(), entered.login(), entered.reason(), session.caller())) {
            case Identities.Attempt.Asked asked -> {
                String wrong = wrong(asked.outcome(), "Bound: the name is " + entered.login() + "'s now.", session);
                if (wrong == null) {
                    ctx.redirect(PATH, HttpStatus.SEE_OTHER);
                } else {
                    ctx.status(422);
                    show(ctx, session, entered, wrong);
                }
            }
            case Identities.Attempt.Wrong wrong -> {
                ctx.status(422);
                show(ctx, session, entered, wrong.why());
            }
            case Identities.Attempt.Unavailable none -> {
                ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
                show(
                        ctx,
                        session,
                        entered,
                        "The directory does not answer, so the login can't be looked up. Try again.");
            }
        }
    }

    /** Why it could not be done; null when it was, and then the session is told. */
    private static @Nullable String wrong(Bindings.Outcome outcome, String done, Session session) {
        return switch (outcome) {
            case Bindings.Outcome.Done made -> {
                session.say(done);
                yield null;
            }
            case Bindings.Outcome.Unchanged same -> {
                session.say("It was so before; nothing was changed.");
                yield null;
            }
            case Bindings.Outcome.Disputed disputed -> {
                session.say("The name is another's. The claim waits under Conflicts to be settled.");
                yield null;
            }
            case Bindings.Outcome.Refused refused -> "This can't be: " + Visible.line(refused.why()) + ".";
            case Bindings.Outcome.Failed failed ->
                "It could not be written to the disk, so nothing was changed. Tell whoever runs the gateway.";
        };
    }

    private void unbind(Context ctx, Session session) {
        Optional<ScreenName> name = identities.name(Fields.form(ctx, "service"), Fields.form(ctx, "name"));
        String reason = Fields.text(ctx, "reason", Bindings.LONGEST_REASON);
        if (name.isEmpty() || reason.isEmpty()) {
            problems.show(
                    ctx,
                    session,
                    422,
                    "Something is missing",
                    "Unbinding takes a name and a reason. Nothing was done.");
            return;
        }
        finish(
                ctx,
                session,
                wrong(
                        identities.unbind(name.get(), reason, session.caller()),
                        "Unbound: the name is nobody's now.",
                        session),
                BindingRow.namePath(name.get()));
    }

    private void settle(Context ctx, Session session) {
        String chosen = Fields.form(ctx, "settlement");
        Optional<Bindings.Settlement> settlement = settlement(chosen);
        if (settlement.isEmpty()) {
            problems.show(ctx, session, 422, "Something is missing", "Choose who has the name. Nothing was done.");
            return;
        }
        String done = settlement.get() == Bindings.Settlement.KEEP
                ? "Settled: the name stays where it is."
                : "Settled: the name was handed over.";
        String reason = Fields.text(ctx, "reason", Bindings.LONGEST_REASON);
        finish(
                ctx,
                session,
                wrong(
                        identities.settle(ctx.pathParam("id"), settlement.get(), reason, session.caller()),
                        done,
                        session),
                PATH + "/conflicts");
    }

    static Optional<Bindings.Settlement> settlement(String id) {
        return switch (id) {
            case "keep" -> Optional.of(Bindings.Settlement.KEEP);
            case "hand-over" -> Optional.of(Bindings.Settlement.HAND_OVER);
            default -> Optional.empty();
        };
    }

    private void finish(Context ctx, Session session, @Nullable String wrong, String next) {
        if (wrong == null) {
            ctx.redirect(next, HttpStatus.SEE_OTHER);
        } else {
            problems.show(ctx, session, 422, "This was not done", wrong);
        }
    }
}
