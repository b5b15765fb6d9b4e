package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.UploadedFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.policy.identity.binding.BindingsCsv;
import org.sallyport.ui.page.IdentitiesPage;
import org.sallyport.ui.page.ImportPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names from files and into files. A file is looked at first, and kept for {@link #KEPT} so that it can be imported as it was
 * looked at; the {@value #MOST_FILES} newest are kept, in memory.
 */
final class ImportDesk {

    private static final Logger LOG = LoggerFactory.getLogger(ImportDesk.class);

    private static final String PATH = IdentitiesDesk.PATH;
    private static final String CSV = "text/csv";
    private static final int MOST_FILES = 8;
    private static final Duration KEPT = Duration.ofMinutes(15);
    private static final int MAX_UPLOAD = BindingsCsv.LARGEST_FILE + Route.SMALL_BODY;

    private final BindingsCsv csv;
    private final Clock clock;
    private final Secrets secrets;
    private final Pages pages;
    private final Problems problems;

    /** By id, the one looked at first first; guarded by itself. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    private static final class Waiting {
        private final String login;
        private final byte[] file;
        private final Instant since;

        Waiting(String login, byte[] file, Instant since) {
            this.login = login;
            this.file = file;
            this.since = since;
        }
    }

    ImportDesk(BindingsCsv csv, Clock clock, Secrets secrets, Pages pages, Problems problems) {
        this.csv = csv;
        this.clock = clock;
        this.secrets = secrets;
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.EDIT_PEOPLE, HandlerType.GET, PATH + "/import", this::form),
                Route.page(Access.EDIT_PEOPLE, HandlerType.POST, PATH + "/import", this::look)
                        .withMaxBody(MAX_UPLOAD)
                        .withFiles(),
                Route.page(Access.EDIT_PEOPLE, HandlerType.POST, PATH + "/import/{id}", this::take),
                Route.page(Access.READ_PEOPLE, HandlerType.GET, PATH + "/export", this::give),
                Route.api(Access.READ_PEOPLE, HandlerType.GET, PATH + "/csv", this::giveScript),
                Route.api(Access.EDIT_PEOPLE, HandlerType.POST, PATH + "/csv", this::takeFromScript)
                        .withMaxBody(BindingsCsv.LARGEST_FILE)
                        .taking(CSV));
    }

    private void form(Context ctx, Session session) {
        show(ctx, session, ImportPage.FORM);
    }

    private void show(Context ctx, Session session, ImportPage page) {
        pages.show(ctx, session, "Import names", "identity-import.jte", page);
    }

    private void look(Context ctx, Session session) throws IOException {
        UploadedFile uploaded = ctx.uploadedFile("file");
        if (uploaded == null || uploaded.size() == 0) {
            ctx.status(422);
            show(ctx, session, new ImportPage("Choose a file that is not empty.", null));
            return;
        }
        byte[] file;
        try (InputStream in = uploaded.content()) {
            file = in.readNBytes(BindingsCsv.LARGEST_FILE + 1);
        }
        BindingsCsv.Report report =
                csv.read(file, BindingsCsv.Mode.DRY_RUN, session.caller().login(), "");
        String next = PATH + "/import/" + keep(session.caller().login(), file);
        show(
                ctx,
                session,
                new ImportPage(
                        null, ImportPage.Result.of(report, "Looked at. Nothing of it has been imported yet.", next)));
    }

    private String keep(String login, byte[] file) {
        String id = secrets.token();
        Instant now = clock.instant();
        synchronized (waiting) {
            waiting.values().removeIf(old -> over(old, now));
            if (waiting.size() >= MOST_FILES) {
                waiting.remove(waiting.keySet().iterator().next());
            }
            waiting.put(id, new Waiting(login, file, now));
        }
        return id;
    }

    private static boolean over(Waiting file, Instant now) {
        return now.isAfter(file.since.plus(KEPT));
    }

    private byte @Nullable [] kept(String id, String login) {
        synchronized (waiting) {
            Waiting found = waiting.get(id);
            return found == null || !found.login.equals(login) || over(found, clock.instant()) ? null : found.file;
        }
    }

    private void take(Context ctx, Session session) {
        String id = ctx.pathParam("id");
        String login = session.caller().login();
        byte[] file = kept(id, login);
        if (file == null) {
            problems.show(
                    ctx,
                    session,
                    404,
                    "This file is not kept any more",
                    "Files are kept for 15 minutes after they were looked at. Nothing was imported: choose it again.");
            return;
        }
        String reason = Fields.text(ctx, "reason", Bindings.LONGEST_REASON);
        if (reason.length() > Bindings.LONGEST_REASON) {
            problems.show(
                    ctx, session, 422, "Too long", "The reason takes at most 1,000 characters. Nothing was done.");
            return;
        }
        BindingsCsv.Mode mode = ctx.formParam("what-is-right") == null
                ? BindingsCsv.Mode.ALL_OR_NOTHING
                : BindingsCsv.Mode.WHAT_IS_RIGHT;
        BindingsCsv.Report report = read(file, mode, session.caller(), reason);
        if (report.written()) {
            synchronized (waiting) {
                waiting.remove(id);
            }
        }
        String headline = report.written()
                ? "Imported."
                : report.failure().isEmpty()
                        ? "Nothing was imported."
                        : "Nothing was imported: it could not be written to the disk. Tell whoever runs the gateway.";
        show(ctx, session, new ImportPage(null, ImportPage.Result.of(report, headline, null)));
    }

    private BindingsCsv.Report read(byte[] file, BindingsCsv.Mode mode, Caller by, String reason) {
        BindingsCsv.Report report = csv.read(file, mode, by.login(), reason);
        if (report.written()) {
            LOG.info(
                    "{} imported names: {} new, {} disputed",
                    by.login(),
                    report.count(BindingsCsv.Kind.NEW),
                    report.count(BindingsCsv.Kind.DISPUTED));
        } else if (!report.failure().isEmpty()) {
            LOG.error("names can't be imported: {}", report.failure());
        }
        return report;
    }

    private void give(Context ctx, Session session) throws IOException {
        IdentitiesPage.Filter filter = new IdentitiesPage.Filter(
                Fields.query(ctx, "text"), Fields.query(ctx, "service"), Fields.query(ctx, "source"));
        write(ctx, IdentitiesDesk.filter(filter));
    }

    private void giveScript(Context ctx, Caller caller) throws IOException, ApiProblem {
        write(ctx, IdentitiesApi.filter(ctx));
    }

    private void write(Context ctx, Bindings.Filter filter) throws IOException {
        ctx.contentType(CSV + "; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"screen-names.csv\"");
        Writer out = new BufferedWriter(new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8));
        csv.write(filter, out);
        out.flush();
    }

    private record Line(
            int number,
            String service,
            String name,
            String login,
            String kind,
            @Nullable String why) {

        static Line of(BindingsCsv.Line line) {
            return new Line(
                    line.number(),
                    line.service(),
                    line.name(),
                    line.login(),
                    line.kind().name().toLowerCase(Locale.ROOT),
                    line.why().isEmpty() ? null : line.why());
        }
    }

    private record Report(boolean written, List<Line> lines) {}

    private void takeFromScript(Context ctx, Caller caller) throws ApiProblem {
        BindingsCsv.Mode mode = mode(Objects.requireNonNullElse(ctx.queryParam("mode"), "dry-run"))
                .orElseThrow(() ->
                        new ApiProblem(400, "No such mode", "mode must be dry-run, all-or-nothing or what-is-right."));
        BindingsCsv.Report report = read(ctx.bodyAsBytes(), mode, caller, "");
        if (!report.failure().isEmpty()) {
            throw new ApiProblem(503, "Not written", "The disk did not take it. Nothing was changed.");
        }
        Api.give(
                ctx,
                new Report(
                        report.written(), report.lines().stream().map(Line::of).toList()));
    }

    private static Optional<BindingsCsv.Mode> mode(String id) {
        return switch (id) {
            case "dry-run" -> Optional.of(BindingsCsv.Mode.DRY_RUN);
            case "all-or-nothing" -> Optional.of(BindingsCsv.Mode.ALL_OR_NOTHING);
            case "what-is-right" -> Optional.of(BindingsCsv.Mode.WHAT_IS_RIGHT);
            default -> Optional.empty();
        };
    }
}
