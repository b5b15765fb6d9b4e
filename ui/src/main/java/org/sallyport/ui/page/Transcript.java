package org.sallyport.ui.page;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Hit;

/**
 * Part of a conversation, oldest first.
 *
 * @param lines the lines
 * @param people who takes part, as far as these lines show
 * @param service what the service is called
 * @param room the room; null for a conversation between people
 * @param zone the zone that times are in
 * @param earlier the address of what came before; null when these are the first
 * @param later the address of what came after; null when these are the last
 * @param here the address of this very page with sources shown or hidden, whichever it is not
 * @param sources whether exact sources are unfolded
 */
public record Transcript(
        List<Line> lines,
        List<PartyView> people,
        String service,
        @Nullable String room,
        String zone,
        @Nullable String earlier,
        @Nullable String later,
        String here,
        boolean sources) {

    /** Messages of one sender this close together share a heading. */
    private static final Duration BREATH = Duration.ofMinutes(5);

    private static final int MAX_PEOPLE = 20;

    /**
     * One event in a transcript.
     *
     * @param hit the event
     * @param newDay whether a day begins with it
     * @param ours which side it stands on: whether one of ours said it
     * @param continued whether the same sender said the line before, just now
     * @param marked whether this is what the reader came for
     */
    public record Line(HitView hit, boolean newDay, boolean ours, boolean continued, boolean marked) {}

    /**
     * Lays out events.
     *
     * @param events oldest first
     * @param before the event before the first of them, if at hand: tells whether a day begins
     * @param marked the id of the event to mark; null for none
     */
    public static List<Line> lines(List<Hit> events, @Nullable Hit before, @Nullable String marked, ZoneId zone) {
        List<Line> lines = new ArrayList<>();
        Hit last = before;
        for (Hit hit : events) {
            boolean newDay = last == null
                    || !last.time()
                            .atZone(zone)
                            .toLocalDate()
                            .equals(hit.time().atZone(zone).toLocalDate());
            boolean continued = !newDay && last != null && !lines.isEmpty() && follows(last, hit);
            lines.add(new Line(
                    HitView.whole(hit, zone),
                    newDay,
                    ours(hit),
                    continued,
                    hit.id().equals(marked)));
            last = hit;
        }
        return List.copyOf(lines);
    }

    /** Who takes part, in order of appearance; at most {@value #MAX_PEOPLE}. */
    public static List<PartyView> people(List<Hit> events) {
        Map<String, PartyView> people = new LinkedHashMap<>();
        for (Hit hit : events) {
            List<Hit.Party> parties = new ArrayList<>(hit.to());
            if (hit.from() != null) {
                parties.addFirst(hit.from());
            }
            for (Hit.Party party : parties) {
                if (people.size() < MAX_PEOPLE) {
                    people.putIfAbsent(party.screenName(), PartyView.of(party));
                }
            }
        }
        return List.copyOf(people.values());
    }

    private static boolean follows(Hit last, Hit hit) {
        return last.kind().equals("message")
                && hit.kind().equals("message")
                && last.from() != null
                && hit.from() != null
                && last.from().screenName().equals(hit.from().screenName())
                && Duration.between(last.time(), hit.time()).compareTo(BREATH) < 0;
    }

    /** Ours stand on the right. Of two colleagues one has to stand on the left: by name, so that it stays the same one. */
    private static boolean ours(Hit hit) {
        Hit.Party from = hit.from();
        if (from == null) {
            return !hit.inbound();
        }
        if (from.login() == null) {
            return false;
        }
        if (hit.room() == null && hit.to().size() == 1) {
            Hit.Party to = hit.to().getFirst();
            return to.login() == null || from.screenName().compareTo(to.screenName()) < 0;
        }
        return true;
    }
}
