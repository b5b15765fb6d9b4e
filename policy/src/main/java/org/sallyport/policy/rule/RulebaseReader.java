package org.sallyport.policy.rule;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sallyport.policy.document.Document;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.document.Value;
import org.sallyport.protocols.decision.Verdict;

/**
 * Makes a {@link Rulebase} of a document, whole or not at all. {@code docs/policy.md} describes the document.
 *
 * <p><b>Threading:</b> static; any thread. Reading blocks on files.
 */
public final class RulebaseReader {

    /** The largest document, in bytes. Lexicons have files and bounds of their own. */
    public static final long LARGEST_DOCUMENT = 4L << 20;

    private static final int MOST_RULES = 10_000;

    /** How many characters of the hash a version shows. */
    private static final int SHOWN_HASH = 12;

    private RulebaseReader() {}

    /** What came of a document. */
    public sealed interface Result {

        /**
         * It can be used.
         *
         * @param rulebase what it says
         * @param warnings what it says in vain, such as rules that can never match
         */
        record Valid(Rulebase rulebase, Problems warnings) implements Result {}

        /** It can't be used, and nothing of it is. */
        record Invalid(Problems problems) implements Result {}
    }

    /**
     * Reads a document.
     *
     * @param name how messages call it
     * @param text YAML, at most {@link #LARGEST_DOCUMENT}
     * @param lexicons where its lexicons are
     */
    public static Result read(String name, String text, LexiconSource lexicons) {
        return read(name, text, lexicons, KnownGroups.ALL);
    }

    /**
     * Reads a document, and warns of groups that are not there.
     *
     * @param name how messages call it
     * @param text YAML, at most {@link #LARGEST_DOCUMENT}
     * @param lexicons where its lexicons are
     * @param directory the groups there are
     */
    public static Result read(String name, String text, LexiconSource lexicons, KnownGroups directory) {
        return read(Document.parse(name, text, LARGEST_DOCUMENT), lexicons, directory);
    }

    /**
     * Reads a file, with its lexicons from the same folder or from below it.
     *
     * @param file YAML in UTF-8, at most {@link #LARGEST_DOCUMENT}; one that can't be read is {@link Result.Invalid}
     */
    public static Result read(Path file) {
        return read(file, folderOf(file), KnownGroups.ALL);
    }

    static LexiconFolder folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return new LexiconFolder(folder == null ? file.toAbsolutePath() : folder);
    }

    /**
     * Reads a file, and warns of groups that are not there.
     *
     * @param file YAML in UTF-8, at most {@link #LARGEST_DOCUMENT}; one that can't be read is {@link Result.Invalid}
     * @param lexicons where its lexicons are
     * @param directory the groups there are
     */
    static Result read(Path file, LexiconSource lexicons, KnownGroups directory) {
        return read(Document.load(file, LARGEST_DOCUMENT), lexicons, directory);
    }

    private static Result read(Document document, LexiconSource source, KnownGroups directory) {
        MapNode root = document.root();
        int number = root.required("version").integer(1, 999_999_999).orElse(0);
        Verdict onFailure = ActionParser.onFailure(root.value("on-failure"));
        Attachments files = new Attachments(source);
        Map<String, LexiconSet.Lexicon> lexicons = new LexiconParser(files).parse(root.map("lexicons"));
        LinkCategories categories = LinkCategories.parse(root.value("link-categories"), files);
        WhenParser times = new WhenParser();
        times.calendars(root.map("calendars"));
        ContentParser contents = new ContentParser(List.copyOf(lexicons.keySet()), categories, files);
        List<RuleOutline> outline = new ArrayList<>();
        List<Rule> rules = rules(root.required("rules"), new RuleParser(contents, times), outline);

        Problems problems = document.check().plus(files.problems());
        if (!problems.isEmpty()) {
            return new Result.Invalid(problems);
        }
        List<Problem> warnings = Lint.warnings(document.name(), rules, directory);
        warnUnused(document, root.map("lexicons"), contents.lexiconsUsed(), warnings);
        warnUnused(document, root.map("calendars"), times.used(), warnings);
        if (onFailure == Verdict.Allow.INSTANCE) {
            warnings.add(problem(document, root.value("on-failure"), "lets everything through that can't be decided"));
        }
        String hash = Sha256.hex(document.sha256() + files.hashes()).substring(0, SHOWN_HASH);
        Patterns patterns = contents.patterns(new LexiconSet(List.copyOf(lexicons.values())));
        return new Result.Valid(
                new Rulebase(number + "-" + hash, rules, outline, patterns, onFailure), Problems.NONE.plus(warnings));
    }

    private static void warnUnused(Document document, MapNode map, Set<String> used, List<Problem> warnings) {
        map.entries().forEach((name, value) -> {
            if (!used.contains(name)) {
                warnings.add(problem(document, value, "no rule uses it"));
            }
        });
    }

    private static Problem problem(Document document, Value value, String message) {
        return new Problem(document.name(), value.line(), value.column(), value.path(), message, List.of());
    }

    /** The rules that are switched on; the others are read as strictly, and are in the outline only. */
    private static List<Rule> rules(Value value, RuleParser parser, List<RuleOutline> outline) {
        List<Value> items = value.list();
        if (value.isList() && items.isEmpty()) {
            value.fail("is empty: the last rule must say what becomes of everything else");
        }
        if (items.size() > MOST_RULES) {
            value.fail("has " + items.size() + " rules, may have " + MOST_RULES);
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Value item : items) {
            if (!item.isMap()) {
                // Asking for the map is what reports it.
                item.map();
                continue;
            }
            item.map().ifPresent(map -> {
                Rule rule = parser.parse(outline.size(), map);
                Integer before = rule.name().isEmpty() ? null : lines.putIfAbsent(rule.name(), rule.line());
                if (before != null) {
                    item.fail("the name '" + rule.name() + "' is taken by the rule on line " + before);
                }
                boolean enabled = map.value("enabled").bool().orElse(true);
                outline.add(RuleOutline.of(rule, enabled, map));
                if (enabled) {
                    rules.add(rule);
                }
            });
        }
        if (!items.isEmpty() && items.getLast().isMap()) {
            if (!hasNoConditions(items.getLast())) {
                items.getLast().fail("the last rule must match everything: it must have no conditions");
            } else if (!outline.getLast().enabled()) {
                items.getLast().fail("the last rule must not be switched off");
            }
        }
        return rules;
    }

    /** Asks the document and not the rule: a condition that was wrong is missing from the rule. */
    private static boolean hasNoConditions(Value rule) {
        return rule.map()
                .filter(map -> RuleParser.CONDITIONS.stream().noneMatch(map::has))
                .isPresent();
    }
}
