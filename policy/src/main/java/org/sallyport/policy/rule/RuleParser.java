package org.sallyport.policy.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/** Reads the conditions of rules, and collects the expressions they share. One thread, one document. */
final class RuleParser {

    private static final int LONGEST_EXPRESSION = 1_000;

    /** Keeps counted repetitions from growing a short expression into a machine of megabytes. */
    private static final int LARGEST_PROGRAM = 20_000;

    private static final int MOST_SERVICES = 64;
    private static final java.util.regex.Pattern SERVICE = java.util.regex.Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final java.util.regex.Pattern TIME =
            java.util.regex.Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");
    private static final java.util.regex.Pattern ZONE = java.util.regex.Pattern.compile("[A-Za-z0-9_+/:-]{1,64}");
    private static final java.util.regex.Pattern NAME = java.util.regex.Pattern.compile("(?U)[^\\p{Cntrl}]{1,120}");

    private static final Map<String, Flow> DIRECTIONS = Map.of("outbound", Flow.OUTBOUND, "inbound", Flow.INBOUND);
    private static final Map<String, DayOfWeek> DAYS = days();

    private final List<String> lexicons;
    private final Set<String> lexiconsUsed = new HashSet<>();
    private final Map<String, Integer> expressionNumbers = new LinkedHashMap<>();
    private final List<Pattern> expressions = new ArrayList<>();
    private final Set<ServiceId> services = new HashSet<>();

    /**
     * @param lexicons the names that rules may use, in the order of their numbers
     */
    RuleParser(List<String> lexicons) {
        this.lexicons = List.copyOf(lexicons);
    }

    List<Pattern> expressions() {
        return expressions;
    }

    Set<String> lexiconsUsed() {
        return lexiconsUsed;
    }

    /** A rule; where parts of it are wrong the document has the problems, and the rule stands in for what was meant. */
    Rule parse(MapNode map) {
        String name = map.required("name")
                .string(NAME, "1 to 120 characters on one line")
                .orElse("");
        Content content = content(map.value("content"));
        return new Rule(
                name,
                map.line(),
                map.column(),
                services(map.value("service")),
                features(map.value("feature")),
                map.value("direction").oneOf(DIRECTIONS).orElse(null),
                PartyParser.parse(map.value("who"), true),
                PartyParser.parse(map.value("with"), false),
                content,
                window(map.value("when")),
                ActionParser.parse(map, content));
    }

    private Set<ServiceId> services(Value value) {
        Set<ServiceId> found = new HashSet<>();
        for (Value item : PartyParser.items(value)) {
            item.string(SERVICE, "a service such as aim: a lower-case letter, then letters, digits and '-'")
                    .map(ServiceId::new)
                    .ifPresent(found::add);
        }
        boolean hadRoom = services.size() <= MOST_SERVICES;
        services.addAll(found);
        if (hadRoom && services.size() > MOST_SERVICES) {
            value.fail("the rules together name more than " + MOST_SERVICES + " services");
        }
        return found;
    }

    private static Set<Feature> features(Value value) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Value item : PartyParser.items(value)) {
            item.oneOf(List.of(Feature.values()), Feature::id).ifPresent(features::add);
        }
        return features;
    }

    private @Nullable Content content(Value value) {
        Optional<MapNode> present = value.map();
        if (present.isEmpty()) {
            return null;
        }
        MapNode map = present.get();
        if (map.isEmpty()) {
            map.fail("is empty: name a condition, or leave it out");
        }
        List<Glob> names = new ArrayList<>();
        for (Value item : PartyParser.items(map.value("file-name"))) {
            item.string(1, Glob.LONGEST).map(Glob::ofFileName).ifPresent(names::add);
        }
        long moreThan = -1;
        long atMost = -1;
        Optional<MapNode> size = map.value("file-size").map();
        if (size.isPresent()) {
            moreThan = size.get().value("more-than").size(0, Long.MAX_VALUE).orElse(-1L);
            atMost = size.get().value("at-most").size(0, Long.MAX_VALUE).orElse(-1L);
            if (size.get().isEmpty()) {
                size.get().fail("is empty: say more-than, at-most or both");
            } else if (atMost >= 0 && moreThan >= atMost) {
                size.get().fail("no size is both larger than more-than and at most at-most");
            }
        }
        return new Content(lexicons(map.value("lexicon")), expressions(map.value("regex")), names, moreThan, atMost);
    }

    private List<Integer> lexicons(Value value) {
        List<Integer> numbers = new ArrayList<>();
        Map<String, Integer> known = new LinkedHashMap<>();
        for (String lexicon : lexicons) {
            known.put(lexicon, known.size());
        }
        for (Value item : PartyParser.items(value)) {
            item.oneOf(known).ifPresent(number -> {
                numbers.add(number);
                lexiconsUsed.add(lexicons.get(number));
            });
        }
        return numbers;
    }

    private List<Integer> expressions(Value value) {
        List<Integer> numbers = new ArrayList<>();
        for (Value item : PartyParser.items(value)) {
            item.string(1, LONGEST_EXPRESSION)
                    .flatMap(text -> expression(item, text))
                    .ifPresent(numbers::add);
        }
        return numbers;
    }

    private Optional<Integer> expression(Value value, String text) {
        Integer known = expressionNumbers.get(text);
        if (known != null) {
            return Optional.of(known);
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            return value.fail("is not a regular expression of RE2: " + e.getDescription());
        }
        if (pattern.programSize() > LARGEST_PROGRAM) {
            return value.fail("is too large once its repetitions are written out");
        }
        if (pattern.matches("")) {
            return value.fail("matches the empty text, and so every text");
        }
        int number = expressions.size();
        expressions.add(pattern);
        expressionNumbers.put(text, number);
        return Optional.of(number);
    }

    private static @Nullable TimeWindow window(Value value) {
        Optional<MapNode> present = value.map();
        if (present.isEmpty()) {
            return null;
        }
        MapNode map = present.get();
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Value item : PartyParser.items(map.value("days"))) {
            item.oneOf(DAYS).ifPresent(days::add);
        }
        Optional<LocalTime> from = time(map.value("from"));
        Optional<LocalTime> to = time(map.value("to"));
        Optional<ZoneId> zone = zone(map.required("zone"));
        if (!map.has("days") && !map.has("from")) {
            map.fail("needs days, or from and to, or all of these");
        }
        if (map.has("from") != map.has("to")) {
            map.fail("from and to go together");
        } else if (from.isPresent() && from.equals(to)) {
            map.fail("from and to are the same: leave both out to mean the whole day");
        }
        return new TimeWindow(
                days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
                from.orElse(LocalTime.MIN),
                to.orElse(LocalTime.MIN),
                zone.orElse(ZoneOffset.UTC));
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
