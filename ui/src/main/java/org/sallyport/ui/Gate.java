package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route: looks who comes, whether the route is for them, and whether what would change something comes from
 * a form of ours or a script of theirs.
 */
final class Gate {

    /** The field every form carries its token in. */
    static final String TOKEN_FIELD = "csrf";

    private static final String SIGN_IN = "/sign-in";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String FORM_WITH_FILES = "multipart/form-data";

    private final Sessions sessions;
    private final Cookies cookies;
    private final SignInTokens tokens;
    private final Problems problems;
    private final ApiGate scripts;

    Gate(Sessions sessions, Cookies cookies, SignInTokens tokens, Problems problems, ApiGate scripts) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.tokens = tokens;
        this.problems = problems;
        this.scripts = scripts;
    }

    /** Who comes; null when they are not signed in. */
    @Nullable Session visitor(Context ctx) {
        return sessions.find(cookies.session(ctx));
    }

    /** The route's answer, for those it is meant for. */
    Handler before(Route route) {
        return switch (route) {
            case Route.Page page ->
                ctx -> {
                    Session session = visitor(ctx);
                    if (admits(page, session, ctx) && (!page.changes() || ours(ctx, session, page))) {
                        page.answer().answer(ctx, session);
                    }
                };
            case Route.Remote remote -> ctx -> remote.answer().answer(ctx, scripts.admit(remote, ctx, visitor(ctx)));
        };
    }

    private boolean admits(Route.Page route, @Nullable Session session, Context ctx) {
        if (route.access() == Access.ANYONE) {
            return true;
        }
        if (session == null) {
            askToSignIn(ctx);
            return false;
        }
        if (!session.may(route.access())) {
            problems.notAllowed(ctx, session, route.access());
            return false;
        }
        return true;
    }

    private static void askToSignIn(Context ctx) {
        if (ctx.header("HX-Request") != null) {
            // A redirect would be followed by the script and end up inside the page.
            ctx.status(HttpStatus.UNAUTHORIZED).header("HX-Redirect", SIGN_IN);
        } else {
            ctx.redirect(SIGN_IN, HttpStatus.SEE_OTHER);
        }
    }

    /** Whether the post is a form that this very visitor was given. */
    private boolean ours(Context ctx, @Nullable Session session, Route.Page route) {
        String type = ctx.contentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(route.files() ? FORM_WITH_FILES : FORM)) {
            problems.show(ctx, session, 415, "Not a form", "This address takes forms only.");
            return false;
        }
        // Without a length the body could grow while it is read.
        int length = ctx.req().getContentLength();
        if (length < 0 || length > route.maxBody()) {
            problems.show(
                    ctx,
                    session,
                    413,
                    "Too much",
                    "This form takes at most " + shown(route.maxBody()) + ". Go back and shorten it.");
            return false;
        }
        String token = field(ctx);
        // Whoever is signed in is asked for what they alone were given: the other token goes with a cookie that a
        // neighbour can plant. Signing in ends the session there was, which may be a planted one.
        boolean unknown = session == null || route.path().equals(SIGN_IN);
        boolean forms = session != null && Secrets.same(session.csrf(), token)
                || unknown && route.access() == Access.ANYONE && Secrets.same(tokens.expected(ctx), token);
        if (!forms) {
            problems.show(
                    ctx,
                    session,
                    403,
                    "This form is out of date",
                    "It was opened before you last signed in or out, or did not come from this console. "
                            + "Nothing was done. Open the page again and repeat.");
        }
        return forms;
    }

    /** A limit in words. */
    static String shown(int bytes) {
        return bytes < 1024 * 1024 ? bytes / 1024 + " kB" : bytes / (1024 * 1024) + " MB";
    }

    /** The token the form carries; null also for a form that can't be read. */
    private static @Nullable String field(Context ctx) {
        try {
            return ctx.formParam(TOKEN_FIELD);
        } catch (Exception e) {
            // Jetty says in many ways that the parts of a form are broken; without a token it is refused anyway. What
            // is left of
            // the form would be taken for the next request.
            ctx.header("Connection", "close");
            return null;
        }
    }
}
