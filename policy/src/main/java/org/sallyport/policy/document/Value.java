package org.sallyport.policy.document;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * A value of a {@link Document}, present or not. Every typed question gives an empty answer when the value is absent, and
 * also when it is wrong: then the document has a problem more. One thread.
 */
public final class Value {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9_.-]{1,32})?");

    private final Document document;
    private final @Nullable Tree tree;
    private final int line;
    private final int column;
    private final String path;

    Value(Document document, @Nullable Tree tree, int line, int column, String path) {
        this.document = document;
        this.tree = tree;
        this.line = line;
        this.column = column;
        this.path = path;
    }

    /** Whether anything stands there, even {@code null}. */
    public boolean isPresent() {
        return tree != null;
    }

    /** Whether it is a map, for values that may be a word or a map. */
    public boolean isMap() {
        return tree instanceof Tree.Mapping;
    }

    /** Whether it is a list, for values that may be one thing or several. */
    public boolean isList() {
        return tree instanceof Tree.Sequence;
    }

    /** A string; a number counts as one, exactly as written, because many names are numbers. */
    public Optional<String> string() {
        return scalar("a string", Tree.Kind.STRING, Tree.Kind.INTEGER, Tree.Kind.NUMBER)
                .map(Tree.Scalar::text);
    }

    /**
     * A string within bounds.
     *
     * @param min fewest characters
     * @param max most characters
     */
    public Optional<String> string(int min, int max) {
        Optional<String> text = string();
        if (text.isPresent() && (text.get().length() < min || text.get().length() > max)) {
            return fail("must have " + min + " to " + max + " characters, has "
                    + text.get().length());
        }
        return text;
    }

    /**
     * A string of a certain shape.
     *
     * @param shape what the whole string must match
     * @param wanted the shape in words, after "must be"
     */
    public Optional<String> string(Pattern shape, String wanted) {
        Optional<String> text = string();
        if (text.isPresent() && !shape.matcher(text.get()).matches()) {
            return fail("must be " + wanted + ", is '" + Document.shown(text.get()) + "'");
        }
        return text;
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> bool() {
        Optional<Tree.Scalar> scalar = tree == null
                ? Optional.empty()
                : scalarOf(Tree.Kind.BOOLEAN).or(() -> fail("must be true or false, is " + found(), "true", "false"));
        return scalar.map(s -> s.text().equalsIgnoreCase("true"));
    }

    /** A whole number in decimal digits, bounds included. */
    public Optional<Integer> integer(int min, int max) {
        return number(min, max).map(Math::toIntExact);
    }

    /** A whole number in decimal digits, bounds included. */
    public Optional<Long> number(long min, long max) {
        Optional<Tree.Scalar> scalar = scalar("a whole number", Tree.Kind.INTEGER);
        if (scalar.isEmpty()) {
            return Optional.empty();
        }
        String text = scalar.get().text();
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            return fail("must be a whole number in decimal digits, is '" + Document.shown(text) + "'");
        }
        long number = Long.parseLong(text);
        if (number < min || number > max) {
            return fail("must be " + min + " to " + max + ", is " + number);
        }
        return Optional.of(number);
    }

    /** A time such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 7d}, bounds included. */
    public Optional<Duration> duration(Duration min, Duration max) {
        Optional<String> text = scalar("a duration such as 30s", Tree.Kind.STRING, Tree.Kind.INTEGER)
                .map(Tree.Scalar::text);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = Quantities.duration(text.get());
        if (duration.isEmpty()) {
            return fail(
                    "must be a duration such as 30s, is '" + Document.shown(text.get()) + "'",
                    "ms",
                    "s",
                    "m",
                    "h",
                    "d");
        }
        if (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0) {
            return fail("must be " + Quantities.show(min) + " to " + Quantities.show(max) + ", is " + text.get());
        }
        return duration;
    }

    /** A number of bytes such as {@code 512B}, {@code 64KiB}, {@code 10MiB}, {@code 2GiB} or {@code 1TiB}, bounds included. */
    public Optional<Long> size(long min, long max) {
        Optional<String> text = scalar("a size such as 64KiB", Tree.Kind.STRING, Tree.Kind.INTEGER)
                .map(Tree.Scalar::text);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Long> size = Quantities.size(text.get());
        if (size.isEmpty()) {
            return fail(
                    "must be a size such as 64KiB, is '" + Document.shown(text.get()) + "'",
                    "B",
                    "KiB",
                    "MiB",
                    "GiB",
                    "TiB");
        }
        if (size.get() < min || size.get() > max) {
            return fail("must be " + min + "B to " + max + "B, is " + text.get());
        }
        return size;
    }

    /** One of the words that are the keys of this map. */
    public <T> Optional<T> oneOf(Map<String, ? extends T> byId) {
        Optional<String> text = string();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        T found = byId.get(text.get());
        if (found != null) {
            return Optional.of(found);
        }
        String hint = Nearest.to(text.get(), byId.keySet())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
        return fail(
                "'" + Document.shown(text.get()) + "' is not known here" + hint,
                byId.keySet().stream().sorted().toArray(String[]::new));
    }

    /** One of these, by id. */
    public <T> Optional<T> oneOf(Collection<T> values, Function<T, String> id) {
        Map<String, T> byId = new HashMap<>();
        for (T value : values) {
            byId.put(id.apply(value), value);
        }
        return oneOf(byId);
    }

    /**
     * A host and a port, {@code host:port}, with brackets around an IPv6 literal. Nothing is resolved.
     *
     * @param minPort 1, or 0 where 0 stands for "any free port"
     */
    public Optional<Address> address(int minPort) {
        Optional<String> string = string();
        if (string.isEmpty()) {
            return Optional.empty();
        }
        String text = string.get();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (!(bracketed ? IPV6 : HOST).matcher(bare).matches()) {
            return fail("must be host:port, with brackets around an IPv6 address, is '" + Document.shown(text) + "'");
        }
        String digits = text.substring(colon + 1);
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
        if (port < minPort || port > 65_535) {
            return fail("must have a port from " + minPort + " to 65535, is '" + Document.shown(text) + "'");
        }
        return Optional.of(new Address(bare, port));
    }

    /** A map. */
    public Optional<MapNode> map() {
        if (tree instanceof Tree.Mapping mapping) {
            return Optional.of(document.node(mapping, path));
        }
        return tree == null ? Optional.empty() : fail("must be a map, is " + found());
    }

    /** The items of a list; none when it is absent. */
    public List<Value> list() {
        if (tree instanceof Tree.Sequence sequence) {
            return items(sequence);
        }
        if (tree != null) {
            fail("must be a list, is " + found());
        }
        return List.of();
    }

    /** The items of a list, or the one value that stands there without a list around it; none when it is absent. */
    public List<Value> oneOrMore() {
        if (tree instanceof Tree.Sequence sequence) {
            if (sequence.items().isEmpty()) {
                fail("must not be an empty list");
            }
            return items(sequence);
        }
        return tree == null ? List.of() : List.of(this);
    }

    private List<Value> items(Tree.Sequence sequence) {
        List<Value> items = new ArrayList<>(sequence.items().size());
        for (Tree item : sequence.items()) {
            items.add(new Value(document, item, item.line(), item.column(), path + "[" + items.size() + "]"));
        }
        return List.copyOf(items);
    }

    /**
     * Adds a problem at this place.
     *
     * @param message what is wrong
     * @param allowed what may stand here instead, if that can be listed
     * @return always empty, to be returned in place of an answer
     */
    public <T> Optional<T> fail(String message, String... allowed) {
        document.problem(line, column, path, message, List.of(allowed));
        return Optional.empty();
    }

    /**
     * What stands there, in one line for people: {@code not group legal}. At most {@code most} characters; empty when nothing
     * stands there.
     */
    public String words(int most) {
        StringBuilder out = new StringBuilder();
        if (tree != null) {
            words(tree, false, most, out);
        }
        String line = out.toString().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= most ? line : line.substring(0, most) + "…";
    }

    private static void words(Tree tree, boolean inner, int most, StringBuilder out) {
        switch (tree) {
            case Tree.Scalar scalar -> out.append(scalar.text());
            case Tree.Sequence sequence -> {
                boolean brackets = inner && sequence.items().size() > 1;
                out.append(brackets ? "(" : "");
                String between = "";
                for (Tree item : sequence.items()) {
                    out.append(between);
                    between = ", ";
                    words(item, true, most, out);
                    if (out.length() > most) {
                        return;
                    }
                }
                out.append(brackets ? ")" : "");
            }
            case Tree.Mapping mapping -> {
                boolean brackets = inner && mapping.entries().size() > 1;
                out.append(brackets ? "(" : "");
                String between = "";
                for (Map.Entry<String, Tree.Entry> entry : mapping.entries().entrySet()) {
                    out.append(between).append(entry.getKey()).append(' ');
                    between = ", ";
                    words(entry.getValue().value(), true, most, out);
                    if (out.length() > most) {
                        return;
                    }
                }
                out.append(brackets ? ")" : "");
            }
        }
    }

    /** The line it stands on, from 1; of the map it is missing in, when absent. */
    public int line() {
        return line;
    }

    /** The column it starts at, from 1; of the map it is missing in, when absent. */
    public int column() {
        return column;
    }

    /** Where it is, such as {@code rules[3].then}. */
    public String path() {
        return path;
    }

    private Optional<Tree.Scalar> scalar(String wanted, Tree.Kind... kinds) {
        if (tree == null) {
            return Optional.empty();
        }
        Optional<Tree.Scalar> scalar = scalarOf(kinds);
        if (scalar.isPresent()) {
            return scalar;
        }
        boolean quotable = tree instanceof Tree.Scalar s && s.kind() == Tree.Kind.BOOLEAN;
        return fail(
                "must be " + wanted + ", is " + found() + (quotable ? "; put it in quotes if you mean the word" : ""));
    }

    private Optional<Tree.Scalar> scalarOf(Tree.Kind... kinds) {
        return tree instanceof Tree.Scalar s && List.of(kinds).contains(s.kind()) ? Optional.of(s) : Optional.empty();
    }

    private String found() {
        return tree == null ? "absent" : tree.describe();
    }
}
