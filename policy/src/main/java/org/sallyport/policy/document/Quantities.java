package org.sallyport.policy.document;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units. The unit is always written: a bare 30 says nothing about seconds. Only 0 needs none. */
final class Quantities {

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,15})([A-Za-z]*)");

    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private Quantities() {}

    static Optional<Duration> duration(String text) {
        return parse(text, MILLIS).map(Duration::ofMillis);
    }

    static Optional<Long> size(String text) {
        return parse(text, BYTES);
    }

    /** As a person would write it. */
    static String show(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            long factor = MILLIS.getOrDefault(unit, 1L);
            if (millis >= factor && millis % factor == 0) {
                return millis / factor + unit;
            }
        }
        return millis + "ms";
    }

    private static Optional<Long> parse(String text, Map<String, Long> units) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        if (matcher.group(2).isEmpty()) {
            return number == 0 ? Optional.of(0L) : Optional.empty();
        }
        Long factor = units.get(matcher.group(2));
        if (factor == null || number > Long.MAX_VALUE / factor) {
            return Optional.empty();
        }
        return Optional.of(number * factor);
    }
}
