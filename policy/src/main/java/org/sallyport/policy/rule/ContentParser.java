package org.sallyport.policy.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.detect.Detector;
import org.sallyport.policy.detect.Finder;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.policy.file.FileKind;
import org.sallyport.policy.file.FileTypes;
import org.sallyport.policy.file.TikaFileTypes;

/** Reads {@code content}, and collects what the rules share. One thread, one document. */
final class ContentParser {

    private static final int LONGEST_EXPRESSION = 1_000;

    /** Keeps counted repetitions from growing a short expression into a machine of megabytes. */
    private static final int LARGEST_PROGRAM = 20_000;

    private static final int MOST_HASHES = 100_000;
    private static final java.util.regex.Pattern HASH = java.util.regex.Pattern.compile("[0-9A-Fa-f]{64}");
    private static final java.util.regex.Pattern MEDIA_TYPE =
            java.util.regex.Pattern.compile("[a-z*]+/[a-z0-9.+*-]{1,120}");

    private final Map<String, Integer> lexicons = new LinkedHashMap<>();
    private final LinkCategories categories;
    private final Attachments files;
    private final Set<String> lexiconsUsed = new HashSet<>();
    private final Map<String, Integer> expressionNumbers = new LinkedHashMap<>();
    private final List<Pattern> expressions = new ArrayList<>();
    private final Set<Detector> detectors = EnumSet.noneOf(Detector.class);
    private boolean asksTypes;

    /**
     * @param lexicons the names that rules may use, in the order of their numbers
     */
    ContentParser(List<String> lexicons, LinkCategories categories, Attachments files) {
        for (String lexicon : lexicons) {
            this.lexicons.put(lexicon, this.lexicons.size());
        }
        this.categories = categories;
        this.files = files;
    }

    /** What all the rules that were read search for. */
    Patterns patterns(LexiconSet lexicons) {
        FileTypes none = new FileTypes() {
            @Override
            public String byName(String name) {
                return UNKNOWN;
            }

            @Override
            public String byContent(byte[] first, String name) {
                return UNKNOWN;
            }
        };
        // Its tables are only loaded for those who ask.
        return new Patterns(
                lexicons, expressions, new Finder(detectors), categories, asksTypes ? TikaFileTypes.instance() : none);
    }

    Set<String> lexiconsUsed() {
        return lexiconsUsed;
    }

    @Nullable Content parse(Value value) {
        Optional<MapNode> present = value.map();
        if (present.isEmpty()) {
            return null;
        }
        MapNode map = present.get();
        if (map.isEmpty()) {
            map.fail("is empty: name a condition, or leave it out");
        }
        return new Content(
                lexicons(map.value("lexicon")),
                expressions(map.value("regex")),
                detection(map.value("detect")),
                links(map),
                files(map));
    }

    private @Nullable FileTest files(MapNode map) {
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
        List<Glob> types = types(map.value("file-type"));
        Set<String> hashes = hashes(map.value("file-hash"));
        Set<SeenFile.Scan.Result> scans = EnumSet.noneOf(SeenFile.Scan.Result.class);
        for (Value item : PartyParser.items(map.value("file-scan"))) {
            item.oneOf(List.of(SeenFile.Scan.Result.values()), SeenFile.Scan.Result::id)
                    .ifPresent(scans::add);
        }
        boolean asks = !names.isEmpty()
                || !scans.isEmpty()
                || !types.isEmpty()
                || !hashes.isEmpty()
                || moreThan >= 0
                || atMost >= 0;
        return asks ? new FileTest(names, types, hashes, scans, moreThan, atMost) : null;
    }

    private List<Glob> types(Value value) {
        Map<String, FileKind> kinds = new LinkedHashMap<>();
        for (FileKind kind : FileKind.values()) {
            kinds.put(kind.id(), kind);
        }
        List<Glob> types = new ArrayList<>();
        for (Value item : PartyParser.items(value)) {
            Optional<String> text = item.string(1, Glob.LONGEST);
            if (text.isPresent() && text.get().indexOf('/') >= 0) {
                item.string(MEDIA_TYPE, "a media type such as image/* or application/pdf, in lower case")
                        .map(Glob::new)
                        .ifPresent(types::add);
            } else if (text.isPresent()) {
                item.oneOf(kinds)
                        .ifPresent(kind -> kind.types().stream().map(Glob::new).forEach(types::add));
            }
        }
        asksTypes |= !types.isEmpty();
        return types;
    }

    private Set<String> hashes(Value value) {
        Set<String> hashes = new HashSet<>();
        boolean inline = value.isList()
                || value.isPresent()
                        && value.string().filter(t -> HASH.matcher(t).matches()).isPresent();
        if (inline) {
            for (Value item : PartyParser.items(value)) {
                item.string(HASH, "a SHA-256 of 64 hexadecimal digits")
                        .map(h -> h.toLowerCase(Locale.ROOT))
                        .ifPresent(hashes::add);
            }
        } else if (value.isPresent()) {
            files.read(value, "list of hashes", (line, place) -> {
                // What sha256sum prints has the name of the file behind the hash.
                String hash = line.split("\\s", 2)[0];
                if (!HASH.matcher(hash).matches()) {
                    files.problem(place, "must begin with a SHA-256 of 64 hexadecimal digits");
                } else if (hashes.size() < MOST_HASHES) {
                    hashes.add(hash.toLowerCase(Locale.ROOT));
                } else {
                    files.problem(place, "a list has at most " + MOST_HASHES + " hashes");
                }
            });
        }
        return hashes;
    }

    private @Nullable LinkTest links(MapNode map) {
        Value link = map.value("link");
        Value category = map.value("link-category");
        boolean any = false;
        Set<String> hosts = new HashSet<>();
        for (Value item : PartyParser.items(link)) {
            Optional<String> host = item.string(1, 253);
            any |= host.filter("any"::equals).isPresent();
            host.filter(h -> !h.equals("any"))
                    .map(LinkCategories::foldHost)
                    .flatMap(h -> h.isEmpty() || h.indexOf('/') >= 0 || h.indexOf('*') >= 0
                            ? item.fail("must be 'any', or a host such as example.com; what is below it is included")
                            : Optional.of(h))
                    .ifPresent(hosts::add);
        }
        long bits = 0;
        for (Value item : PartyParser.items(category)) {
            bits |= item.oneOf(categories.numbers()).map(number -> 1L << number).orElse(0L);
        }
        return link.isPresent() || category.isPresent() ? new LinkTest(any, hosts, bits) : null;
    }

    private @Nullable Detection detection(Value value) {
        if (!value.isPresent()) {
            return null;
        }
        int atLeast = 1;
        Value kinds = value;
        Optional<MapNode> map = value.isMap() ? value.map() : Optional.empty();
        if (map.isPresent()) {
            kinds = map.get().required("what");
            atLeast = map.get().value("at-least").integer(1, 1_000).orElse(1);
        }
        Set<Detector> wanted = EnumSet.noneOf(Detector.class);
        for (Value item : PartyParser.items(kinds)) {
            item.oneOf(List.of(Detector.values()), Detector::id).ifPresent(wanted::add);
        }
        detectors.addAll(wanted);
        return new Detection(wanted, atLeast);
    }

    private List<Integer> lexicons(Value value) {
        List<Integer> numbers = new ArrayList<>();
        for (Value item : PartyParser.items(value)) {
            item.oneOf(lexicons).ifPresent(number -> {
                numbers.add(number);
                item.string().ifPresent(lexiconsUsed::add);
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
}
