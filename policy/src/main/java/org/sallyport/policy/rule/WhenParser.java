package org.sallyport.policy.rule;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;

/** Reads {@code when} and {@code calendars}. One thread, one document. */
final class WhenParser {

    private static final int MOST_CALENDARS = 100;
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_+/:-]{1,64}");
    private static final Map<String, DayOfWeek> DAYS = days();

    private final Map<String, When> calendars = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    /** Reads the calendars that rules may name. */
    void calendars(MapNode map) {
        if (map.entries().size() > MOST_CALENDARS) {
            map.fail("has " + map.entries().size() + " calendars, may have " + MOST_CALENDARS);
            return;
        }
        map.entries().forEach((name, value) -> {
            if (!LexiconParser.NAME.matcher(name).matches()) {
                value.fail("the name of a calendar has lower-case letters, digits and '-', 1 to 64 of them");
            }
            When when = parse(value, false);
            // One that is wrong is there too, so that rules can name it.
            calendars.put(name, when == null ? new When.AnyOf(List.of()) : when);
        });
    }

    /** The names that rules have used. */
    Set<String> used() {
        return used;
    }

    /** The times of a rule; null when it is absent or wrong. */
    @Nullable When parse(Value value) {
        return parse(value, true);
    }

    private @Nullable When parse(Value value, boolean mayName) {
        if (!value.isPresent()) {
            return null;
        }
        if (value.isList()) {
            List<When> times = new ArrayList<>();
            for (Value item : PartyParser.items(value)) {
                When when = parse(item, mayName);
                if (when != null) {
                    times.add(when);
                }
            }
            return times.size() == 1 ? times.getFirst() : new When.AnyOf(times);
        }
        if (!value.isMap() && mayName) {
            Optional<String> name = value.string();
            Optional<When> when = name.flatMap(n -> value.oneOf(calendars));
            if (when.isPresent()) {
                used.add(name.get());
            }
            return when.orElse(null);
        }
        return value.map().map(map -> parseMap(map, mayName)).orElse(null);
    }

    private @Nullable When parseMap(MapNode map, boolean mayName) {
        if (!map.has("not")) {
            return window(map);
        }
        When negated = parse(map.value("not"), mayName);
        return negated == null ? null : new When.Not(negated);
    }

    private static TimeWindow window(MapNode map) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Value item : PartyParser.items(map.value("days"))) {
            item.oneOf(DAYS).ifPresent(days::add);
        }
        List<DateSpan> dates = dates(map.value("dates"));
        List<DateSpan> except = dates(map.value("except"));
        Optional<LocalTime> from = time(map.value("from"));
        Optional<LocalTime> to = time(map.value("to"));
        Optional<ZoneId> zone = zone(map.required("zone"));
        if (!map.has("days") && !map.has("from") && !map.has("dates")) {
            map.fail("needs days, or from and to, or dates, or several of these");
        }
        if (map.has("from") != map.has("to")) {
            map.fail("from and to go together");
        } else if (from.isPresent() && from.equals(to)) {
            map.fail("from and to are the same: leave both out to mean the whole day");
        }
        return new TimeWindow(
                days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
                dates,
                except,
                from.orElse(LocalTime.MIN),
                to.orElse(LocalTime.MIN),
                zone.orElse(ZoneOffset.UTC));
    }

    private static List<DateSpan> dates(Value value) {
        List<DateSpan> dates = new ArrayList<>();
        for (Value item : PartyParser.items(value)) {
            Optional<String> text = item.string();
            if (text.isPresent()) {
                DateSpan.parse(text.get())
                        .or(() ->
                                item.fail("must be a date such as 2026-12-24, or 12-25 for each year, or two of a kind"
                                        + " with '..' between them, the earlier first"))
                        .ifPresent(dates::add);
            }
        }
        return dates;
    }

    private static Optional<LocalTime> time(Value value) {
        return value.string(TIME, "a time from 00:00 to 23:59").map(LocalTime::parse);
    }

    private static Optional<ZoneId> zone(Value value) {
        Optional<String> id = value.string(ZONE, "a time zone such as Europe/Berlin or UTC");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZoneId.of(id.get()));
        } catch (DateTimeException e) {
            return value.fail(
                    "the time zone '" + id.get() + "' is not known; they are written like Europe/Berlin or UTC");
        }
    }

    private static Map<String, DayOfWeek> days() {
        Map<String, DayOfWeek> days = new LinkedHashMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            days.put(day.name().substring(0, 3).toLowerCase(Locale.ROOT), day);
        }
        return days;
    }
}
