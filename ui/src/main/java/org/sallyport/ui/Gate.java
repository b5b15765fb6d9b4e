package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Stands before every route: looks who comes, whether the route is for them, and whether what they post comes from a form of
 * ours.
 */
final class Gate {

    /** More than any form of ours can hold. */
    static final int MAX_BODY = 64 * 1024;

    /** The field every form carries its token in. */
    static final String TOKEN_FIELD = "csrf";

    private static final String FORM = "application/x-www-form-urlencoded";

    private final Sessions sessions;
    private final Cookies cookies;
    private final Secrets secrets;
    private final Problems problems;

    Gate(Sessions sessions, Cookies cookies, Secrets secrets, Problems problems) {
        this.sessions = sessions;
        this.cookies = cookies;
        this.secrets = secrets;
        this.problems = problems;
    }

    /** Who comes; null when they are not signed in. */
    @Nullable Session visitor(Context ctx) {
        return sessions.find(cookies.session(ctx));
    }

    /** The route's answer, for those it is meant for. */
    Handler before(Route route) {
        return ctx -> {
            Session session = visitor(ctx);
            if (admits(route, session, ctx)
                    && (!route.method().equals(HandlerType.POST) || ours(ctx, session, route))) {
                route.answer().answer(ctx, session);
            }
        };
    }

    private boolean admits(Route route, @Nullable Session session, Context ctx) {
        return switch (route.access()) {
            case ANYONE -> true;
            case SIGNED_IN -> session != null || askToSignIn(ctx);
            case READER -> session == null ? askToSignIn(ctx) : session.reader() || refuse(ctx, session);
        };
    }

    private static boolean askToSignIn(Context ctx) {
        if (ctx.header("HX-Request") != null) {
            // A redirect would be followed by the script and end up inside the page.
            ctx.status(HttpStatus.UNAUTHORIZED).header("HX-Redirect", "/sign-in");
        } else {
            ctx.redirect("/sign-in", HttpStatus.SEE_OTHER);
        }
        return false;
    }

    private boolean refuse(Context ctx, Session session) {
        problems.noReader(ctx, session);
        return false;
    }

    /** Whether the post is a form that this very visitor was given. */
    private boolean ours(Context ctx, @Nullable Session session, Route route) {
        String type = ctx.contentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            problems.show(ctx, session, 415, "Not a form", "This address takes forms only.");
            return false;
        }
        // Without a length the body could grow while it is read.
        int length = ctx.req().getContentLength();
        if (length < 0 || length > MAX_BODY) {
            problems.show(ctx, session, 413, "Too much", "A form takes at most 64 kB. Go back and shorten it.");
            return false;
        }
        boolean forms = route.access() == Access.ANYONE
                ? Secrets.same(signInToken(ctx), ctx.formParam(TOKEN_FIELD))
                : session != null && Secrets.same(session.csrf(), ctx.formParam(TOKEN_FIELD));
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

    private @Nullable String signInToken(Context ctx) {
        String nonce = cookies.signIn(ctx);
        return nonce == null ? null : secrets.signed(nonce);
    }
}
