package org.sallyport.ui;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.policy.identity.binding.BindingsCsv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console: pages, behind a sign-in, and the same for scripts. What somebody may do comes from their {@link Role}s. Safe for any
 * thread.
 *
 * <p>It runs its own HTTP server from {@link #start} to {@link #close}, on at most {@value #THREADS} threads, which block
 * while the archive or the directory answers. It speaks plain HTTP: on anything but loopback, put TLS before it and switch
 * {@link ConsoleSettings#secureCookies} on.
 */
public final class Console implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);

    private static final int THREADS = 64;
    private static final int IDLE_THREADS = 8;
    private static final int THREAD_IDLE_MILLIS = 60_000;

    /** Sessions alive at the same time; beyond it the one idle for longest ends. */
    static final int MAX_SESSIONS = 10_000;

    private final Javalin server;
    private final List<Route> routes;
    private final Gate gate;
    private final Problems problems;
    private final ArchiveSearch archive;
    private final Simulations simulations;

    private Console(ConsoleSettings settings, ConsoleServices services) {
        this.archive = services.archive();
        Clock clock = services.clock();
        Secrets secrets = new Secrets();
        Cookies cookies = new Cookies(settings.secureCookies());
        Sessions sessions =
                new Sessions(secrets, clock, settings.idleTimeout(), settings.absoluteTimeout(), MAX_SESSIONS);
        simulations = new Simulations(secrets, clock);
        Pages pages = new Pages(archive, clock.getZone());
        Roles roles = new Roles(settings);
        problems = new Problems(pages, roles);
        SignInTokens tokens = new SignInTokens(cookies, secrets);
        gate = new Gate(sessions, cookies, tokens, problems, new ApiGate(services.authenticator(), roles));
        List<Route> all = new ArrayList<>();
        all.add(Route.open(HandlerType.GET, "/healthz", this::health));
        all.addAll(new Assets().routes());
        all.addAll(new SignInDesk(services.authenticator(), roles, sessions, cookies, tokens, pages).routes());
        all.addAll(new SearchDesk(archive, clock, secrets, pages, problems, settings.services()).routes());
        all.addAll(new ConversationDesk(archive, clock, pages, problems).routes());
        all.addAll(new OpenApi().routes());
        all.addAll(new MeDesk(sessions, cookies).routes());
        all.addAll(new WhoIsOnDesk(services.whoIsOn(), clock.getZone(), pages, problems).routes());
        all.addAll(people(services, settings, secrets, pages));
        all.addAll(new RegisterDesk(services.registration(), services.authenticator(), tokens, pages).routes());
        PolicyServices policy = services.policy();
        if (policy != null) {
            PolicyModel model = new PolicyModel(policy);
            all.addAll(new RulebaseDesk(model, clock, pages, problems).routes());
            all.addAll(new DraftDesk(model, clock, pages, problems).routes());
            all.addAll(new ExplainDesk(model, clock, pages, settings.services()).routes());
            all.addAll(new SimulationDesk(model, simulations, clock, pages, problems).routes());
            all.addAll(new WordsDesk(model, clock, pages, problems).routes());
            all.addAll(new PolicyApi(model).routes());
            all.addAll(new TrialApi(model, simulations, clock).routes());
            all.addAll(new WordsApi(model).routes());
        }
        routes = List.copyOf(all);
        server = Javalin.create(this::configure);
    }

    private List<Route> people(ConsoleServices services, ConsoleSettings settings, Secrets secrets, Pages pages) {
        ZoneId zone = services.clock().getZone();
        Identities identities = new Identities(services.bindings(), services.people(), services.names());
        BindingsCsv csv = new BindingsCsv(services.bindings(), services.people(), services.names());
        List<Route> all = new ArrayList<>();
        all.addAll(new HeldDesk(services.held(), archive, identities::shown, zone, pages, problems).routes());
        all.addAll(new IdentitiesDesk(identities, zone, settings.services(), pages, problems).routes());
        all.addAll(new IdentitiesApi(identities).routes());
        all.addAll(new ImportDesk(csv, services.clock(), secrets, pages, problems).routes());
        all.addAll(new LogonsDesk(services.logons()).routes());
        return all;
    }

    /**
     * Starts the console.
     *
     * @throws IOException when the address cannot be listened on
     */
    public static Console start(ConsoleSettings settings, ConsoleServices services) throws IOException {
        Console console = new Console(settings, services);
        try {
            console.server.start(settings.host(), settings.port());
        } catch (JavalinBindException e) {
            console.close();
            throw new IOException(
                    "the console cannot listen on " + settings.host() + " port " + settings.port()
                            + ": is something else there already?",
                    e);
        }
        return console;
    }

    /** The port it listens on, also when the settings left the choice open. */
    public int port() {
        return server.port();
    }

    /** Stops listening, lets requests under way end, and forgets every session. */
    @Override
    public void close() {
        server.stop();
        simulations.close();
    }

    List<Route> routes() {
        return routes;
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize =
                routes.stream().mapToLong(Route::maxBody).max().orElse(Route.SMALL_BODY);
        // Files of forms stay in memory: nothing that somebody sends is written to a disk before it was looked at.
        config.jetty.multipartConfig.maxInMemoryFileSize(BindingsCsv.LARGEST_FILE + 1, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxFileSize(BindingsCsv.LARGEST_FILE, SizeUnit.BYTES);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, IDLE_THREADS, THREAD_IDLE_MILLIS);
        threads.setName("console");
        config.jetty.threadPool = threads;
        config.jetty.modifyHttpConfiguration(Console::tellNothing);
        config.jetty.modifyServer(Console::answerPlainly);
        config.router.javaLangErrorHandler((response, error) -> {
            LOG.error("the console met {}", error.getClass().getName());
            response.setStatus(500);
        });
        config.routes.before(ctx -> Headers.give(ctx::header));
        for (Route route : routes) {
            config.routes.addHttpHandler(route.method(), route.path(), gate.before(route));
            if (route.method().equals(HandlerType.GET)) {
                // Otherwise the framework answers HEAD by itself, and says yes to everybody.
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), gate.before(route));
            }
        }
        config.routes.after(Console::showFailuresWhole);
        config.routes.exception(ApiProblem.class, (e, ctx) -> Api.give(ctx, e));
        config.routes.exception(HttpResponseException.class, this::httpProblem);
        config.routes.exception(Exception.class, (e, ctx) -> problems.broken(ctx, gate.visitor(ctx), e));
    }

    private void httpProblem(HttpResponseException problem, Context ctx) {
        Session session = gate.visitor(ctx);
        if (problem.getStatus() == 404) {
            problems.notFound(ctx, session);
        } else if (problem.getStatus() < 500) {
            problems.show(
                    ctx,
                    session,
                    problem.getStatus(),
                    "This cannot be answered",
                    "The request is not one that this console's pages make. Start over from the search.");
        } else {
            problems.broken(ctx, session, problem);
        }
    }

    /** A script that loads part of a page drops failures; so it is told to go where the whole page explains them. */
    private static void showFailuresWhole(Context ctx) {
        boolean explained = ctx.res().getHeader("HX-Redirect") != null;
        if (ctx.statusCode() >= 400 && ctx.header("HX-Request") != null && !explained) {
            String query = ctx.queryString();
            ctx.header("HX-Redirect", ctx.req().getRequestURI() + (query == null ? "" : "?" + query));
        }
    }

    private void health(Context ctx, @Nullable Session session) {
        ctx.contentType("text/plain; charset=utf-8")
                .result("console up\narchive " + (archive.status().available() ? "up" : "down") + "\n");
    }

    private static void tellNothing(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setSendDateHeader(true);
    }

    /** Requests too broken for any route are answered by Jetty itself, whose own page would repeat them. */
    private static void answerPlainly(Server jetty) {
        jetty.setErrorHandler(Console::plain);
    }

    private static boolean plain(Request request, Response response, Callback callback) {
        Headers.give(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        Content.Sink.write(response, true, "This request cannot be answered.\n", callback);
        return true;
    }
}
