package org.sallyport.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.PolicyVersion;
import org.sallyport.policy.rule.Explanation;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.simulate.Hypothesis;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.ui.page.Choice;
import org.sallyport.ui.page.ExplainPage;
import org.sallyport.ui.page.HitView;
import org.sallyport.ui.page.Names;
import org.sallyport.ui.page.ProblemView;
import org.sallyport.ui.page.Visible;

/** Asks a policy about one event that somebody thinks up. It is posted, for it may quote what people write. */
final class ExplainDesk {

    private static final int LONGEST_FIELD = 4_000;
    private static final int NEWEST_VERSIONS = 10;
    private static final List<String> FIELDS = List.of(
            "policy",
            "service",
            "feature",
            "direction",
            "who",
            "with",
            "room",
            "text",
            "filename",
            "filesize",
            "filetype",
            "from",
            "client",
            "at");

    private final PolicyModel model;
    private final Clock clock;
    private final Pages pages;
    private final List<Choice> services;

    ExplainDesk(PolicyModel model, Clock clock, Pages pages, List<String> services) {
        this.model = model;
        this.clock = clock;
        this.pages = pages;
        List<Choice> choices = new ArrayList<>();
        services.forEach(id -> choices.add(new Choice(id, Names.service(id))));
        this.services = List.copyOf(choices);
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.READ_POLICY, HandlerType.GET, "/policy/explain", this::form),
                Route.page(Access.READ_POLICY, HandlerType.POST, "/policy/explain", this::ask));
    }

    private void form(Context ctx, Session session) throws IOException {
        String policy = ctx.queryParam("policy");
        Map<String, String> filled = Map.of("policy", policy == null ? PolicyModel.IN_FORCE : policy);
        show(ctx, session, filled, List.of(), null);
    }

    private void ask(Context ctx, Session session) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : FIELDS) {
            form.put(field, Forms.field(ctx, field, LONGEST_FIELD));
        }
        switch (model.choose(form.get("policy"))) {
            case PolicyModel.Chosen.Ready ready ->
                show(
                        ctx,
                        session,
                        form,
                        ready.label(),
                        Hypothesis.read(described(form), model.services().people(), clock.instant()),
                        ready.rulebase());
            case PolicyModel.Chosen.Invalid invalid -> {
                ctx.status(422);
                show(
                        ctx,
                        session,
                        form,
                        ProblemView.of(invalid.problems(), model.services().file(), ""),
                        null);
            }
            case PolicyModel.Chosen.Missing missing -> {
                ctx.status(422);
                show(ctx, session, form, List.of(gone()), null);
            }
        }
    }

    static ProblemView gone() {
        return new ProblemView("", 0, "", "This draft or version is not there any more. Choose another.", "", "");
    }

    private void show(
            Context ctx,
            Session session,
            Map<String, String> form,
            String label,
            Hypothesis.Result asked,
            Rulebase rulebase)
            throws IOException {
        switch (asked) {
            case Hypothesis.Result.Asked question ->
                show(ctx, session, form, List.of(), answer(label, rulebase.explain(question.question())));
            case Hypothesis.Result.Unclear unclear -> {
                ctx.status(422);
                // Its lines and columns are those of a document nobody wrote.
                List<ProblemView> problems = unclear.problems().list().stream()
                        .map(problem -> new ProblemView(
                                Visible.line(problem.path()),
                                0,
                                "",
                                Visible.line(problem.message()),
                                Visible.line(String.join(", ", problem.allowed())),
                                ""))
                        .toList();
                show(ctx, session, form, problems, null);
            }
        }
    }

    /** The form as a document that {@link Hypothesis} reads: JSON is YAML. */
    private static String described(Map<String, String> form) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("service", "feature", "direction", "who", "room", "text", "from", "client", "at")) {
            put(event, field, form.getOrDefault(field, ""));
        }
        ArrayNode with = JsonNodeFactory.instance.arrayNode();
        for (String name : form.getOrDefault("with", "").split("[,\\n]", -1)) {
            if (!name.isBlank()) {
                with.add(name.strip());
            }
        }
        if (!with.isEmpty()) {
            event.set("with", with);
        }
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        put(file, "name", form.getOrDefault("filename", ""));
        put(file, "size", form.getOrDefault("filesize", ""));
        put(file, "type", form.getOrDefault("filetype", ""));
        if (!file.isEmpty()) {
            event.set("file", file);
        }
        return event.toString();
    }

    private static void put(ObjectNode node, String key, String value) {
        if (!value.isEmpty()) {
            node.put(key, value);
        }
    }

    private static ExplainPage.Answer answer(String label, Explanation explanation) {
        Decision decision = explanation.decision();
        List<ExplainPage.Step> steps = new ArrayList<>();
        for (Explanation.Step step : explanation.steps()) {
            steps.add(new ExplainPage.Step(
                    steps.size() + 1,
                    Visible.line(step.rule()),
                    step.line(),
                    step.reason() == Explanation.Reason.MATCHED,
                    step.reason().id(),
                    words(step.reason())));
        }
        String verdict = decision.verdict().id();
        boolean failed = decision instanceof Decision.Failed;
        return new ExplainPage.Answer(
                Visible.line(label),
                new HitView.Badge(failed ? "failed" : verdict, Names.verdict(verdict)),
                decision.rules().isEmpty() ? "" : Visible.line(decision.rules().getFirst()),
                decision instanceof Decision.Failed failure ? Visible.line(failure.cause()) : null,
                decision.duties().stream().map(ExplainDesk::words).toList(),
                steps);
    }

    private static String words(Explanation.Reason reason) {
        return switch (reason) {
            case FEATURE -> "is about other features";
            case DIRECTION -> "is about the other direction";
            case SERVICE -> "is about other services";
            case WHEN -> "is for other times";
            case WHO -> "is about somebody else";
            case WITH -> "is about talking with others";
            case CONTENT -> "asks for other words or files";
            case UNKNOWN -> "hangs on the directory, which did not answer";
            case MATCHED -> "matches, and decides";
        };
    }

    static String words(Duty duty) {
        return switch (duty) {
            case Duty.Notice notice -> "notice: " + Visible.line(notice.text());
            case Duty.Disclaimer disclaimer -> "notice, once: " + Visible.line(disclaimer.text());
            case Duty.Alert alert ->
                "alert, " + alert.severity() + (alert.to().isEmpty() ? "" : ", to " + String.join(", ", alert.to()));
            case Duty.Review review -> "review by " + review.queue();
            case Duty.Quarantine quarantine -> "held in " + quarantine.queue();
            case Duty.Route route -> route.reach() == Duty.Reach.LOCAL ? "stays here where it can" : "stays here";
            case Duty.Label label ->
                "marked " + String.join(", ", label.tags()) + (label.severity() == null ? "" : ", " + label.severity());
        };
    }

    private void show(
            Context ctx,
            Session session,
            Map<String, String> form,
            List<ProblemView> problems,
            ExplainPage.@Nullable Answer answer)
            throws IOException {
        pages.show(
                ctx,
                session,
                "Explain",
                "explain.jte",
                new ExplainPage(policies(model), services, Names.features(), form, problems, answer));
    }

    /** What can be tried out: what is in force, the drafts, and the newest versions. */
    static List<Choice> policies(PolicyModel model) throws IOException {
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice(PolicyModel.IN_FORCE, "The policy in force"));
        for (Draft draft : model.services().desk().drafts()) {
            String reason = draft.reason().isBlank() ? "" : ": " + Visible.line(draft.reason());
            String label = "Draft by " + Visible.line(draft.author()) + reason;
            choices.add(
                    new Choice(PolicyModel.named(draft), label.length() <= 80 ? label : label.substring(0, 80) + "…"));
        }
        int newest = model.services()
                .desk()
                .history()
                .newest()
                .map(PolicyVersion::number)
                .orElse(0);
        for (int number = newest; number > Math.max(0, newest - NEWEST_VERSIONS); number--) {
            choices.add(new Choice("version:" + number, "Version " + number));
        }
        return List.copyOf(choices);
    }
}
