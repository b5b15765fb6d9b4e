package org.sallyport.policy.rule;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Days of a calendar: one, or all from one to another. Immutable.
 *
 * @param yearly whether it comes again each year; the dates are then in a leap year, so that 29 February is one
 * @param from the first day
 * @param to the last day; before the first only when yearly, and then it is in the year after
 */
record DateSpan(boolean yearly, LocalDate from, LocalDate to) {

    private static final String LEAP_YEAR = "2000-";
    private static final String DAY = "((?:[0-9]{4}-)?[0-9]{2}-[0-9]{2})";
    private static final Pattern SHAPE = Pattern.compile(DAY + "(?:\\.\\." + DAY + ")?");

    /** Reads {@code 2026-12-24}, {@code 12-25}, or two of the same kind with {@code ..} between them. */
    static Optional<DateSpan> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2) == null ? first : matcher.group(2);
        if (first.length() != last.length()) {
            return Optional.empty();
        }
        boolean yearly = first.length() == 5;
        try {
            LocalDate from = LocalDate.parse(yearly ? LEAP_YEAR + first : first);
            LocalDate to = LocalDate.parse(yearly ? LEAP_YEAR + last : last);
            return yearly || !to.isBefore(from) ? Optional.of(new DateSpan(yearly, from, to)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    boolean contains(LocalDate day) {
        if (!yearly) {
            return !day.isBefore(from) && !day.isAfter(to);
        }
        LocalDate there = day.withYear(2000);
        boolean afterFrom = !there.isBefore(from);
        boolean beforeTo = !there.isAfter(to);
        return to.isBefore(from) ? afterFrom || beforeTo : afterFrom && beforeTo;
    }
}
