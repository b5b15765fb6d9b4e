package org.sallyport.ui.page;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.SearchQuery;

/**
 * The search form as it was filled in, so that it can be shown again just so. Empty strings are fields left empty.
 *
 * @param words see {@link SearchQuery#words}
 * @param person see {@link SearchQuery#person}
 * @param screenName see {@link SearchQuery#screenName}
 * @param service a service's id
 * @param feature a feature's id
 * @param verdict a verdict's id or {@code failed}
 * @param from the first day, as {@code 2026-11-21}
 * @param until the last day, likewise, inclusive
 */
public record SearchForm(
        String words,
        String person,
        String screenName,
        String service,
        String feature,
        String verdict,
        String from,
        String until) {

    /** Nothing filled in. */
    public static final SearchForm EMPTY = new SearchForm("", "", "", "", "", "", "", "");

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final int FIRST_YEAR = 1990;
    private static final int LAST_YEAR = 2200;

    /** What a filled-in form comes to. */
    public sealed interface Reading {

        /** A question for the archive. */
        record Asked(SearchQuery query) implements Reading {}

        /** Something in it cannot be asked; {@code problem} says what, in words for whoever filled it in. */
        record Wrong(String problem) implements Reading {}
    }

    /**
     * Reads the form.
     *
     * @param clock its zone says when days begin and end
     * @param page where to go on; null: at the newest
     * @param size how many hits a page has, 1 to 200
     */
    public Reading read(Clock clock, @Nullable String page, int size) {
        if (!idOrEmpty(service) || !idOrEmpty(feature) || !idOrEmpty(verdict)) {
            return new Reading.Wrong("One of the choices is not on its list. Choose again.");
        }
        Instant start;
        Instant end;
        try {
            start = from.isEmpty() ? null : startOf(day(from), clock.getZone());
            end = until.isEmpty() ? null : startOf(day(until).plusDays(1), clock.getZone());
        } catch (DateTimeException e) {
            return new Reading.Wrong("A day is written as year, month and day, such as 2026-03-31.");
        }
        try {
            return new Reading.Asked(new SearchQuery(
                    words,
                    person,
                    screenName,
                    nullIfEmpty(service),
                    nullIfEmpty(feature),
                    nullIfEmpty(verdict),
                    start,
                    end,
                    page,
                    size));
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            return new Reading.Wrong(message == null ? "This cannot be searched for." : sentence(message));
        }
    }

    /** Whether any field besides the words is filled in. */
    public boolean narrowed() {
        return !(person.isEmpty()
                && screenName.isEmpty()
                && service.isEmpty()
                && feature.isEmpty()
                && verdict.isEmpty()
                && from.isEmpty()
                && until.isEmpty());
    }

    /** Hides the words: a form may end up in a log line. */
    @Override
    public String toString() {
        return "SearchForm[...]";
    }

    private static LocalDate day(String text) {
        LocalDate day = LocalDate.parse(text);
        if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
            throw new DateTimeException("no messages in that year");
        }
        return day;
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static boolean idOrEmpty(String id) {
        return id.isEmpty() || ID.matcher(id).matches();
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String sentence(String message) {
        return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1) + ".";
    }
}
