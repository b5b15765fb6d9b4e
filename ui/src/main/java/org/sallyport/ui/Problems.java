package org.sallyport.ui;

import io.javalin.http.Context;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.sallyport.ui.page.ErrorPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people and scripts are told when something goes another way than wished. Safe for any thread. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int MAX_FRAMES = 12;
    private static final int MAX_CAUSES = 4;

    private final SecureRandom random = new SecureRandom();
    private final Pages pages;
    private final Roles roles;

    /** @param roles for telling people which group they lack */
    Problems(Pages pages, Roles roles) {
        this.pages = pages;
        this.roles = roles;
    }

    void show(Context ctx, @Nullable Session session, int status, String heading, String text) {
        if (Api.isFor(ctx)) {
            Api.give(ctx, new ApiProblem(status, heading, text));
            return;
        }
        ctx.status(status);
        pages.error(ctx, session, new ErrorPage(status, heading, text, null));
    }

    void notFound(Context ctx, @Nullable Session session) {
        show(
                ctx,
                session,
                404,
                "There is no such page",
                "The address may be mistyped, or lead to something that was removed since.");
    }

    /** Somebody known asks for what is not for them. */
    void notAllowed(Context ctx, @Nullable Session session, Access access) {
        show(ctx, session, 403, "Your account may not " + access.what(), roles.lacking(access));
    }

    /** Something broke. The log gets where, under a number; neither it nor the page gets any of what people wrote. */
    void broken(Context ctx, @Nullable Session session, Throwable cause) {
        String incident = String.format("%08X", random.nextInt());
        LOG.error("incident {}: {} {}{}", incident, ctx.method(), route(ctx), where(cause));
        String heading = "Something broke on our side";
        String text = "It is not about what you did. Try again in a moment; if it stays, tell an administrator.";
        if (Api.isFor(ctx)) {
            Api.give(ctx, new ApiProblem(500, heading, text).with("incident", incident));
            return;
        }
        ctx.status(500);
        pages.error(ctx, session, new ErrorPage(500, heading, text, incident));
    }

    private static String route(Context ctx) {
        // The pattern, not the address: addresses hold ids of conversations.
        return ctx.endpoints().list().isEmpty() ? "(no route)" : ctx.endpoint().path;
    }

    /** The stack without messages: they may quote what was searched for or said. */
    private static String where(Throwable thrown) {
        StringBuilder out = new StringBuilder();
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            out.append(System.lineSeparator())
                    .append(i == 0 ? "" : "caused by ")
                    .append(cause.getClass().getName());
            StackTraceElement[] stack = cause.getStackTrace();
            for (int f = 0; f < Math.min(stack.length, MAX_FRAMES); f++) {
                out.append(System.lineSeparator()).append("    at ").append(stack[f]);
            }
        }
        return out.toString();
    }
}
