package org.sallyport.policy.rule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * When a rule holds. Immutable.
 *
 * @param days the days on which the window opens
 * @param from when it opens
 * @param to when it closes, itself not included; not after {@code from} means on the next day
 * @param zone whose clocks and days
 */
record TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

    TimeWindow {
        days = Set.copyOf(days);
    }

    boolean contains(Instant instant) {
        ZonedDateTime there = instant.atZone(zone);
        LocalTime time = there.toLocalTime();
        DayOfWeek day = there.getDayOfWeek();
        if (from.isBefore(to)) {
            return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
        }
        // Over midnight: the evening of its day and the morning after it.
        return (days.contains(day) && !time.isBefore(from)) || (days.contains(day.minus(1)) && time.isBefore(to));
    }
}
