package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.archive.search.Conversation;
import org.sallyport.archive.search.Hit;
import org.sallyport.ui.page.HitView;
import org.sallyport.ui.page.Names;
import org.sallyport.ui.page.Transcript;
import org.sallyport.ui.page.Visible;

/**
 * Shows conversations: around an event ({@code around}), or what came before ({@code before}) or after ({@code after}) one.
 * {@code hit} names the event to mark, {@code sources} unfolds what was sent exactly.
 */
final class ConversationDesk {

    /** Events on either side of the one asked for. */
    private static final int REACH = 60;

    private static final int LONGEST_ID = 300;

    private final ArchiveSearch archive;
    private final Clock clock;
    private final Pages pages;
    private final Problems problems;

    ConversationDesk(ArchiveSearch archive, Clock clock, Pages pages, Problems problems) {
        this.archive = archive;
        this.clock = clock;
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(Route.page(Access.READ_ARCHIVE, HandlerType.GET, "/conversation/{id}", this::show));
    }

    /** Which part is asked for. */
    private enum Part {
        AROUND,
        BEFORE,
        AFTER
    }

    /**
     * A place in a conversation.
     *
     * @param event the event it is told by
     * @param marked the event to mark; null for none
     */
    private record Place(
            String conversation,
            Part part,
            String event,
            @Nullable String marked,
            boolean sources) {

        String address(Part other, String otherEvent, boolean withSources) {
            String address = HitView.conversationPath(conversation) + "?"
                    + other.name().toLowerCase(Locale.ROOT) + "=" + HitView.encoded(otherEvent);
            if (marked != null && !(other == Part.AROUND && marked.equals(otherEvent))) {
                address += "&hit=" + HitView.encoded(marked);
            }
            return withSources ? address + "&sources=all" : address;
        }
    }

    private void show(Context ctx, Session session) {
        Place place = place(ctx);
        if (place == null) {
            problems.notFound(ctx, session);
            return;
        }
        try {
            Reader reader = new Reader(session.person().login(), ctx.ip());
            show(ctx, session, place, archive.conversation(place.conversation(), place.event(), 2 * REACH + 1, reader));
        } catch (ArchiveUnavailable e) {
            problems.show(ctx, session, 503, "The archive does not answer", SearchDesk.advice(e));
        }
    }

    private void show(Context ctx, Session session, Place place, Conversation conversation) {
        List<Hit> all = conversation.events();
        int at = indexOf(all, place.event());
        if (at < 0) {
            problems.show(
                    ctx,
                    session,
                    404,
                    "This conversation is not in the archive",
                    "It may be past its time of retention, or the address is incomplete. Search for it again.");
            return;
        }
        List<Hit> events = switch (place.part()) {
            case AROUND -> all;
            case BEFORE -> all.subList(0, at);
            case AFTER -> all.subList(at + 1, all.size());
        };
        // What is loaded into a page that shows the rest already must not offer that rest again.
        boolean inPlace = ctx.header("HX-Request") != null;
        boolean earlier = place.part() == Part.AFTER ? !inPlace : conversation.earlier();
        boolean later = place.part() == Part.BEFORE ? !inPlace : conversation.later();
        String first = events.isEmpty() ? place.event() : events.getFirst().id();
        String last = events.isEmpty() ? place.event() : events.getLast().id();
        Hit before = place.part() == Part.AFTER ? all.get(at) : null;
        Hit middle = all.get(at);
        pages.conversation(
                ctx,
                session,
                new Transcript(
                        Transcript.lines(events, inPlace ? before : null, place.marked(), clock.getZone()),
                        Transcript.people(all),
                        Names.service(middle.service()),
                        middle.room() == null ? null : Visible.line(middle.room()),
                        clock.getZone().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
                        earlier ? place.address(Part.BEFORE, first, place.sources()) : null,
                        later ? place.address(Part.AFTER, last, place.sources()) : null,
                        place.address(place.part(), place.event(), !place.sources()) + "#hit",
                        place.sources()));
    }

    private static @Nullable Place place(Context ctx) {
        String conversation = ctx.pathParam("id");
        boolean sources = "all".equals(ctx.queryParam("sources"));
        for (Part part : Part.values()) {
            String event = ctx.queryParam(part.name().toLowerCase(Locale.ROOT));
            if (event != null) {
                String hit = ctx.queryParam("hit");
                String marked = hit == null && part == Part.AROUND ? event : hit;
                boolean sane = isId(conversation) && isId(event) && (marked == null || isId(marked));
                return sane ? new Place(conversation, part, event, marked, sources) : null;
            }
        }
        return null;
    }

    private static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_ID;
    }

    private static int indexOf(List<Hit> events, String id) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }
}
