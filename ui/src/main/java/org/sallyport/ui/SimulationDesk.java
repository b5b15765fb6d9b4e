package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.ui.page.ArchiveNote;
import org.sallyport.ui.page.ProblemView;
import org.sallyport.ui.page.SimulationPage;
import org.sallyport.ui.page.SimulationsPage;
import org.sallyport.ui.page.Visible;
import org.sallyport.ui.page.When;

/** Tries policies out on what is in the archive, and shows what would have been different. */
final class SimulationDesk {

    private static final DateTimeFormatter SPAN = DateTimeFormatter.ofPattern("d MMM yyyy HH:mm", Locale.ENGLISH);

    private final PolicyModel model;
    private final Simulations simulations;
    private final Clock clock;
    private final Pages pages;
    private final Problems problems;

    SimulationDesk(PolicyModel model, Simulations simulations, Clock clock, Pages pages, Problems problems) {
        this.model = model;
        this.simulations = simulations;
        this.clock = clock;
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/simulations", this::list),
                Route.page(Access.READ_POLICY, HandlerType.POST, "/policy/simulations", this::start),
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/simulations/{id}", this::one),
                Route.page(Access.READ_POLICY, HandlerType.POST, "/policy/simulations/{id}", this::cancel));
    }

    /** What was filled in, and what is wrong with it. */
    private record Form(
            String policy,
            String from,
            String until,
            @Nullable String problem,
            List<ProblemView> errors) {

        Form with(String trouble) {
            return new Form(policy, from, until, trouble, errors);
        }
    }

    private void list(Context ctx, Session session) throws IOException {
        String policy = ctx.queryParam("policy");
        LocalDate today = LocalDate.now(clock);
        show(
                ctx,
                session,
                new Form(
                        policy == null ? PolicyModel.IN_FORCE : policy,
                        today.minusDays(7).toString(),
                        today.toString(),
                        null,
                        List.of()));
    }

    private void show(Context ctx, Session session, Form form) throws IOException {
        pages.show(
                ctx,
                session,
                "Simulate",
                "simulations.jte",
                new SimulationsPage(
                        ExplainDesk.policies(model),
                        form.policy(),
                        form.from(),
                        form.until(),
                        clock.getZone().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                        form.problem(),
                        form.errors(),
                        simulations.all().stream()
                                .map(job -> view(job, session.caller()))
                                .toList()));
    }

    private void start(Context ctx, Session session) throws IOException {
        Form form = new Form(
                Forms.field(ctx, "policy", 100),
                Forms.field(ctx, "from", 20),
                Forms.field(ctx, "until", 20),
                null,
                List.of());
        Instant from;
        Instant until;
        try {
            ZoneId zone = clock.getZone();
            from = LocalDate.parse(form.from()).atStartOfDay(zone).toInstant();
            until = LocalDate.parse(form.until()).plusDays(1).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            wrong(ctx, session, form.with("A day is written as year, month and day, such as 2026-03-31."));
            return;
        }
        if (!from.isBefore(until)) {
            wrong(ctx, session, form.with("The first day must not be after the last."));
            return;
        }
        switch (model.choose(form.policy())) {
            case PolicyModel.Chosen.Ready ready -> {
                SimulationJob.Order order = new SimulationJob.Order(
                        ready.label(), new Reader(session.person().login(), ctx.ip()), from, until);
                Optional<SimulationJob> job = simulations.start(order, ready, model.services());
                if (job.isPresent()) {
                    ctx.redirect("/policy/simulations/" + job.get().id(), HttpStatus.SEE_OTHER);
                } else {
                    ctx.status(409);
                    show(ctx, session, form.with(Simulations.BUSY));
                }
            }
            case PolicyModel.Chosen.Invalid invalid ->
                wrong(
                        ctx,
                        session,
                        new Form(
                                form.policy(),
                                form.from(),
                                form.until(),
                                "It has mistakes, so there is nothing to try out.",
                                ProblemView.of(
                                        invalid.problems(), model.services().file(), "")));
            case PolicyModel.Chosen.Missing missing ->
                wrong(ctx, session, form.with(ExplainDesk.gone().message()));
        }
    }

    private void wrong(Context ctx, Session session, Form form) throws IOException {
        ctx.status(422);
        show(ctx, session, form);
    }

    private void one(Context ctx, Session session) {
        SimulationJob job = find(ctx, session);
        if (job != null) {
            pages.show(ctx, session, "Simulation", "simulation.jte", view(job, session.caller()));
        }
    }

    private @Nullable SimulationJob find(Context ctx, Session session) {
        Optional<SimulationJob> job = simulations.find(ctx.pathParam("id"));
        if (job.isEmpty()) {
            problems.show(
                    ctx,
                    session,
                    404,
                    "This simulation is not kept any more",
                    "The last " + Simulations.KEPT
                            + " are kept, until the gateway is started again. Run it once more.");
        }
        return job.orElse(null);
    }

    private void cancel(Context ctx, Session session) {
        SimulationJob job = find(ctx, session);
        if (job != null && mayCancel(job, session.caller())) {
            job.cancel();
            ctx.redirect("/policy/simulations/" + job.id(), HttpStatus.SEE_OTHER);
        } else if (job != null) {
            problems.show(
                    ctx, session, 409, "This is somebody else's", "Whoever began it can end it, or an administrator.");
        }
    }

    static boolean mayCancel(SimulationJob job, Caller caller) {
        return job.order().reader().login().equals(caller.login()) || caller.may(Access.EDIT_POLICY);
    }

    private SimulationPage view(SimulationJob job, Caller caller) {
        SimulationJob.Standing standing = job.standing();
        long expected = standing.expected();
        long done = standing.events() + standing.unreadable();
        return new SimulationPage(
                job.id(),
                standing.state().name().toLowerCase(Locale.ROOT),
                Visible.line(job.order().policy()),
                span(job.order().from()) + " to " + span(job.order().to()),
                Visible.line(job.order().reader().login()),
                When.of(job.started(), clock.getZone()),
                ArchiveNote.count(standing.events()),
                expected < 0 ? "" : ArchiveNote.count(expected),
                expected <= 0 ? 0 : (int) Math.min(100, done * 100 / expected),
                standing.unreadable(),
                Visible.line(standing.failure()),
                standing.report() == null
                        ? null
                        : SimulationPage.of(standing.report(), caller.may(Access.READ_ARCHIVE)),
                mayCancel(job, caller));
    }

    private String span(Instant instant) {
        return SPAN.format(instant.atZone(clock.getZone()));
    }
}
