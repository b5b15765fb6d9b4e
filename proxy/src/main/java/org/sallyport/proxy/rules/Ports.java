package org.sallyport.proxy.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * TCP ports, as ranges in order that neither touch nor overlap: nft refuses a set in which they do.
 *
 * @param ranges at least one
 */
public record Ports(List<Range> ranges) {

    /**
     * What the messengers' own clients dial first, and what they dial each other by. Ports 80 and 443, which most of them fall
     * back to, are not among it: they bring all of the web through the gateway, and that is for an administrator to want.
     */
    public static final Ports IM = of(
            new Range(1503, 1503), // T.120: application sharing and whiteboard of MSN and Windows Messenger
            new Range(1863, 1863), // MSNP
            new Range(3574, 3574), // ICQ, direct
            new Range(4443, 4443), // AIM, direct connections and files
            new Range(5050, 5050), // YMSG
            new Range(5100, 5101), // Yahoo, webcam and direct
            new Range(5190, 5193), // OSCAR
            new Range(6891, 6901), // MSN, files and voice
            new Range(7320, 7320), // ICQ, files
            new Range(9898, 9898)); // TOC

    /** Every one there is. */
    public static final Ports ALL = of(new Range(1, 65_535));

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

    /** How many ranges there may be. */
    private static final int MOST = 100;

    public Ports {
        ranges = List.copyOf(ranges);
    }

    /**
     * Ports next to each other.
     *
     * @param first 1 to 65535
     * @param last {@code first} to 65535
     */
    public record Range(int first, int last) {

        /** @throws IllegalArgumentException when a bound is broken */
        public Range {
            if (first < 1 || last < first || last > 65_535) {
                throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
            }
        }

        String text(char between) {
            return first == last ? Integer.toString(first) : first + Character.toString(between) + last;
        }

        boolean single() {
            return first == last;
        }
    }

    /**
     * Reads {@code im,443,6000-6063}; {@code im} stands for {@link #IM}.
     *
     * @throws IllegalArgumentException when it is not such a list, or has more than 100 ranges
     */
    public static Ports parse(String list) {
        List<Range> ranges = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            String text = item.strip();
            if (text.equals("im")) {
                ranges.addAll(IM.ranges());
                continue;
            }
            Matcher matcher = SHAPE.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + text + "' is no port; write 443, 6000-6063 or im");
            }
            int first = Integer.parseInt(matcher.group(1));
            ranges.add(new Range(first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2))));
        }
        if (ranges.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " ranges of ports");
        }
        return of(ranges.toArray(Range[]::new));
    }

    private static Ports of(Range... ranges) {
        List<Range> merged = new ArrayList<>();
        for (Range range : List.of(ranges).stream()
                .sorted(Comparator.comparingInt(Range::first))
                .toList()) {
            Range before = merged.isEmpty() ? null : merged.getLast();
            if (before != null && range.first() <= before.last() + 1) {
                merged.set(merged.size() - 1, new Range(before.first(), Math.max(before.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return new Ports(merged);
    }

    boolean all() {
        return equals(ALL);
    }

    boolean contains(int port) {
        return ranges.stream().anyMatch(range -> range.first() <= port && port <= range.last());
    }

    /** For people. */
    String words() {
        return all()
                ? "every TCP port"
                : "TCP ports " + ranges.stream().map(range -> range.text('-')).collect(Collectors.joining(", "));
    }
}
