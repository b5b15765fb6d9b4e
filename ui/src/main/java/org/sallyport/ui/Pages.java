package org.sallyport.ui;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.ui.page.ArchiveNote;
import org.sallyport.ui.page.ErrorPage;
import org.sallyport.ui.page.Frame;
import org.sallyport.ui.page.SearchPageView;
import org.sallyport.ui.page.SignInPage;
import org.sallyport.ui.page.Transcript;
import org.sallyport.ui.page.Visible;

/** Writes pages from templates: each has the frame around it and one view to show. Safe for any thread. */
final class Pages {

    private static final String PACKAGE = "org.sallyport.ui.page";

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Pages.class.getClassLoader(), PACKAGE);
    private final ArchiveSearch archive;
    private final String zone;

    /** @param zone of all times on pages */
    Pages(ArchiveSearch archive, ZoneId zone) {
        this.archive = archive;
        String name = zone.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
        this.zone = name.equals(zone.getId()) ? name : name + ", " + zone.getId();
    }

    void signIn(Context ctx, SignInPage page) {
        write(ctx, "signin.jte", Map.of("page", page));
    }

    void search(Context ctx, Session session, SearchPageView page) {
        write(ctx, "search.jte", Map.of("frame", frame(ctx, "Search", session), "page", page));
    }

    void conversation(Context ctx, Session session, Transcript page) {
        write(ctx, "conversation.jte", Map.of("frame", frame(ctx, "Conversation", session), "page", page));
    }

    /** A page that shows one view, for somebody who is signed in. */
    void show(Context ctx, Session session, String title, String template, Object page) {
        write(ctx, template, Map.of("frame", frame(ctx, title, session), "page", page));
    }

    /** The same for whoever comes. */
    void showAnybody(Context ctx, @Nullable Session session, String title, String template, Object page) {
        Frame frame = session == null ? Frame.unknown(title) : frame(ctx, title, session);
        write(ctx, template, Map.of("frame", frame, "page", page));
    }

    void error(Context ctx, @Nullable Session session, ErrorPage page) {
        Frame frame = session == null
                ? Frame.unknown(page.heading())
                : new Frame(
                        page.heading(),
                        Visible.line(session.person().name()),
                        session.csrf(),
                        null,
                        Navigation.links(session.caller(), ctx.path()),
                        zone,
                        null);
        write(ctx, "error.jte", Map.of("frame", frame, "page", page));
    }

    private Frame frame(Context ctx, String title, Session session) {
        return new Frame(
                title,
                Visible.line(session.person().name()),
                session.csrf(),
                ArchiveNote.of(archive.status()),
                Navigation.links(session.caller(), ctx.path()),
                zone,
                session.takeNotice());
    }

    private void write(Context ctx, String template, Map<String, Object> parameters) {
        StringOutput output = new StringOutput();
        engine.render(template, parameters, output);
        ctx.html(output.toString());
    }
}
