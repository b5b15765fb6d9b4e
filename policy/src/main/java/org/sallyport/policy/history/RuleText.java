package org.sallyport.policy.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A policy document as text, of which one rule at a time can be changed without touching anything else: other rules, comments,
 * blank lines and the author's way of writing stay byte for byte. Immutable; any thread.
 *
 * <p>The comment lines right above a rule, without a blank line between, are the rule's, and move and go with it.
 *
 * <p><b>Bad input:</b> a text that is not YAML, or whose rules are not a list with a dash for each, gives an empty answer, and
 * so does a change after which the document would have other rules than it should.
 */
public final class RuleText {

    private static final Pattern SWITCH = Pattern.compile("enabled:\\s+(true|false)\\s*(#.*)?");
    private static final Pattern IN_BRACKETS = Pattern.compile("(\\s*-\\s+\\{\\s*)");
    private static final Pattern OFF_IN_BRACKETS = Pattern.compile("(\\s*-\\s+\\{\\s*)enabled: false,\\s*");

    private final List<String> lines;
    private final RuleLines found;

    private RuleText(List<String> lines, RuleLines found) {
        this.lines = lines;
        this.found = found;
    }

    /**
     * Where a rule stands.
     *
     * @param name its name; empty when it has none
     * @param firstLine its first line, comments of its own included, from 1
     * @param dashLine the line with its dash
     * @param lastLine its last line
     */
    public record Place(String name, int firstLine, int dashLine, int lastLine) {}

    /** Finds the rules of a document. */
    public static Optional<RuleText> of(String text) {
        List<String> lines = split(text);
        return RuleLines.find(text, lines).map(found -> new RuleText(lines, found));
    }

    /** The rules, in their order. */
    public List<Place> rules() {
        return found.places();
    }

    /** The document. */
    public String text() {
        return String.join("", lines);
    }

    /** The text of a rule, its comments included, as it stands. */
    public String rule(int index) {
        Place place = found.places().get(index);
        return String.join("", lines.subList(place.firstLine() - 1, place.lastLine()));
    }

    /**
     * Puts another rule in the place of one, below the same comments.
     *
     * @param index of the rule, from 0
     * @param rule YAML that begins with {@code - name:}, indented in any way
     */
    public Optional<RuleText> replace(int index, String rule) {
        Place place = found.places().get(index);
        List<String> names = names();
        names.set(index, nameOf(rule));
        List<String> changed = new ArrayList<>(lines.subList(0, place.dashLine() - 1));
        changed.addAll(indented(rule));
        changed.addAll(lines.subList(place.lastLine(), lines.size()));
        return checked(changed, names);
    }

    /**
     * Puts another rule in the place of one and of its comments, as {@link #rule} gave them.
     *
     * @param index of the rule, from 0
     * @param rule YAML that begins with {@code - name:} or with its comments, indented in any way
     */
    public Optional<RuleText> replaceWhole(int index, String rule) {
        Place place = found.places().get(index);
        List<String> names = names();
        names.set(index, nameOf(rule));
        List<String> changed = new ArrayList<>(lines.subList(0, place.firstLine() - 1));
        changed.addAll(indented(rule));
        changed.addAll(lines.subList(place.lastLine(), lines.size()));
        return checked(changed, names);
    }

    /**
     * Puts a new rule before one.
     *
     * @param index of the rule that will follow, or the number of rules to put it at the end
     * @param rule YAML that begins with {@code - name:} or with its comments, indented in any way
     */
    public Optional<RuleText> insert(int index, String rule) {
        List<String> names = names();
        names.add(index, nameOf(rule));
        return checked(inserted(lines, found, index, indented(rule)), names);
    }

    /** Takes a rule out, with its comments. */
    public Optional<RuleText> delete(int index) {
        List<String> names = names();
        names.remove(index);
        return checked(without(index), names);
    }

    /**
     * Moves a rule, with its comments.
     *
     * @param from its index
     * @param to its index afterwards
     */
    public Optional<RuleText> move(int from, int to) {
        List<String> names = names();
        names.add(to, names.remove(from));
        Place place = found.places().get(from);
        List<String> rule = new ArrayList<>(lines.subList(place.firstLine() - 1, place.lastLine()));
        endLine(rule);
        List<String> rest = without(from);
        return RuleLines.find(String.join("", rest), rest)
                .flatMap(there -> checked(inserted(rest, there, to, rule), names));
    }

    /**
     * Switches a rule on or off, by a line {@code enabled: false} at its end, or behind the bracket of a rule in brackets.
     *
     * @param index of the rule, from 0
     * @return empty also when the rule says {@code enabled} in another way than this makes it
     */
    public Optional<RuleText> enable(int index, boolean enabled) {
        Place place = found.places().get(index);
        List<String> changed = new ArrayList<>(lines);
        Optional<Integer> switched = switchLine(place);
        String first = lines.get(place.dashLine() - 1);
        boolean bracket = IN_BRACKETS.matcher(first).lookingAt();
        if (bracket) {
            String on = OFF_IN_BRACKETS.matcher(first).replaceFirst("$1");
            boolean off = !on.equals(first);
            if (off == enabled) {
                changed.set(
                        place.dashLine() - 1,
                        enabled ? on : IN_BRACKETS.matcher(first).replaceFirst("$1enabled: false, "));
            }
        } else if (enabled && switched.isPresent()) {
            changed.remove((int) switched.get());
        } else if (!enabled && switched.isEmpty()) {
            String bare = first.substring(found.indent() + 1).stripTrailing();
            int column = bare.isBlank()
                    ? found.indent() + 2
                    : found.indent() + 1 + bare.length() - bare.stripLeading().length();
            List<String> before = new ArrayList<>(changed.subList(0, place.lastLine()));
            endLine(before);
            before.add(" ".repeat(column) + "enabled: false" + lineEnd());
            before.addAll(changed.subList(place.lastLine(), changed.size()));
            changed = before;
        }
        return checked(changed, names());
    }

    /** The index of the line that switches a rule on or off; never its first, which has the dash. */
    private Optional<Integer> switchLine(Place place) {
        int keys = -1;
        for (int i = place.dashLine(); i < place.lastLine(); i++) {
            String line = lines.get(i);
            String bare = line.strip();
            if (bare.isEmpty() || bare.startsWith("#")) {
                continue;
            }
            int column = line.length() - line.stripLeading().length();
            // Whatever is further in belongs to a key before it.
            keys = keys < 0 ? column : Math.min(keys, column);
            if (column == keys && SWITCH.matcher(bare).matches()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        found.places().forEach(place -> names.add(place.name()));
        return names;
    }

    private static String nameOf(String rule) {
        String document = "rules:\n" + rule;
        return RuleLines.find(document, split(document))
                .filter(lines -> lines.places().size() == 1)
                .map(lines -> lines.places().getFirst().name())
                .orElse("");
    }

    private List<String> without(int index) {
        Place place = found.places().get(index);
        int first = place.firstLine() - 1;
        int behind = place.lastLine();
        // Of the blank lines on both sides one is enough.
        if (first > 0 && isBlank(lines, first - 1) && (behind == lines.size() || isBlank(lines, behind))) {
            first--;
        } else if (index == 0 && isBlank(lines, behind)) {
            behind++;
        }
        List<String> rest = new ArrayList<>(lines.subList(0, first));
        rest.addAll(lines.subList(behind, lines.size()));
        return rest;
    }

    private List<String> inserted(List<String> into, RuleLines where, int index, List<String> rule) {
        List<Place> places = where.places();
        boolean last = index == places.size();
        int at = last ? places.getLast().lastLine() : places.get(index).firstLine() - 1;
        boolean spaced = places.size() > 1 && isBlank(into, places.get(1).firstLine() - 2);
        List<String> changed = new ArrayList<>(into.subList(0, at));
        endLine(changed);
        if (last && spaced) {
            changed.add(lineEnd());
        }
        changed.addAll(rule);
        if (!last && spaced) {
            changed.add(lineEnd());
        }
        changed.addAll(into.subList(at, into.size()));
        return changed;
    }

    /** The lines of a rule with as much room before them as the others have. */
    private List<String> indented(String rule) {
        List<String> given = split(rule.stripTrailing());
        int own = given.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        List<String> indented = new ArrayList<>();
        for (String line : given) {
            String bare = line.stripTrailing();
            indented.add((bare.isEmpty() ? "" : " ".repeat(found.indent()) + bare.substring(own)) + lineEnd());
        }
        return indented;
    }

    private String lineEnd() {
        return !lines.isEmpty() && lines.getFirst().endsWith("\r\n") ? "\r\n" : "\n";
    }

    /** Ends the last line, if the file ends without. */
    private void endLine(List<String> some) {
        if (!some.isEmpty() && !some.getLast().endsWith("\n")) {
            some.set(some.size() - 1, some.getLast() + lineEnd());
        }
    }

    /** The document, if the rules in it are those that should be. */
    private static Optional<RuleText> checked(List<String> lines, List<String> names) {
        String text = String.join("", lines);
        return RuleLines.find(text, lines)
                .filter(found ->
                        found.places().stream().map(Place::name).toList().equals(names))
                .map(found -> new RuleText(List.copyOf(lines), found));
    }

    private static boolean isBlank(List<String> lines, int index) {
        return index >= 0 && index < lines.size() && lines.get(index).isBlank();
    }

    /** Lines with their ends. */
    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(start, next));
            start = next;
        }
        return lines;
    }

    /** A rule's index by its name, or null. */
    public @Nullable Integer indexOf(String name) {
        for (int i = 0; i < found.places().size(); i++) {
            if (found.places().get(i).name().equals(name)) {
                return i;
            }
        }
        return null;
    }
}
