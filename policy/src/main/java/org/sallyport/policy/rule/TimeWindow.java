package org.sallyport.policy.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

/**
 * Some hours of some days. Immutable.
 *
 * @param days the days of the week on which the window opens
 * @param dates the dates on which it opens; empty: on all
 * @param except dates on which it does not open, such as holidays
 * @param from when it opens
 * @param to when it closes, itself not included; not after {@code from} means on the next day
 * @param zone whose clocks and days
 */
record TimeWindow(
        Set<DayOfWeek> days, List<DateSpan> dates, List<DateSpan> except, LocalTime from, LocalTime to, ZoneId zone)
        implements When {

    TimeWindow {
        days = Set.copyOf(days);
        dates = List.copyOf(dates);
        except = List.copyOf(except);
    }

    @Override
    public boolean contains(Instant instant) {
        ZonedDateTime there = instant.atZone(zone);
        LocalTime time = there.toLocalTime();
        LocalDate day = there.toLocalDate();
        if (from.isBefore(to)) {
            return !time.isBefore(from) && time.isBefore(to) && opensOn(day);
        }
        // Over midnight: the evening of its day and the morning after it.
        return (!time.isBefore(from) && opensOn(day)) || (time.isBefore(to) && opensOn(day.minusDays(1)));
    }

    private boolean opensOn(LocalDate day) {
        return days.contains(day.getDayOfWeek()) && (dates.isEmpty() || anyOf(dates, day)) && !anyOf(except, day);
    }

    private static boolean anyOf(List<DateSpan> spans, LocalDate day) {
        for (DateSpan span : spans) {
            if (span.contains(day)) {
                return true;
            }
        }
        return false;
    }
}
