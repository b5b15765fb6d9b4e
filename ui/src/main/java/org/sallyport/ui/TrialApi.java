package org.sallyport.ui;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.policy.rule.Explanation;
import org.sallyport.policy.simulate.Hypothesis;
import org.sallyport.protocols.decision.Decision;

/** Policies tried out by scripts: on one event, and on the archive. */
final class TrialApi {

    private static final int LARGEST_EVENT = 256 * 1024;

    /** Each takes one of the console's threads while it lasts. */
    static final int MOST_FOLLOWERS = 16;

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    private static final ObjectMapper LINES = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private final PolicyModel model;
    private final Simulations simulations;
    private final Clock clock;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

    TrialApi(PolicyModel model, Simulations simulations, Clock clock) {
        this.model = model;
        this.simulations = simulations;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.api(Access.READ_POLICY, HandlerType.POST, "/policy/explain", this::explain)
                        .withMaxBody(LARGEST_EVENT),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/simulations", this::list),
                Route.api(Access.READ_POLICY, HandlerType.POST, "/policy/simulations", this::start),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/simulations/{id}", this::one),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/simulations/{id}/progress", this::follow),
                Route.api(Access.READ_POLICY, HandlerType.DELETE, "/policy/simulations/{id}", this::cancel));
    }

    private PolicyModel.Chosen.Ready chosen(@Nullable String which) throws ApiProblem {
        return switch (model.choose(which)) {
            case PolicyModel.Chosen.Ready ready -> ready;
            case PolicyModel.Chosen.Invalid invalid -> throw PolicyApi.invalid(invalid.problems());
            case PolicyModel.Chosen.Missing missing ->
                throw ApiProblem.notFound("policy is in-force, or draft: and an id, or version: and a number.");
        };
    }

    private record Step(String rule, int line, String reason) {}

    private record Explained(
            String policy,
            String verdict,
            List<String> rules,
            List<String> reasons,
            @Nullable String failure,
            List<String> duties,
            List<Step> steps) {}

    /** The body is the event, with the keys of {@link Hypothesis}; the policy is named in the address. */
    private void explain(Context ctx, Caller caller) throws ApiProblem {
        PolicyModel.Chosen.Ready ready = chosen(ctx.queryParam("policy"));
        Hypothesis.Result asked =
                Hypothesis.read(PolicyApi.text(ctx), model.services().people(), clock.instant());
        switch (asked) {
            case Hypothesis.Result.Unclear unclear -> throw PolicyApi.invalid(unclear.problems());
            case Hypothesis.Result.Asked question -> {
                Explanation explanation = ready.rulebase().explain(question.question());
                Decision decision = explanation.decision();
                List<Step> steps = new ArrayList<>();
                explanation
                        .steps()
                        .forEach(step -> steps.add(
                                new Step(step.rule(), step.line(), step.reason().id())));
                Api.give(
                        ctx,
                        new Explained(
                                ready.rulebase().version(),
                                decision.verdict().id(),
                                decision.rules(),
                                decision instanceof Decision.Decided decided ? decided.reasons() : List.of(),
                                decision instanceof Decision.Failed failed ? failed.cause() : null,
                                decision.duties().stream()
                                        .map(ExplainDesk::words)
                                        .toList(),
                                steps));
            }
        }
    }

    private static Map<String, Object> entry(SimulationJob job, boolean whole) {
        return entry(job, job.standing(), whole);
    }

    private static Map<String, Object> entry(SimulationJob job, SimulationJob.Standing standing, boolean whole) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", job.id());
        entry.put("policy", job.order().policy());
        entry.put("by", job.order().reader().login());
        entry.put("from", job.order().from().toString());
        entry.put("to", job.order().to().toString());
        entry.put("started", job.started().toString());
        entry.put("state", standing.state().name().toLowerCase(Locale.ROOT));
        entry.put("events", standing.events());
        if (standing.expected() >= 0) {
            entry.put("expected", standing.expected());
        }
        entry.put("unreadable", standing.unreadable());
        if (!standing.failure().isEmpty()) {
            entry.put("failure", standing.failure());
        }
        if (whole && standing.report() != null) {
            entry.put("report", standing.report());
        }
        return entry;
    }

    private void list(Context ctx, Caller caller) throws ApiProblem {
        List<Map<String, Object>> entries =
                simulations.all().stream().map(job -> entry(job, false)).toList();
        Api.give(ctx, Api.Paging.of(ctx).of(entries));
    }

    private record Order(
            @Nullable String policy,
            @Nullable String from,
            @Nullable String to) {}

    private void start(Context ctx, Caller caller) throws ApiProblem {
        Order order = Api.read(ctx, Order.class);
        Instant from = instant(order.from(), "from");
        Instant to = instant(order.to(), "to");
        if (!from.isBefore(to)) {
            throw new ApiProblem(422, "No time between", "from must be before to.");
        }
        PolicyModel.Chosen.Ready ready = chosen(order.policy());
        SimulationJob job = simulations
                .start(
                        new SimulationJob.Order(ready.label(), new Reader(caller.login(), ctx.ip()), from, to),
                        ready,
                        model.services())
                .orElseThrow(() -> new ApiProblem(429, "Too many", Simulations.BUSY));
        ctx.header("Location", Route.API + "/policy/simulations/" + job.id());
        Api.give(ctx, 202, entry(job, false));
    }

    private static Instant instant(@Nullable String text, String name) throws ApiProblem {
        try {
            return Instant.parse(Api.text(text, name, 40));
        } catch (DateTimeException e) {
            throw new ApiProblem(422, "Not a time", name + " must be a time such as 2026-03-04T10:00:00Z.");
        }
    }

    private SimulationJob found(Context ctx) throws ApiProblem {
        return simulations
                .find(ctx.pathParam("id"))
                .orElseThrow(() -> ApiProblem.notFound("There is no such simulation, or it is not kept any more."));
    }

    private void one(Context ctx, Caller caller) throws ApiProblem {
        Api.give(ctx, entry(found(ctx), true));
    }

    /** One JSON object on each line: how far it is, about every second, and last the whole result. */
    private void follow(Context ctx, Caller caller) throws ApiProblem, IOException {
        SimulationJob job = found(ctx);
        if (!followers.tryAcquire()) {
            throw new ApiProblem(
                    429,
                    "Too many",
                    "No more than " + MOST_FOLLOWERS
                            + " can follow simulations at a time. Ask now and then how far it is, at"
                            + " the address without /progress.");
        }
        try {
            follow(ctx, job);
        } finally {
            followers.release();
        }
    }

    private void follow(Context ctx, SimulationJob job) throws IOException {
        ctx.contentType("application/x-ndjson");
        OutputStream out = ctx.outputStream();
        SimulationJob.Standing standing = job.standing();
        try {
            while (standing.state() == SimulationJob.State.RUNNING) {
                line(out, entry(job, standing, false));
                standing = job.after(standing, BETWEEN_LINES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        line(out, entry(job, standing, true));
    }

    private static void line(OutputStream out, Map<String, Object> entry) throws IOException {
        out.write((LINES.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void cancel(Context ctx, Caller caller) throws ApiProblem {
        SimulationJob job = found(ctx);
        if (!SimulationDesk.mayCancel(job, caller)) {
            throw new ApiProblem(
                    409, "Somebody else's", "Whoever began it can end it, or somebody who may change the policy.");
        }
        job.cancel();
        ctx.status(204);
    }
}
