package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.presence.Presence;
import org.sallyport.policy.presence.WhoIsOn;
import org.sallyport.ui.page.Pager;
import org.sallyport.ui.page.PresencePage;
import org.sallyport.ui.page.PresenceRow;
import org.sallyport.ui.page.Visible;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows who is signed on now, and ends sessions. Who ended whose is in the log. */
final class WhoIsOnDesk {

    private static final Logger LOG = LoggerFactory.getLogger(WhoIsOnDesk.class);
    private static final int LONGEST_NOTICE = 500;
    private static final String PATH = "/who-is-on";

    private final WhoIsOn whoIsOn;
    private final ZoneId zone;
    private final Pages pages;
    private final Problems problems;

    WhoIsOnDesk(WhoIsOn whoIsOn, ZoneId zone, Pages pages, Problems problems) {
        this.whoIsOn = whoIsOn;
        this.zone = zone;
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.WHO_IS_ON, HandlerType.GET, PATH, this::list),
                Route.page(Access.END_SESSIONS, HandlerType.GET, PATH + "/{id}/end", this::askToEnd),
                Route.page(Access.END_SESSIONS, HandlerType.POST, PATH + "/{id}/end", this::end),
                Route.api(Access.WHO_IS_ON, HandlerType.GET, PATH, this::tell),
                Route.api(Access.END_SESSIONS, HandlerType.POST, PATH + "/{id}/end", this::endByScript));
    }

    private void list(Context ctx, Session session) {
        String text = Fields.query(ctx, "text");
        int page = Fields.page(ctx);
        List<Presence> everybody = whoIsOn.list();
        List<PresenceRow> rows = everybody.stream()
                .map(presence -> PresenceRow.of(presence, zone))
                .filter(row -> row.has(text))
                .toList();
        PresencePage view = new PresencePage(
                text,
                Pager.part(rows, page),
                Pager.of(rows.size(), page, "session", PATH, Map.of("text", text)),
                everybody.size(),
                session.may(Access.END_SESSIONS));
        pages.show(ctx, session, "Who is on", "who-is-on.jte", view);
    }

    private void askToEnd(Context ctx, Session session) {
        Optional<Presence> presence = find(ctx.pathParam("id"));
        if (presence.isEmpty()) {
            over(ctx, session);
            return;
        }
        pages.show(ctx, session, "End a session", "end-session.jte", PresenceRow.of(presence.get(), zone));
    }

    private void end(Context ctx, Session session) {
        Optional<Presence> presence = find(ctx.pathParam("id"));
        String notice = Fields.text(ctx, "notice", LONGEST_NOTICE);
        if (notice.length() > LONGEST_NOTICE) {
            problems.show(ctx, session, 422, "Too long", "The notice takes at most 500 characters. Nothing was done.");
        } else if (presence.isPresent() && end(presence.get(), notice, session.caller())) {
            session.say(
                    "The session of " + Visible.line(presence.get().account().display()) + " is ended.");
            ctx.redirect(PATH, HttpStatus.SEE_OTHER);
        } else {
            over(ctx, session);
        }
    }

    private void over(Context ctx, Session session) {
        problems.show(
                ctx,
                session,
                404,
                "This session is over",
                "It ended by itself, or somebody else ended it. Nothing to do.");
    }

    private Optional<Presence> find(String connection) {
        return whoIsOn.list().stream()
                .filter(presence -> presence.connection().equals(connection))
                .findFirst();
    }

    private boolean end(Presence presence, String notice, Caller by) {
        boolean ended = whoIsOn.end(presence.connection(), notice);
        if (ended) {
            LOG.info(
                    "{} ended connection {} of {}",
                    by.login(),
                    presence.connection(),
                    Visible.line(presence.account().toString()));
        }
        return ended;
    }

    /**
     * A connection, for scripts.
     *
     * @param identity {@code known}, {@code unregistered} or {@code unavailable}
     */
    private record Entry(
            String connection,
            String service,
            String protocol,
            String account,
            String identity,
            @Nullable String login,
            @Nullable String person,
            @Nullable String client,
            String address,
            String entry,
            Instant since) {

        static Entry of(Presence presence) {
            Person person = presence.identity() instanceof Identity.Known known ? known.person() : null;
            String identity = switch (presence.identity()) {
                case Identity.Known known -> "known";
                case Identity.Unregistered none -> "unregistered";
                case Identity.Unavailable none -> "unavailable";
            };
            return new Entry(
                    presence.connection(),
                    presence.service().value(),
                    presence.protocol().value(),
                    presence.account().display(),
                    identity,
                    person == null ? null : person.login(),
                    person == null ? null : person.name(),
                    presence.client(),
                    presence.address(),
                    presence.entry(),
                    presence.since());
        }
    }

    private void tell(Context ctx, Caller caller) throws ApiProblem {
        Api.Paging paging = Api.Paging.of(ctx);
        String text = Fields.query(ctx, "text");
        List<Entry> found = whoIsOn.list().stream()
                .filter(presence -> PresenceRow.of(presence, zone).has(text))
                .map(Entry::of)
                .toList();
        Api.give(ctx, paging.of(found));
    }

    private record End(@Nullable String notice) {}

    private record Ended(String connection) {}

    private void endByScript(Context ctx, Caller caller) throws ApiProblem {
        String notice = Api.optional(Api.read(ctx, End.class).notice(), "notice", LONGEST_NOTICE);
        Presence presence = find(ctx.pathParam("id"))
                .orElseThrow(() -> ApiProblem.notFound("There is no such connection, or it is over."));
        if (!end(presence, notice, caller)) {
            throw ApiProblem.notFound("The connection is over.");
        }
        Api.give(ctx, new Ended(presence.connection()));
    }
}
