package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Person;
import org.sallyport.ui.page.SignInPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people in and out. Which of login and password was wrong is told to nobody. */
final class SignInDesk {

    private static final Logger LOG = LoggerFactory.getLogger(SignInDesk.class);

    private final Authenticator authenticator;
    private final Roles roles;
    private final Sessions sessions;
    private final Cookies cookies;
    private final SignInTokens tokens;
    private final Pages pages;

    SignInDesk(
            Authenticator authenticator,
            Roles roles,
            Sessions sessions,
            Cookies cookies,
            SignInTokens tokens,
            Pages pages) {
        this.authenticator = authenticator;
        this.roles = roles;
        this.sessions = sessions;
        this.cookies = cookies;
        this.tokens = tokens;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                Route.open(HandlerType.GET, "/sign-in", this::form),
                Route.open(HandlerType.POST, "/sign-in", this::signIn),
                Route.signedIn(HandlerType.POST, "/sign-out", this::signOut));
    }

    private void form(Context ctx, @Nullable Session session) {
        if (session == null) {
            show(ctx, null);
        } else {
            ctx.redirect("/", HttpStatus.SEE_OTHER);
        }
    }

    private void signIn(Context ctx, @Nullable Session old) {
        String login = Objects.requireNonNullElse(ctx.formParam("login"), "").strip();
        String password = Objects.requireNonNullElse(ctx.formParam("password"), "");
        switch (authenticator.authenticate(login, password)) {
            case Authenticator.Result.Accepted accepted
            when !accepted.person().disabled() -> letIn(ctx, old, accepted.person());
            case Authenticator.Result.Accepted closed -> refuse(ctx);
            case Authenticator.Result.Refused refused -> refuse(ctx);
            case Authenticator.Result.TooMany tooMany -> {
                ctx.status(HttpStatus.TOO_MANY_REQUESTS)
                        .header(
                                "Retry-After",
                                Long.toString(Math.max(1, tooMany.retryAfter().toSeconds())));
                show(
                        ctx,
                        "There were too many tries of late. Wait " + words(tooMany.retryAfter()) + ", then try again.");
            }
            case Authenticator.Result.Unavailable unavailable -> {
                LOG.warn("sign-in is not possible: {}", unavailable.cause());
                ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
                show(
                        ctx,
                        "The directory does not answer, so nobody can be checked. Your password may well be right: "
                                + "try again in a minute, and tell an administrator if it stays.");
            }
        }
    }

    private void letIn(Context ctx, @Nullable Session old, Person person) {
        if (old != null) {
            sessions.close(old);
        }
        Caller caller = roles.of(person);
        // Always a new token: one planted in the browser before must not become a signed-in one.
        Session session = sessions.open(caller);
        cookies.giveSession(ctx, session.token());
        cookies.dropSignIn(ctx);
        LOG.info("{} signed in from {} as {}", person.login(), ctx.ip(), caller.roles());
        ctx.redirect("/", HttpStatus.SEE_OTHER);
    }

    private void refuse(Context ctx) {
        ctx.status(HttpStatus.UNAUTHORIZED);
        show(ctx, "This login and password do not fit together, or the account is closed.");
    }

    private void signOut(Context ctx, Session session) {
        sessions.close(session);
        cookies.dropSession(ctx);
        ctx.redirect("/sign-in", HttpStatus.SEE_OTHER);
    }

    private void show(Context ctx, @Nullable String problem) {
        pages.signIn(ctx, new SignInPage(tokens.give(ctx), problem));
    }

    /** A time to wait, for people. */
    static String words(Duration wait) {
        long seconds = Math.max(1, wait.toSeconds());
        if (seconds < 90) {
            return seconds == 1 ? "a second" : seconds + " seconds";
        }
        return (seconds + 59) / 60 + " minutes";
    }
}
