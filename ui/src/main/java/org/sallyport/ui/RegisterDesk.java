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
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.ScreenName;
import org.sallyport.ui.page.Names;
import org.sallyport.ui.page.RegisterPage;
import org.sallyport.ui.page.Visible;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people register their screen names: with the code that their client showed them, and the login and password of the
 * directory; who is signed in needs the code only. It signs nobody in. Codes are neither logged nor ever in an address.
 */
final class RegisterDesk {

    private static final Logger LOG = LoggerFactory.getLogger(RegisterDesk.class);
    private static final int LONGEST_CODE = 64;

    private final @Nullable Registration registration;
    private final Authenticator authenticator;
    private final SignInTokens tokens;
    private final Pages pages;

    RegisterDesk(@Nullable Registration registration, Authenticator authenticator, SignInTokens tokens, Pages pages) {
        this.registration = registration;
        this.authenticator = authenticator;
        this.tokens = tokens;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(
                Route.open(HandlerType.GET, Registration.PATH, this::form),
                Route.open(HandlerType.POST, Registration.PATH, this::register));
    }

    private void form(Context ctx, @Nullable Session session) {
        show(ctx, session, "", "", null, null);
    }

    private void show(
            Context ctx,
            @Nullable Session session,
            String login,
            String code,
            @Nullable String problem,
            RegisterPage.@Nullable Outcome outcome) {
        RegisterPage view = new RegisterPage(
                session == null ? tokens.give(ctx) : session.csrf(),
                session == null ? null : Visible.line(session.person().name()),
                isOpen(),
                login,
                code,
                problem,
                outcome);
        pages.showAnybody(ctx, session, "Register a screen name", "register.jte", view);
    }

    private boolean isOpen() {
        return registration != null && !registration.link().isEmpty();
    }

    private void register(Context ctx, @Nullable Session session) {
        String login = Fields.form(ctx, "login");
        String code = Fields.text(ctx, "code", LONGEST_CODE);
        if (!isOpen()) {
            ctx.status(404);
            show(ctx, session, "", "", null, null);
        } else if (code.isEmpty()) {
            ctx.status(422);
            show(ctx, session, login, "", "Enter the code that your client showed you.", null);
        } else if (session != null) {
            redeem(ctx, session, session.person(), code);
        } else {
            String password = Objects.requireNonNullElse(ctx.formParam("password"), "");
            check(ctx, login, password, code);
        }
    }

    /** The password first: a code is used up by looking at it. */
    private void check(Context ctx, String login, String password, String code) {
        switch (authenticator.authenticate(login, password)) {
            case Authenticator.Result.Accepted accepted
            when !accepted.person().disabled() -> redeem(ctx, null, accepted.person(), code);
            case Authenticator.Result.Accepted closed -> wrongPassword(ctx, login, code);
            case Authenticator.Result.Refused refused -> wrongPassword(ctx, login, code);
            case Authenticator.Result.TooMany tooMany -> tooMany(ctx, null, login, tooMany.retryAfter());
            case Authenticator.Result.Unavailable unavailable -> {
                LOG.warn("registration is not possible: {}", unavailable.cause());
                ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
                show(
                        ctx,
                        null,
                        login,
                        code,
                        "The directory does not answer, so your password can't be checked. Your code is still good: "
                                + "try again in a minute, and tell an administrator if it stays.",
                        null);
            }
        }
    }

    private void wrongPassword(Context ctx, String login, String code) {
        ctx.status(HttpStatus.UNAUTHORIZED);
        show(
                ctx,
                null,
                login,
                code,
                "This login and password do not fit together, or the account is closed. Your code was not used: "
                        + "type the password again.",
                null);
    }

    private void tooMany(Context ctx, @Nullable Session session, String login, Duration wait) {
        ctx.status(HttpStatus.TOO_MANY_REQUESTS).header("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
        show(
                ctx,
                session,
                login,
                "",
                "There were too many tries of late. Wait " + SignInDesk.words(wait)
                        + ", then sign on again in your client and use the newest code.",
                null);
    }

    private void redeem(Context ctx, @Nullable Session session, Person person, String code) {
        Registration codes = Objects.requireNonNull(registration, "asked before");
        switch (codes.redeem(code, person, ctx.ip())) {
            case Registration.Outcome.Registered registered -> {
                LOG.info(
                        "{} registered {}",
                        person.login(),
                        Visible.line(registered.name().toString()));
                show(ctx, session, "", "", null, outcome(registered.name(), true));
            }
            case Registration.Outcome.Disputed disputed -> {
                LOG.info(
                        "{} claims {}, which is another's",
                        person.login(),
                        Visible.line(disputed.name().toString()));
                ctx.status(HttpStatus.CONFLICT);
                show(ctx, session, "", "", null, outcome(disputed.name(), false));
            }
            case Registration.Outcome.Wrong wrong -> {
                ctx.status(422);
                show(
                        ctx,
                        session,
                        person.login(),
                        "",
                        "This code is not good: it may be mistyped, used already, or too old. Look at your client "
                                + "again; if it shows no other, sign off and on there to get a new one.",
                        null);
            }
            case Registration.Outcome.TooMany tooMany -> tooMany(ctx, session, person.login(), tooMany.retryAfter());
            case Registration.Outcome.Refused refused -> {
                LOG.warn("a registration by {} was refused: {}", person.login(), refused.why());
                ctx.status(422);
                show(
                        ctx,
                        session,
                        person.login(),
                        "",
                        "This can't be registered: " + Visible.line(refused.why())
                                + ". The code is used up; tell an administrator, then sign on again for a new one.",
                        null);
            }
        }
    }

    private static RegisterPage.Outcome outcome(ScreenName name, boolean yours) {
        return new RegisterPage.Outcome(
                Visible.line(name.display()), Names.service(name.service().value()), yours);
    }
}
