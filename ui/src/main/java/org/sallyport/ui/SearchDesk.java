package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;
import org.sallyport.ui.page.ArchiveNote;
import org.sallyport.ui.page.Choice;
import org.sallyport.ui.page.HitView;
import org.sallyport.ui.page.Names;
import org.sallyport.ui.page.SearchForm;
import org.sallyport.ui.page.SearchPageView;
import org.sallyport.ui.page.Visible;

/**
 * Takes searches and shows what they find.
 *
 * <p>A search is posted, kept with the session and shown under an address that says nothing of it: what reviewers look for may
 * quote what people wrote, and addresses end up in histories and logs.
 */
final class SearchDesk {

    private static final int HITS_PER_PAGE = 25;
    private static final int LONGEST_FIELD = 500;
    private static final Pattern PAGE = Pattern.compile("[0-9]{1,3}");

    private final ArchiveSearch archive;
    private final Clock clock;
    private final Secrets secrets;
    private final Pages pages;
    private final Problems problems;
    private final List<Choice> services;
    private final List<Choice> features = Names.features();
    private final List<Choice> verdicts = Names.verdicts();

    SearchDesk(
            ArchiveSearch archive,
            Clock clock,
            Secrets secrets,
            Pages pages,
            Problems problems,
            List<String> services) {
        this.archive = archive;
        this.clock = clock;
        this.secrets = secrets;
        this.pages = pages;
        this.problems = problems;
        this.services = Names.services(services);
    }

    List<Route> routes() {
        return List.of(
                Route.signedIn(HandlerType.GET, "/", this::start),
                Route.page(Access.READ_ARCHIVE, HandlerType.POST, "/search", this::take),
                Route.page(Access.READ_ARCHIVE, HandlerType.GET, "/search/{id}", this::results));
    }

    /** Everybody comes here first, and whoever may not search goes on to the first page that is for them. */
    private void start(Context ctx, Session session) {
        if (session.may(Access.READ_ARCHIVE)) {
            show(ctx, session, SearchForm.EMPTY, null, null, null);
            return;
        }
        String start = Navigation.start(session.caller());
        if (start == null) {
            problems.notAllowed(ctx, session, Access.READ_ARCHIVE);
        } else {
            ctx.redirect(start, HttpStatus.SEE_OTHER);
        }
    }

    private void take(Context ctx, Session session) {
        String id = secrets.token();
        session.keep(
                id,
                new SearchForm(
                        field(ctx, "words"),
                        field(ctx, "person"),
                        field(ctx, "screenName"),
                        field(ctx, "service"),
                        field(ctx, "feature"),
                        field(ctx, "verdict"),
                        field(ctx, "from"),
                        field(ctx, "until")));
        ctx.redirect("/search/" + id, HttpStatus.SEE_OTHER);
    }

    private void results(Context ctx, Session session) {
        StoredSearch search = session.search(ctx.pathParam("id"));
        int page = page(ctx.queryParam("page"));
        if (search == null || !search.knows(page)) {
            problems.show(
                    ctx,
                    session,
                    404,
                    "This search is not kept any more",
                    "Searches are kept for the one who made them, until signing out, and only the last "
                            + Session.MAX_SEARCHES + ". Search again.");
            return;
        }
        switch (search.form().read(clock, search.start(page), HITS_PER_PAGE)) {
            case SearchForm.Reading.Asked asked -> ask(ctx, session, search, page, asked.query());
            case SearchForm.Reading.Wrong wrong -> {
                ctx.status(422);
                show(ctx, session, search.form(), wrong.problem(), null, null);
            }
        }
    }

    private void ask(Context ctx, Session session, StoredSearch search, int page, SearchQuery query) {
        SearchPage found;
        try {
            found = archive.search(query, new Reader(session.person().login(), ctx.ip()));
        } catch (ArchiveUnavailable e) {
            ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
            show(ctx, session, search.form(), null, advice(e), null);
            return;
        }
        boolean more = found.next() != null && search.next(page, found.next());
        SearchPageView.Results results = new SearchPageView.Results(
                found.hits().stream()
                        .map(hit -> HitView.excerpt(hit, clock.getZone()))
                        .toList(),
                count(found),
                page == 0,
                more ? "/search/" + search.id() + "?page=" + (page + 1) : null,
                found.next() != null && !more);
        show(ctx, session, search.form(), null, null, results);
    }

    private void show(
            Context ctx,
            Session session,
            SearchForm form,
            @Nullable String problem,
            @Nullable String unavailable,
            SearchPageView.@Nullable Results results) {
        String zone = clock.getZone().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        pages.search(
                ctx,
                session,
                new SearchPageView(form, services, features, verdicts, zone, problem, unavailable, results));
    }

    /** One character more than allowed is kept of what is too long: enough to refuse it. */
    private static String field(Context ctx, String name) {
        String value = ctx.formParam(name);
        if (value == null) {
            return "";
        }
        String stripped = value.strip();
        return stripped.length() <= LONGEST_FIELD ? stripped : stripped.substring(0, LONGEST_FIELD + 1);
    }

    static String advice(ArchiveUnavailable unavailable) {
        String message = unavailable.getMessage();
        return message == null ? "Try again in a minute." : Visible.line(message);
    }

    private static int page(@Nullable String text) {
        return text == null ? 0 : PAGE.matcher(text).matches() ? Integer.parseInt(text) : -1;
    }

    private static String count(SearchPage page) {
        if (page.totalIsLowerBound()) {
            return "More than " + ArchiveNote.count(page.total()) + " results";
        }
        return page.total() == 1 ? "1 result" : ArchiveNote.count(page.total()) + " results";
    }
}
