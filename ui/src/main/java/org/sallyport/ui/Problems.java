package org.sallyport.ui;

import io.javalin.http.Context;
import java.security.SecureRandom;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sallyport.ui.page.ErrorPage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages for what goes another way than wished. Safe for any thread. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int MAX_FRAMES = 12;
    private static final int MAX_CAUSES = 4;

    private final SecureRandom random = new SecureRandom();
    private final Pages pages;
    private final Set<String> readers;

    /** @param readers the groups that may read, for telling people which one they lack */
    Problems(Pages pages, Set<String> readers) {
        this.pages = pages;
        this.readers = new TreeSet<>(readers);
    }

    void show(Context ctx, @Nullable Session session, int status, String heading, String text) {
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

    void noReader(Context ctx, Session session) {
        String groups =
                readers.isEmpty() ? "a group that nobody is in yet" : "the group " + String.join(" or ", readers);
        show(
                ctx,
                session,
                403,
                "Your account may not read the archive",
                "You are signed in, but reading takes membership of " + groups
                        + ". Ask whoever runs the directory to add you, then sign out and in again.");
    }

    /** Something broke. The log gets where, under a number; neither it nor the page gets any of what people wrote. */
    void broken(Context ctx, @Nullable Session session, Throwable cause) {
        String incident = String.format("%08X", random.nextInt());
        LOG.error("incident {}: {} {}{}", incident, ctx.method(), route(ctx), where(cause));
        ctx.status(500);
        pages.error(
                ctx,
                session,
                new ErrorPage(
                        500,
                        "Something broke on our side",
                        "It is not about what you did. Try again in a moment; if it stays, tell an administrator.",
                        incident));
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
