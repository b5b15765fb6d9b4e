package org.sallyport.ui.page;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A moment, as pages write it.
 *
 * @param day such as {@code Saturday, 21 November 2026}
 * @param date such as {@code 21 Nov 2026}
 * @param time such as {@code 10:17:36}
 * @param zone such as {@code CET}
 * @param utc the same moment in UTC to the microsecond, for exactness
 * @param machine the same for the {@code datetime} attribute
 */
public record When(String day, String date, String time, String zone, String utc, String machine) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ENGLISH);

    public static When of(Instant instant, ZoneId zone) {
        ZonedDateTime local = instant.atZone(zone);
        return new When(
                DAY.format(local),
                DATE.format(local),
                TIME.format(local),
                ZONE.format(local),
                UTC.format(instant.atZone(ZoneOffset.UTC)),
                instant.toString());
    }
}
