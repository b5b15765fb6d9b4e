package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a client, such as {@code 5.9.3702}. Immutable.
 *
 * @param parts its numbers; those that are not there count as 0
 */
record ClientVersion(List<Integer> parts) implements Comparable<ClientVersion> {

    private static final Pattern SHAPE = Pattern.compile("[0-9]{1,9}(?:\\.[0-9]{1,9}){0,7}");
    private static final Pattern DOTTED = Pattern.compile("(?<![0-9.])[0-9]{1,9}(?:\\.[0-9]{1,9}){1,7}");
    private static final Pattern LONE = Pattern.compile("(?<![0-9])[0-9]{1,9}(?![0-9])");

    /** Clients' names are strangers' text; where a version is, it is near the beginning. */
    private static final int LONGEST_NAME = 256;

    ClientVersion {
        parts = List.copyOf(parts);
    }

    /** Reads a version that is written as such. */
    static Optional<ClientVersion> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(of(text)) : Optional.empty();
    }

    /** The version in what a client calls itself: the first number with a dot in it, else the first number. */
    static Optional<ClientVersion> in(String client) {
        String start = client.length() <= LONGEST_NAME ? client : client.substring(0, LONGEST_NAME);
        Matcher dotted = DOTTED.matcher(start);
        if (dotted.find()) {
            return Optional.of(of(dotted.group()));
        }
        Matcher lone = LONE.matcher(start);
        return lone.find() ? Optional.of(of(lone.group())) : Optional.empty();
    }

    private static ClientVersion of(String digits) {
        List<Integer> parts = new ArrayList<>();
        for (String part : digits.split("\\.")) {
            parts.add(Integer.valueOf(part));
        }
        // So that 5.0 and 5 are equal as well as the same.
        while (parts.size() > 1 && parts.getLast() == 0) {
            parts.removeLast();
        }
        return new ClientVersion(parts);
    }

    @Override
    public int compareTo(ClientVersion other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = Integer.compare(part(i), other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int part(int index) {
        return index < parts.size() ? parts.get(index) : 0;
    }
}
