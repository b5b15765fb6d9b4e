package org.sallyport.protocols.service;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ports a service is known to use.
 *
 * @param tcp TCP, else UDP
 * @param first 1 to 65535
 * @param last at least {@code first}, at most 65535
 */
public record PortRange(boolean tcp, int first, int last) {

    private static final Pattern SHAPE = Pattern.compile("(tcp|udp)/([0-9]{1,5})(?:-([0-9]{1,5}))?");

    /** @throws IllegalArgumentException when a bound is broken */
    public PortRange {
        if (first < 1 || last < first || last > 65_535) {
            throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
        }
    }

    /**
     * Reads {@code tcp/5190,udp/4000-4010}; {@code any} gives an empty list.
     *
     * @throws IllegalArgumentException when it is not such a list
     */
    public static List<PortRange> parse(String list) {
        List<PortRange> ranges = new ArrayList<>();
        if (list.equals("any")) {
            return ranges;
        }
        for (String item : list.split(",", -1)) {
            Matcher matcher = SHAPE.matcher(item.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("not a port such as tcp/5190 or udp/4000-4010: " + item);
            }
            int first = Integer.parseInt(matcher.group(2));
            int last = matcher.group(3) == null ? first : Integer.parseInt(matcher.group(3));
            ranges.add(new PortRange(matcher.group(1).equals("tcp"), first, last));
        }
        return ranges;
    }
}
