package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before what is for scripts. A script proves who it acts for in one of two ways:
 *
 * <ul>
 *   <li>with each request, by login and password of the directory (HTTP Basic, RFC 7617), or
 *   <li>by the cookie of somebody who is signed in; what changes something must then carry the session's token in
 *       {@value #TOKEN_HEADER}, which no other site knows.
 * </ul>
 *
 * <p>A browser that once was given a password for Basic sends it along from anywhere, so what comes from another site is refused
 * also then: by what the browser says of it (Fetch Metadata), and because bodies must be of a type that forms can't send.
 */
final class ApiGate {

    static final String TOKEN_HEADER = "X-CSRF-Token";

    private static final Logger LOG = LoggerFactory.getLogger(ApiGate.class);
    private static final int LONGEST_CREDENTIALS = 8_000;
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Authenticator authenticator;
    private final Roles roles;

    ApiGate(Authenticator authenticator, Roles roles) {
        this.authenticator = authenticator;
        this.roles = roles;
    }

    /**
     * Who comes, if the route is for them.
     *
     * @throws ApiProblem if it isn't, or the request is not one to be read
     */
    Caller admit(Route.Remote route, Context ctx, @Nullable Session session) throws ApiProblem {
        String credentials = ctx.header("Authorization");
        Caller caller;
        if (credentials != null) {
            fromHere(ctx);
            caller = checked(ctx, credentials);
        } else if (session != null) {
            if (route.changes() && !Secrets.same(session.csrf(), ctx.header(TOKEN_HEADER))) {
                throw new ApiProblem(
                        403,
                        "The session's token is missing",
                        "With a session cookie, whatever changes something must carry the token that GET " + Route.API
                                + "/me tells, in the header " + TOKEN_HEADER + ". Nothing was done.");
            }
            caller = session.caller();
        } else {
            throw unknown(ctx, "Send login and password of the directory as HTTP Basic, or a session's cookie.");
        }
        if (!caller.may(route.access())) {
            throw new ApiProblem(403, "Your account may not " + route.access().what(), roles.lacking(route.access()));
        }
        if (route.changes()) {
            fits(route, ctx);
        }
        return caller;
    }

    private static void fromHere(Context ctx) throws ApiProblem {
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null && !OWN_SITE.contains(site)) {
            throw new ApiProblem(403, "From another site", "Passwords that a page elsewhere sends are not looked at.");
        }
    }

    private Caller checked(Context ctx, String credentials) throws ApiProblem {
        String pair = basic(credentials);
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (pair == null || colon < 0) {
            throw unknown(ctx, "Only HTTP Basic with login:password in UTF-8 is understood here.");
        }
        return switch (authenticator.authenticate(pair.substring(0, colon).strip(), pair.substring(colon + 1))) {
            case Authenticator.Result.Accepted accepted
            when !accepted.person().disabled() -> roles.of(accepted.person());
            case Authenticator.Result.Accepted closed -> throw wrong(ctx);
            case Authenticator.Result.Refused refused -> throw wrong(ctx);
            case Authenticator.Result.TooMany tooMany -> {
                long seconds = Math.max(1, tooMany.retryAfter().toSeconds());
                ctx.header("Retry-After", Long.toString(seconds));
                throw new ApiProblem(
                        429, "Too many tries", "There were too many wrong ones of late. Wait " + seconds + " seconds.");
            }
            case Authenticator.Result.Unavailable unavailable -> {
                LOG.warn("a script's password can't be checked: {}", unavailable.cause());
                throw new ApiProblem(
                        503,
                        "The directory does not answer",
                        "So nobody can be checked, and the password may well be right. Try again in a minute.");
            }
        };
    }

    private static ApiProblem wrong(Context ctx) {
        return unknown(ctx, "This login and password do not fit together, or the account is closed.");
    }

    private static ApiProblem unknown(Context ctx, String detail) {
        ctx.header("WWW-Authenticate", "Basic realm=\"Sallyport\", charset=\"UTF-8\"");
        return new ApiProblem(401, "Who is there?", detail);
    }

    private static @Nullable String basic(String credentials) {
        if (credentials.length() > LONGEST_CREDENTIALS || !credentials.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            byte[] pair = Base64.getDecoder().decode(credentials.substring(6).strip());
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(pair))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    private static void fits(Route.Remote route, Context ctx) throws ApiProblem {
        int length = ctx.req().getContentLength();
        if (length > route.maxBody()) {
            throw new ApiProblem(413, "Too much", "This address takes at most " + Gate.shown(route.maxBody()) + ".");
        }
        if (route.method().equals(HandlerType.DELETE) && length <= 0) {
            return;
        }
        if (length < 0) {
            throw new ApiProblem(411, "How much?", "The request must say how long its body is (Content-Length).");
        }
        String type = ctx.contentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(route.takes())) {
            throw new ApiProblem(415, "Another type", "This address takes " + route.takes() + " only.");
        }
    }
}
